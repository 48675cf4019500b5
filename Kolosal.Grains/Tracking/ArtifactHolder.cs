using Kolosal.Storage;
using Kolosal.Subjects;

namespace Kolosal.Tracking;

/// <summary>Artifacts of tracked runs and logged models.</summary>
/// <remarks>They are files that people put there, and the platform does not judge what else is in them: one that holds the person is named, and stays
/// until somebody deletes it.</remarks>
internal sealed class ArtifactHolder(IGrainFactory grains, ICatalogue catalogue, IBlobStore blobs) : ISubjectHolder
{
    private const int PageRows = 500;

    public async Task<ImmutableArray<SubjectPlace>> EraseAsync(SubjectErasure erasure, CancellationToken cancel)
    {
        var places = ImmutableArray.CreateBuilder<SubjectPlace>();
        if (erasure.Bytes.IsEmpty) return [];
        foreach (string kind in (string[])[CatalogueKinds.TrackedRun, CatalogueKinds.LoggedModel])
            for (int page = 1; ; page++)
            {
                var listed = await catalogue.QueryAsync(new(erasure.Workspace, kind, [], "id", page, PageRows), cancel);
                foreach (var entry in listed.Items) await LookAsync(new(erasure.Workspace, entry.Id), "", erasure, places, cancel);
                if (listed.Items.Length < PageRows) break;
            }

        return places.ToImmutable();
    }

    private async Task LookAsync(
        ResourceKey owner, string folder, SubjectErasure erasure, ImmutableArray<SubjectPlace>.Builder places, CancellationToken cancel)
    {
        foreach (var artifact in await grains.RunArtifacts(owner).ListAsync(folder))
        {
            if (artifact.Content is not { } content)
            {
                await LookAsync(owner, artifact.Path, erasure, places, cancel);
                continue;
            }

            try
            {
                await using var stream = await blobs.OpenAsync(content, cancel);
                if (stream is null || !await erasure.Bytes.StandInAsync(stream, cancel)) continue;
                places.Add(new("artifact", $"{owner.Id}/{artifact.Path}", SubjectPlace.Kept, 1,
                    "The file holds a value of the person; delete the artifact, or put another in its place."));
            }
            catch (BlobCorruptException)
            {
                places.Add(new("artifact", $"{owner.Id}/{artifact.Path}", SubjectPlace.Kept, 1,
                    "The file is damaged and cannot be searched; delete it."));
            }
        }
    }
}
