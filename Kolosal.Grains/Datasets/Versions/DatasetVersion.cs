namespace Kolosal.Datasets;

/// <summary>One dataset of a line of versions.</summary>
/// <param name="DatasetId">The dataset.</param>
/// <param name="Version">From 1, one more than its parent's; two datasets made of one parent have the same.</param>
/// <param name="Parent">What it was made of; null for the first, and for one whose parent is not told.</param>
/// <param name="MadeBy">How; null for the first.</param>
/// <param name="Name">For people.</param>
/// <param name="Rows">Data rows.</param>
/// <param name="QualityScore">0 to 1.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedBy">By whom.</param>
public sealed record DatasetVersion(
    string DatasetId, int Version, string? Parent, string? MadeBy, string Name, long Rows, double QualityScore, DateTimeOffset CreatedAt,
    string CreatedBy)
{
    internal static DatasetVersion Of(DatasetDescription dataset) => new(
        dataset.DatasetId, dataset.Version, dataset.Parent, dataset.MadeBy, dataset.Name, dataset.Rows, dataset.QualityScore, dataset.CreatedAt,
        dataset.CreatedBy);
}
