namespace Kolosal.Audit;

/// <summary>Where the chains of all workspaces are kept. Entries of one workspace are appended by one grain at a time.</summary>
public interface IAuditLog
{
    /// <summary>Appends entries that follow the workspace's last one. Durable on return.</summary>
    Task AppendAsync(string workspace, IReadOnlyList<ChainedEntry> entries, CancellationToken cancel);

    /// <summary>The workspace's entries with at least this sequence number, in order.</summary>
    IAsyncEnumerable<ChainedEntry> ReadAsync(string workspace, long fromSequence, CancellationToken cancel);
}
