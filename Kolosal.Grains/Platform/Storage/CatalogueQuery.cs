namespace Kolosal.Storage;

/// <summary>What to list.</summary>
/// <param name="Workspace">Owner.</param>
/// <param name="Kind">Kind of thing.</param>
/// <param name="Filters">All must hold.</param>
/// <param name="Sort">
/// Field to sort by, <c>-</c> in front for descending; null means <c>-created_at</c>. Entries without the field come first when
/// ascending, then numbers (false is 0, true is 1), then text by its UTF-8 bytes. Ties are broken by id, ascending.
/// </param>
/// <param name="Page">From 1.</param>
/// <param name="Limit">1 to 500 entries a page.</param>
public sealed record CatalogueQuery(string Workspace, string Kind, ImmutableArray<CatalogueFilter> Filters, string? Sort = null, int Page = 1,
    int Limit = 50);
