using Kolosal.Storage.Log;

namespace Kolosal.Storage.Postgres;

/// <summary>Records of any logs that will be committed together; all who wait for them wait for the same task.</summary>
internal sealed class LogBatch
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<string, int> _which = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];
    private readonly List<long> _counts = [];
    private readonly List<int> _logs = [];
    private readonly List<long> _ordinals = [];
    private readonly List<byte[]> _records = [];
    private long[] _firsts = [];

    public int Count => _records.Count;

    public long Bytes { get; private set; }

    /// <summary>Somebody waits, so the writer must not.</summary>
    public bool IsAwaited { get; set; }

    /// <summary>When its first record came, in milliseconds of the tick count.</summary>
    public long Since { get; private set; }

    public Task Done => _done.Task;

    public string[] Names => [.. _names];

    public long[] Counts => [.. _counts];

    /// <summary>Per record the number of its log, from 1.</summary>
    public int[] Logs => [.. _logs];

    /// <summary>Per record its place among those of the same log, from 0.</summary>
    public long[] Ordinals => [.. _ordinals];

    public byte[][] Records => [.. _records];

    /// <summary>Per record its CRC-32C.</summary>
    public int[] Checksums => [.. _records.Select(record => unchecked((int)Crc32C.Of(record)))];

    /// <returns>The record's place in the batch.</returns>
    public int Add(string log, byte[] record)
    {
        if (Count == 0) Since = Environment.TickCount64;
        if (!_which.TryGetValue(log, out int which))
        {
            _which.Add(log, which = _names.Count);
            _names.Add(log);
            _counts.Add(0);
        }

        _logs.Add(which + 1);
        _ordinals.Add(_counts[which]++);
        _records.Add(record);
        Bytes += record.Length;
        return Count - 1;
    }

    /// <summary>The number that a record got; known once the batch is done.</summary>
    public long Position(int record) => _firsts[_logs[record] - 1] + _ordinals[record];

    /// <param name="next">By log, the number behind its last record.</param>
    public void Succeed(IReadOnlyDictionary<string, long> next)
    {
        _firsts = [.. _names.Select((name, which) => next[name] - _counts[which])];
        _done.SetResult();
    }

    public void Fail(Exception cause)
    {
        _done.SetException(cause);
        _ = _done.Task.Exception; // A batch that nobody waits for must not surface later as an unobserved exception; the writer reports it.
    }
}
