namespace Kolosal.Storage;

/// <summary>
/// The searchable shadow of grain state: one document per thing, listed and filtered, never the truth. The grain that owns the
/// thing writes it after its own state, and can write it again at any time. Safe for any number of callers.
/// </summary>
public interface ICatalogue
{
    /// <summary>Writes the entry, replacing one of the same workspace, kind and id. Durable on return.</summary>
    Task UpsertAsync(CatalogueEntry entry, CancellationToken cancel);

    /// <summary>Removes an entry; nothing happens when there is none.</summary>
    Task RemoveAsync(string workspace, string kind, string id, CancellationToken cancel);

    /// <summary>The entry, or null.</summary>
    Task<CatalogueEntry?> FindAsync(string workspace, string kind, string id, CancellationToken cancel);

    /// <summary>One page of the entries that pass every filter, and how many pass in all.</summary>
    /// <exception cref="CatalogueQueryException">A field name, sort or value that cannot be meant; the text says what to send.</exception>
    Task<CataloguePage> QueryAsync(CatalogueQuery query, CancellationToken cancel);
}
