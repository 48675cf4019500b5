using Kolosal.Storage;
using Kolosal.Subjects;

namespace Kolosal.Explanations;

/// <summary>Stored explanations: the rows that were asked about, and what was answered.</summary>
internal sealed class ExplanationHolder(IGrainFactory grains, ICatalogue catalogue) : ISubjectHolder
{
    private const int PageRows = 500;

    public async Task<ImmutableArray<SubjectPlace>> EraseAsync(SubjectErasure erasure, CancellationToken cancel)
    {
        // What is deleted is listed no more: the pages are read before anything is.
        var ids = new List<string>();
        for (int page = 1; ; page++)
        {
            var listed = await catalogue.QueryAsync(new(erasure.Workspace, CatalogueKinds.Explanation, [], "id", page, PageRows), cancel);
            ids.AddRange(listed.Items.Select(entry => entry.Id));
            if (listed.Items.Length < PageRows) break;
        }

        var places = ImmutableArray.CreateBuilder<SubjectPlace>();
        foreach (string id in ids)
        {
            var erased = await grains.Explanation(new ResourceKey(erasure.Workspace, id)).EraseSubjectAsync(erasure.Identity);
            if (erased is { Accepted: true, Value: true }) places.Add(new("explanation", id, SubjectPlace.Deleted, 1));
        }

        return places.ToImmutable();
    }
}
