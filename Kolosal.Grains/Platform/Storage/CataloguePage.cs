namespace Kolosal.Storage;

/// <summary>A page of a list.</summary>
/// <param name="Items">At most the limit asked for.</param>
/// <param name="Total">Entries that pass the filters, over all pages.</param>
public sealed record CataloguePage(ImmutableArray<CatalogueEntry> Items, long Total);
