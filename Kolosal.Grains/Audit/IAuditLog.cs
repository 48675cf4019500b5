namespace Kolosal.Audit;

/// <summary>Where the chains of all workspaces are kept. Entries of one workspace are appended by one grain at a time.</summary>
public interface IAuditLog
{
    /// <summary>Appends entries that follow the workspace's last one. Durable on return.</summary>
    Task AppendAsync(string workspace, IReadOnlyList<ChainedEntry> entries, CancellationToken cancel);

    /// <summary>The workspace's entries with at least this sequence number, in order; those that were dropped are passed over.</summary>
    IAsyncEnumerable<ChainedEntry> ReadAsync(string workspace, long fromSequence, CancellationToken cancel);

    /// <summary>The largest number, at most the given one, below which entries can go: a log in files goes by whole files.</summary>
    Task<long> CutAtAsync(string workspace, long before, CancellationToken cancel);

    /// <summary>Removes the entries with smaller numbers, for good; those that are gone already are no fault.</summary>
    Task DropAsync(string workspace, long before, CancellationToken cancel);
}
