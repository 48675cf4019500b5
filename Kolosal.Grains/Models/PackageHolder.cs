using System.Globalization;
using System.Text.Json;
using Kolosal.Access;
using Kolosal.Storage;
using Kolosal.Subjects;

namespace Kolosal.Models;

/// <summary>Stored packages of model versions: words of categorical columns, rows that a k-nearest-neighbours model or an explanation keeps.
/// </summary>
/// <remarks>
/// A package is named by the hash of its bytes and signed, and is never changed. One that holds the person literally is deleted, if that was asked
/// for and its version is not active; else it is named, so that somebody retrains and retires it.
/// </remarks>
internal sealed class PackageHolder(IGrainFactory grains, ICatalogue catalogue, IBlobStore blobs) : ISubjectHolder
{
    private const int PageRows = 500;

    public async Task<ImmutableArray<SubjectPlace>> EraseAsync(SubjectErasure erasure, CancellationToken cancel)
    {
        var places = ImmutableArray.CreateBuilder<SubjectPlace>();
        if (erasure.Bytes.IsEmpty) return [];
        for (int page = 1; ; page++)
        {
            var listed = await catalogue.QueryAsync(new(erasure.Workspace, CatalogueKinds.ModelVersion, [], "id", page, PageRows), cancel);
            foreach (var entry in listed.Items)
            {
                if (await LookAsync(erasure, entry, cancel) is { } place) places.Add(place);
            }

            if (listed.Items.Length < PageRows) return places.ToImmutable();
        }
    }

    private async Task<SubjectPlace?> LookAsync(SubjectErasure erasure, CatalogueEntry entry, CancellationToken cancel)
    {
        int colon = entry.Id.LastIndexOf(':');
        using var document = JsonDocument.Parse(entry.Document);
        if (colon < 0 || !document.RootElement.TryGetProperty("package_sha256", out var sha256) || sha256.GetString() is not { Length: 64 } hash)
            return null;
        try
        {
            await using var content = await blobs.OpenAsync(new(erasure.Workspace, hash, 0), cancel);
            if (content is null || !await erasure.Bytes.StandInAsync(content, cancel)) return null;
        }
        catch (BlobCorruptException)
        {
            return new("model_package", entry.Id, SubjectPlace.Kept, 1, "The stored package is damaged and cannot be searched; delete it.");
        }

        bool may = Principal.Current is not { } caller
            || RolePermissions.Grants(caller.Roles.AsSpan(), caller.Scopes, Permission.ModelsWrite);
        if (erasure.RemovePackages && !may)
            return new("model_package", entry.Id, SubjectPlace.Kept, 1,
                "The package holds a value of the person; to delete it needs the permission models.write.");
        if (!erasure.RemovePackages)
            return new("model_package", entry.Id, SubjectPlace.Kept, 1, "The package holds a value of the person. Retrain without the person, "
                + "promote the new version, and repeat the erasure with \"packages\": \"remove\".");
        int version = int.Parse(entry.Id.AsSpan(colon + 1), CultureInfo.InvariantCulture);
        var erased = await grains.Model(new(erasure.Workspace, entry.Id[..colon])).ErasePackageAsync(version, "The package held a value of a person "
            + "who was erased.");
        return erased is { Accepted: true, Value: true } ? new("model_package", entry.Id, SubjectPlace.Deleted, 1)
            : new("model_package", entry.Id, SubjectPlace.Kept, 1, erased.Refusal?.Message ?? "Another model has the same package; erase it there.");
    }
}
