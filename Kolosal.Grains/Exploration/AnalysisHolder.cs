using System.Text.Json;
using Kolosal.Storage;
using Kolosal.Subjects;

namespace Kolosal.Exploration;

/// <summary>Analyses of datasets that held the person: their tables repeat rows.</summary>
internal sealed class AnalysisHolder(IGrainFactory grains, ICatalogue catalogue) : ISubjectHolder
{
    private const int PageRows = 500;

    public async Task<ImmutableArray<SubjectPlace>> EraseAsync(SubjectErasure erasure, CancellationToken cancel)
    {
        // What is deleted is listed no more: the pages are read before anything is.
        var ids = new List<string>();
        for (int page = 1; erasure.Datasets.Length > 0; page++)
        {
            var listed = await catalogue.QueryAsync(new(erasure.Workspace, CatalogueKinds.Analysis, [], "id", page, PageRows), cancel);
            ids.AddRange(listed.Items.Where(entry => erasure.Datasets.Contains(DatasetOf(entry))).Select(entry => entry.Id));
            if (listed.Items.Length < PageRows) break;
        }

        var places = ImmutableArray.CreateBuilder<SubjectPlace>();
        foreach (string id in ids)
        {
            var deleted = await grains.Analysis(new ResourceKey(erasure.Workspace, id)).DeleteAsync();
            places.Add(deleted.Accepted ? new("analysis", id, SubjectPlace.Deleted, 1)
                : new("analysis", id, SubjectPlace.Kept, 1, deleted.Refusal.Message));
        }

        return places.ToImmutable();
    }

    private static string DatasetOf(CatalogueEntry entry)
    {
        using var document = JsonDocument.Parse(entry.Document);
        return document.RootElement.TryGetProperty("dataset_id", out var id) ? id.GetString() ?? "" : "";
    }
}
