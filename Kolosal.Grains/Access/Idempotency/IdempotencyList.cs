using Kolosal.Storage;

namespace Kolosal.Access;

/// <summary>The idempotency keys in use, over all workspaces, by age; kept in the catalogue so that one sweep finds them.</summary>
internal static class IdempotencyList
{
    public static Task AddAsync(ICatalogue catalogue, string key, DateTimeOffset now) => catalogue.UpsertAsync(
        new CatalogueEntry(ResourceKey.System, CatalogueKinds.IdempotencyKey, key, now, now, "{}"), CancellationToken.None);

    public static Task RemoveAsync(ICatalogue catalogue, string key) =>
        catalogue.RemoveAsync(ResourceKey.System, CatalogueKinds.IdempotencyKey, key, CancellationToken.None);

    /// <summary>The oldest of those that were begun at an instant or before it.</summary>
    /// <param name="catalogue">Where they are listed.</param>
    /// <param name="until">The instant.</param>
    /// <param name="most">Most of them, 1 to 500.</param>
    public static async Task<ImmutableArray<string>> OldestAsync(ICatalogue catalogue, DateTimeOffset until, int most) =>
        [.. (await catalogue.QueryAsync(
            new CatalogueQuery(ResourceKey.System, CatalogueKinds.IdempotencyKey,
                [new("created_at", FilterOperator.AtMost, until.ToString("O", System.Globalization.CultureInfo.InvariantCulture))],
                "created_at", Page: 1, most), CancellationToken.None)).Items.Select(entry => entry.Id)];
}
