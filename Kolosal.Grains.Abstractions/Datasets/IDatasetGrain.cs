using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Datasets;

/// <summary>One dataset of a workspace. Key <c>workspace/ds_…</c>, where the id is made
/// of the content's SHA-256: equal content is one dataset.</summary>
/// <remarks>
/// Rows never pass through the grain. They lie as Parquet in the blob store, and whoever needs them opens the dataset and reads
/// the blob; the profile lies beside them. The grain keeps what is decided about the data: schema, users, lineage.
/// </remarks>
[Alias("kolosal.datasets.IDatasetGrain")]
public interface IDatasetGrain : IGrainWithStringKey
{
    /// <summary>Makes the dataset known; its blobs are stored already. Registering again answers the dataset as it stands.</summary>
    /// <remarks>Refused with 422 when the registration's content does not belong to this key.</remarks>
    [Alias("Register"), RequiresPermission(Permission.DataWrite)]
    Task<Result<DatasetDescription>> RegisterAsync(DatasetRegistration registration);

    /// <summary>What the dataset is. 404 when there is none, or it was deleted.</summary>
    [Alias("Describe"), ReadOnly, RequiresPermission(Permission.DataDescribe)]
    Task<Result<DatasetDescription>> DescribeAsync();

    /// <summary>What is needed to read its rows. 404 when there is none.</summary>
    [Alias("Open"), ReadOnly, RequiresPermission(Permission.DataDescribe)]
    Task<Result<DatasetContent>> OpenAsync();

    /// <summary>Source, snapshots of the schema, transformations, children and models.</summary>
    [Alias("GetLineage"), ReadOnly, RequiresPermission(Permission.DataDescribe)]
    Task<Result<DatasetLineage>> GetLineageAsync();

    /// <summary>Overrides types, roles, protected attributes, ranges and the favourable label; the quality score follows.</summary>
    /// <param name="change">Only what is to change.</param>
    /// <param name="expectedRevision">The revision the caller saw (412 when it is no longer that one); null accepts any.</param>
    /// <remarks>409 while a run uses the dataset, 422 for an unknown column, type, role, or a range upside down.</remarks>
    [Alias("SetSchema"), RequiresPermission(Permission.DataWrite)]
    Task<Result<DatasetDescription>> SetSchemaAsync(SchemaChange change, long? expectedRevision);

    /// <summary>Holds the dataset for a run: it cannot be deleted or changed until the run releases it. Idempotent by run.</summary>
    [Alias("Hold"), RequiresPermission(Permission.TrainRun)]
    Task<Result<DatasetContent>> HoldAsync(string runId);

    /// <summary>Ends a hold, and notes the model versions that learnt from the data. Idempotent by run.</summary>
    /// <param name="runId">The run that held it.</param>
    /// <param name="models">Model versions (<c>credit-risk:3</c>) made by the run; empty when none.</param>
    [Alias("LetGo"), RequiresPermission(Permission.TrainRun)]
    Task<Result<DatasetLineage>> ReleaseAsync(string runId, ImmutableArray<string> models);

    /// <summary>What is expected of the dataset, and how that stands; empty where nothing is expected.</summary>
    [Alias("GetExpectations"), ReadOnly, RequiresPermission(Permission.DataDescribe)]
    Task<Result<ExpectationReport>> GetExpectationsAsync();

    /// <summary>Replaces what is expected of the dataset, with what came of looking at it.</summary>
    /// <param name="report">The expectations and how they stand. An empty one takes all away.</param>
    /// <remarks>409 when the dataset has changed since it was looked at; 409 while a run holds it.</remarks>
    [Alias("DeclareExpectations"), RequiresPermission(Permission.DataWrite)]
    Task<Result<ExpectationReport>> DeclareExpectationsAsync(ExpectationReport report);

    /// <summary>What people have said of the dataset.</summary>
    [Alias("GetWords"), ReadOnly, RequiresPermission(Permission.DataDescribe)]
    Task<Result<DatasheetWords>> GetWordsAsync();

    /// <summary>Replaces what people say of the dataset.</summary>
    /// <param name="words">All that is to be said.</param>
    /// <param name="expectedRevision">The revision the caller saw (412 when it is no longer that one); null accepts any.</param>
    [Alias("SetWords"), RequiresPermission(Permission.DataWrite)]
    Task<Result<DatasetDescription>> SetWordsAsync(DatasheetWords words, long? expectedRevision);

    /// <summary>Deletes the dataset and its blobs, and answers which models saw it. 409 while a run holds it.</summary>
    [Alias("Delete"), RequiresPermission(Permission.DataWrite)]
    Task<Result<DatasetDeletion>> DeleteAsync();
}

public static class DatasetGrains
{
    public static IDatasetGrain Dataset(this IGrainFactory grains, ResourceKey key) => grains.GetGrain<IDatasetGrain>(key.ToString());

    public static IDatasetGrain Dataset(this IGrainFactory grains, string workspace, string datasetId) =>
        grains.Dataset(new ResourceKey(workspace, datasetId));
}
