using System.Text.Json;
using Kolosal.Storage;

namespace Kolosal.Exploration;

/// <summary>Removes tables of results. Equal bytes are stored once, so those that another analysis has as well stay. Safe for any number of callers.
/// </summary>
internal sealed class SharedTables(ICatalogue catalogue, IBlobStore blobs)
{
    private const int Page = 200;

    /// <summary>Removes the tables of an analysis.</summary>
    /// <param name="analysis">Whose they were.</param>
    /// <param name="datasetId">The dataset: analyses of others have other bytes.</param>
    /// <param name="tables">The tables.</param>
    public async Task RemoveAsync(ResourceKey analysis, string datasetId, ImmutableArray<AnalysisTable> tables)
    {
        if (tables.IsEmpty) return;
        var others = await OfOthersAsync(analysis, datasetId);
        foreach (var table in tables)
            if (!others.Contains(table.Content.Sha256)) await blobs.DeleteAsync(table.Content, CancellationToken.None);
    }

    private async Task<HashSet<string>> OfOthersAsync(ResourceKey analysis, string datasetId)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        for (int page = 1, read = Page; read == Page; page++)
        {
            var entries = await catalogue.QueryAsync(new(analysis.Workspace, CatalogueKinds.Analysis,
                [new("dataset_id", FilterOperator.Equal, datasetId)], "created_at", page, Page), CancellationToken.None);
            foreach (var entry in entries.Items.Where(entry => entry.Id != analysis.Id))
                found.UnionWith(JsonSerializer.Deserialize<AnalysisSnapshot>(entry.Document, WireJson.Options)?.Result?.Tables
                    .Select(table => table.Content.Sha256) ?? []);
            read = entries.Items.Length;
        }
        return found;
    }
}
