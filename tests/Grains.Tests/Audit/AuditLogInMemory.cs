using System.Runtime.CompilerServices;

namespace Kolosal.Audit;

/// <summary>One workspace's audit log in memory, which a test changes as somebody with access to the disk could.</summary>
internal sealed class AuditLogInMemory : IAuditLog
{
    private bool? failing;
    private int readings;

    public List<ChainedEntry> Entries { get; } = [];

    /// <summary>How often reading was begun.</summary>
    public int Readings => Volatile.Read(ref readings);

    /// <summary>What was begun to be read waits for it, with the entries as they were then; null for no wait.</summary>
    public TaskCompletionSource? Gate { get; set; }

    /// <summary>The next write fails, before or after it has reached the disk.</summary>
    public void FailNext(bool afterWriting) => failing = afterWriting;

    public Task AppendAsync(string workspace, IReadOnlyList<ChainedEntry> entries, CancellationToken cancel)
    {
        bool? now = failing;
        failing = null;
        if (now is null or true) Entries.AddRange(entries);
        return now is null ? Task.CompletedTask : Task.FromException(new IOException("The disk of the test is away."));
    }

    /// <summary>Segments of 100 entries.</summary>
    public Task<long> CutAtAsync(string workspace, long before, CancellationToken cancel) => Task.FromResult(before / 100 * 100);

    public Task DropAsync(string workspace, long before, CancellationToken cancel)
    {
        Entries.RemoveAll(entry => entry.Sequence < before);
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<ChainedEntry> ReadAsync(
        string workspace, long fromSequence, [EnumeratorCancellation] CancellationToken cancel)
    {
        ChainedEntry[] wanted = [.. Entries.Where(entry => entry.Sequence >= fromSequence)];
        Interlocked.Increment(ref readings);
        if (Gate is { } gate) await gate.Task.WaitAsync(cancel);
        foreach (var entry in wanted)
        {
            await Task.Yield();
            yield return entry;
        }
    }
}
