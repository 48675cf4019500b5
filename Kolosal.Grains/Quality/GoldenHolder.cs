using Kolosal.Storage;
using Kolosal.Subjects;

namespace Kolosal.Quality;

/// <summary>The cases of golden datasets.</summary>
internal sealed class GoldenHolder(IGrainFactory grains, ICatalogue catalogue) : ISubjectHolder
{
    private const int PageRows = 500;

    public async Task<ImmutableArray<SubjectPlace>> EraseAsync(SubjectErasure erasure, CancellationToken cancel)
    {
        var places = ImmutableArray.CreateBuilder<SubjectPlace>();
        for (int page = 1; ; page++)
        {
            var listed = await catalogue.QueryAsync(new(erasure.Workspace, CatalogueKinds.GoldenDataset, [], "id", page, PageRows), cancel);
            foreach (var entry in listed.Items)
            {
                var erased = await grains.GoldenDataset(erasure.Workspace, entry.Id).EraseCasesAsync(erasure.Identity);
                if (erased is { Accepted: true, Value: > 0 and var cases })
                    places.Add(new("golden_dataset", entry.Id, SubjectPlace.Erased, cases, "Every version is without the person's cases now."));
                else if (!erased.Accepted) places.Add(new("golden_dataset", entry.Id, SubjectPlace.Kept, 1, erased.Refusal.Message));
            }

            if (listed.Items.Length < PageRows) return places.ToImmutable();
        }
    }
}
