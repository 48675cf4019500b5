namespace Kolosal.Storage;

/// <summary>Changes stored records in place, whoever they belong to. Safe for any number of callers.</summary>
public interface IRecordRewriter
{
    /// <summary>Offers every stored state and every list entry of a workspace, and stores what comes back in its place.</summary>
    /// <param name="workspace">Whose.</param>
    /// <param name="rewrite">Answers the new content, or null to leave it. Called again for a record that was written meanwhile.</param>
    /// <param name="cancel">Looked at between records.</param>
    /// <returns>What was rewritten.</returns>
    Task<RewrittenRecords> RewriteAsync(string workspace, Func<StoredRecord, byte[]?> rewrite, CancellationToken cancel);
}

/// <param name="Kind">The kind of a list entry; null for a grain's state.</param>
/// <param name="Id">The entry's id; the grain's id, or its key where the store keeps no more.</param>
/// <param name="Json">UTF-8.</param>
public sealed record StoredRecord(string? Kind, string Id, ReadOnlyMemory<byte> Json);

/// <param name="States">Grains whose state was rewritten: what they have in memory is not what is stored.</param>
/// <param name="Entries">List entries that were rewritten.</param>
/// <param name="Unnamed">States that were rewritten and whose grain the store cannot name.</param>
public sealed record RewrittenRecords(ImmutableArray<string> States, int Entries, int Unnamed = 0);
