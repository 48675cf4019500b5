namespace Kolosal.Datasets;

/// <summary>What is needed to read a dataset's rows and to know what they mean.</summary>
/// <param name="DatasetId">The dataset.</param>
/// <param name="Rows">Data rows.</param>
/// <param name="Columns">The columns, in the order in which the blob stores them.</param>
/// <param name="FavourableLabel">The target's favourable value, when declared.</param>
/// <param name="Data">The rows: Parquet whose columns are named <c>c0</c>, <c>c1</c>, … in column order.</param>
/// <param name="Profile">The profile: JSON.</param>
/// <param name="Unfit">Why no run may learn from it: an expectation that must hold does not; null when nothing stands against it.</param>
/// <param name="Warning">What a run should say of it: expectations that do not hold and need not; null when none.</param>
[GenerateSerializer, Immutable, Alias("kolosal.dataset-content")]
public sealed record DatasetContent(
    string DatasetId, long Rows, ImmutableArray<DatasetColumn> Columns, string? FavourableLabel, BlobRef Data, BlobRef Profile,
    Refusal? Unfit = null, string? Warning = null);
