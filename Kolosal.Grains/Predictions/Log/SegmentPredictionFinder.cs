using Kolosal.Events;
using Kolosal.LogConsumers;

namespace Kolosal.Predictions;

/// <summary>Looks predicted rows up in the log of this machine.</summary>
/// <remarks>
/// A batch id begins with the millisecond of its answer, and the index knows between which instants the requests of each block were answered: so
/// few blocks come into question, however long ago. Which request of a block lies where is read once and remembered for the blocks that were
/// used last. One look-up at a time is under way, on the thread pool: however much feedback comes, it takes one processor from the predictors.
/// Ids of earlier programs are random; they are found in the newest <see cref="RandomBlocks"/> blocks that hold the workspace's requests.
/// </remarks>
internal sealed class SegmentPredictionFinder(PredictionLog log, PredictionIndex index, TimeProvider clock) : IPredictionFinder, IDisposable
{
    /// <summary>262,144 records.</summary>
    internal const int RandomBlocks = 64;

    /// <summary>Blocks whose requests are remembered; 170 KB each.</summary>
    private const int RememberedBlocks = 128;

    /// <summary>Records that are read over rather than jumped over.</summary>
    private const int ReadOver = 128;

    private const int BlockRecords = PredictionIndex.BlockRecords;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20), Patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim turn = new(1);
    private readonly Dictionary<int, Block> remembered = [];
    private long uses;

    public async Task<FoundRows> FindAsync(
        string workspace, IReadOnlyCollection<PredictionId> ids, CancellationToken cancel)
    {
        await turn.WaitAsync(cancel);
        try
        {
            return await Task.Run(() => FindInTurnAsync(new(workspace, ids), workspace, cancel), cancel);
        }
        finally
        {
            turn.Release();
        }
    }

    public async Task<LogEnd> EndAsync(string model, CancellationToken cancel)
    {
        // What was acknowledged is durable, and in the index an instant later.
        long durable = log.Segments.DurablePosition, began = clock.GetTimestamp();
        while (index.Next < durable)
        {
            if (clock.GetElapsedTime(began) > Patience) throw new TimeoutException($"The prediction log is read up to {index.Next} of {durable}.");
            await Task.Delay(Look, clock, cancel);
        }

        return new(log.LogId, index.Last(model));
    }

    public void Dispose() => turn.Dispose();

    private async Task<FoundRows> FindInTurnAsync(WantedRows wanted, string workspace, CancellationToken cancel)
    {
        long[] instants = [.. wanted.Batches.Where(batch => batch.Version == 7).Select(UnixMilliseconds).Distinct().Order()];
        bool random = wanted.Batches.Any(batch => batch.Version != 7);

        // What has just become durable is not in the index yet.
        long indexed = index.Next, durable = log.Segments.DurablePosition;
        int first = (int)(indexed / BlockRecords), last = (int)((durable - 1) / BlockRecords);
        var blocks = Enumerable.Range(first, Math.Max(0, last - first + 1)).Reverse().Concat(index.Blocks(workspace, instants));
        if (random) blocks = blocks.Concat(index.NewestBlocks(workspace, RandomBlocks));
        foreach (int number in blocks.Distinct())
        {
            if (wanted.Batches.Count == 0) break;
            cancel.ThrowIfCancellationRequested();
            await ReadAsync(await BlockAsync(number, durable, cancel), wanted, cancel);
        }

        return wanted.Found;
    }

    /// <summary>Where the requests of a block lie, up to what is durable.</summary>
    private async Task<Block> BlockAsync(int number, long durable, CancellationToken cancel)
    {
        if (!remembered.TryGetValue(number, out var block)) remembered.Add(number, block = new() { Next = (long)number * BlockRecords });
        block.LastUse = ++uses;
        long end = Math.Min(durable, (number + 1L) * BlockRecords);
        if (block.Next < end)
        {
            await foreach (var record in log.Segments.ReadSoundAsync(block.Next, cancel))
            {
                if (record.Position >= end) break;
                if (!record.Payload.IsEmpty && ServedRecord.Batch(record.Payload.Span) is { } batch) block.Positions[batch] = record.Position;
                block.Next = record.Position + 1;
            }
        }

        if (remembered.Count > RememberedBlocks) remembered.Remove(remembered.MinBy(known => known.Value.LastUse).Key);
        return block;
    }

    private async Task ReadAsync(Block block, WantedRows wanted, CancellationToken cancel)
    {
        long[] positions = [.. block.Positions.Count < wanted.Batches.Count
            ? block.Positions.Where(known => wanted.IsWanted(known.Key)).Select(known => known.Value).Order()
            : wanted.Batches.Where(block.Positions.ContainsKey).Select(batch => block.Positions[batch]).Order()];
        for (int i = 0; i < positions.Length;)
        {
            // On to the last of those that lie close together.
            int next = i + 1;
            while (next < positions.Length && positions[next] - positions[next - 1] <= ReadOver) next++;
            long end = positions[next - 1];
            await foreach (var record in log.Segments.ReadSoundAsync(positions[i], cancel))
            {
                if (record.Position > end) break;
                if (!record.Payload.IsEmpty) wanted.Take(record.Payload.Span);
                if (record.Position == end) break;
            }

            i = next;
        }
    }

    /// <summary>The first 48 bits of a version-7 id (RFC 9562 §5.7).</summary>
    private static long UnixMilliseconds(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return (long)(System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16);
    }

    private sealed class Block
    {
        public Dictionary<Guid, long> Positions { get; } = [];

        /// <summary>Records before it are known.</summary>
        public long Next { get; set; }

        public long LastUse { get; set; }
    }
}
