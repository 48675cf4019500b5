using System.Runtime.CompilerServices;
using Kolosal.Storage;

namespace Kolosal.Audit;

/// <summary>Keeps each workspace's chain in a segment log of its own, where an entry's sequence number is its position.</summary>
/// <remarks>For one machine: a grain that moves to another silo would not find this file there.</remarks>
public sealed class SegmentAuditLog(ISegmentLogs logs) : IAuditLog
{
    public async Task AppendAsync(string workspace, IReadOnlyList<ChainedEntry> entries, CancellationToken cancel)
    {
        var log = Log(workspace);

        // The entries before were lost, and verification says so; their numbers are not given again, and the chain goes on from its signed head.
        if (log.NextPosition < entries[0].Sequence) log.SkipTo(entries[0].Sequence);
        foreach (var entry in entries)
        {
            if (log.NextPosition != entry.Sequence)
                throw new InvalidOperationException($"The audit chain of '{workspace}' is at {log.NextPosition}, got entry {entry.Sequence}.");
            await log.AppendAsync(entry.ToRecord(), durable: entry == entries[^1], cancel);
        }
    }

    public async IAsyncEnumerable<ChainedEntry> ReadAsync(
        string workspace, long fromSequence, [EnumeratorCancellation] CancellationToken cancel)
    {
        var log = Log(workspace);
        await foreach (var record in log.ReadAsync(Math.Max(fromSequence, log.FirstPosition), cancel))
            yield return ChainedEntry.FromRecord(record.Payload.Span);
    }

    public Task<long> CutAtAsync(string workspace, long before, CancellationToken cancel) => Task.FromResult(Log(workspace).CutAt(before));

    public Task DropAsync(string workspace, long before, CancellationToken cancel) => logs.RemoveAsync($"audit-{workspace}", before);

    private ISegmentLog Log(string workspace) => logs.Open($"audit-{workspace}");
}
