using Kolosal.Storage.Log;

namespace Kolosal.Storage.Postgres;

/// <summary>Records of any logs that will be committed together; all who wait for them wait for the same task.</summary>
internal sealed class LogBatch
{
    private readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<string, int> which = new(StringComparer.Ordinal);
    private readonly List<string> names = [];
    private readonly List<long> counts = [];
    private readonly List<int> logs = [];
    private readonly List<long> ordinals = [];
    private readonly List<byte[]> records = [];
    private readonly List<Guid?> keys = [];
    private long[] firsts = [];

    public int Count => records.Count;

    public long Bytes { get; private set; }

    /// <summary>Somebody waits, so the writer must not.</summary>
    public bool IsAwaited { get; set; }

    /// <summary>When its first record came, in milliseconds of the tick count.</summary>
    public long Since { get; private set; }

    public Task Done => done.Task;

    public string[] Names => [.. names];

    public long[] Counts => [.. counts];

    /// <summary>Per record the number of its log, from 1.</summary>
    public int[] Logs => [.. logs];

    /// <summary>Per record its place among those of the same log, from 0.</summary>
    public long[] Ordinals => [.. ordinals];

    public byte[][] Records => [.. records];

    /// <summary>Per record what it is found by; null for nothing.</summary>
    public Guid?[] Keys => [.. keys];

    /// <summary>Per record its CRC-32C.</summary>
    public int[] Checksums => [.. records.Select(record => unchecked((int)Crc32C.Of(record)))];

    /// <returns>The record's place in the batch.</returns>
    public int Add(string log, byte[] record, Guid? key)
    {
        if (Count == 0) Since = Environment.TickCount64;
        if (!this.which.TryGetValue(log, out int which))
        {
            this.which.Add(log, which = names.Count);
            names.Add(log);
            counts.Add(0);
        }

        logs.Add(which + 1);
        ordinals.Add(counts[which]++);
        records.Add(record);
        keys.Add(key);
        Bytes += record.Length;
        return Count - 1;
    }

    /// <summary>The number that a record got; known once the batch is done.</summary>
    public long Position(int record) => firsts[logs[record] - 1] + ordinals[record];

    /// <param name="next">By log, the number behind its last record.</param>
    public void Succeed(IReadOnlyDictionary<string, long> next)
    {
        firsts = [.. names.Select((name, which) => next[name] - counts[which])];
        done.SetResult();
    }

    public void Fail(Exception cause)
    {
        done.SetException(cause);
        _ = done.Task.Exception; // A batch that nobody waits for must not surface later as an unobserved exception; the writer reports it.
    }
}
