using System.Runtime.CompilerServices;
using Kolosal.Storage;

namespace Kolosal.Predictions;

/// <summary>Logs in memory whose durable end a test moves by itself.</summary>
internal sealed class MemoryLogs : ISegmentLogs
{
    private readonly Dictionary<string, MemoryLog> logs = [];

    public string LogId => "log_0123456789abcdef";

    public ISegmentLog Open(string name)
    {
        if (!logs.TryGetValue(name, out var log)) logs.Add(name, log = new(name));
        return log;
    }

    public Task<long> RemoveAsync(string name, long before) => throw new NotSupportedException("A log in memory keeps everything.");

    public MemoryLog this[string name] => (MemoryLog)Open(name);
}

internal sealed class MemoryLog(string name) : ISegmentLog
{
    private readonly List<byte[]> records = [];
    private long held;

    public string Name => name;

    public long NextPosition => records.Count;

    public long FirstPosition => 0;

    public long DurablePosition => records.Count - held;

    public LogRecovery Recovery { get; } = new(0, 0, "memory");

    /// <summary>Records at the end that count as not yet on disk.</summary>
    public void HoldBack(long count) => held = count;

    /// <summary>What a crash leaves: the durable records.</summary>
    public void Crash()
    {
        records.RemoveRange((int)DurablePosition, (int)held);
        held = 0;
    }

    public ValueTask<long> AppendAsync(ReadOnlyMemory<byte> record, bool durable = true, CancellationToken cancel = default)
    {
        records.Add(record.ToArray());
        return new(records.Count - 1);
    }

    public async IAsyncEnumerable<LogRecord> ReadAsync(long fromPosition, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        for (long i = fromPosition; i < DurablePosition; i++)
        {
            yield return new(i, records[(int)i]);
            await Task.CompletedTask;
        }
    }

    public IAsyncEnumerable<LogRecord> ReadSoundAsync(long fromPosition, CancellationToken cancel = default) => ReadAsync(fromPosition, cancel);

    public void SkipTo(long position) => throw new NotSupportedException("A log in memory loses nothing.");

    public long CutAt(long before) => 0;

    public ValueTask FlushAsync(CancellationToken cancel = default) => default;
}
