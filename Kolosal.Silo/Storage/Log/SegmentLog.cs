using System.Runtime.CompilerServices;
using Kolosal.Storage.Retention;
using Microsoft.Win32.SafeHandles;

namespace Kolosal.Storage.Log;

/// <summary>
/// A log with one writer thread: it takes everything that has been queued, writes it with one call, syncs once, and wakes all who wait.
/// While it syncs, the next batch fills, so the batch grows with the load.
/// </summary>
internal sealed partial class SegmentLog : ISegmentLog, IDisposable
{
    /// <summary>Longest time a record that nobody waits for stays in memory; half of what is promised, to leave room for the write.</summary>
    private const int LingerMilliseconds = 50;

    private const int BufferBytes = 64 << 10;

    /// <summary>
    /// Buffers that grew beyond this are not kept. Thirty callers who wait, each with a thousand rows of thirty columns, fill half of it; to grow
    /// that anew for every sync copies the records twice.
    /// </summary>
    private const int LargestSpare = 8 << 20;

    /// <summary>Queued bytes at which appending waits for the disk.</summary>
    private const int MaximumQueuedBytes = 32 << 20;

    /// <summary>
    /// Those whose records were just acknowledged are about to append again. Letting them have the processor this many times before a
    /// smaller batch is begun costs microseconds and saves a sync.
    /// </summary>
    private const int MostYields = 16;

    /// <summary>How long a log that failed waits before it tries the disk again.</summary>
    private const int RetryMilliseconds = 250;

    private readonly object gate = new();
    private readonly string folder;
    private readonly long segmentBytes;
    private readonly Action<LostRecords>? lost;
    private readonly Thread writer;
    private ImmutableArray<Segment> segments;
    private SafeFileHandle active;
    private AppendBatch queued = new(new byte[BufferBytes]);
    private AppendBatch? writing;
    private byte[]? spare;
    private LogFailedException? failure;
    private long nextPosition, durablePosition, activeBytes, syncs;
    private bool stopping;
    private volatile bool rollWanted;

    /// <param name="name">What it is called.</param>
    /// <param name="folder">Its segments'.</param>
    /// <param name="segmentBytes">Size at which it goes on in a new one.</param>
    /// <param name="lost">Told of damage that is found at opening and reading; by any thread, and again at each reading. Null for nobody.</param>
    public SegmentLog(string name, string folder, long segmentBytes, Action<LostRecords>? lost = null)
    {
        Name = name;
        this.folder = folder;
        this.segmentBytes = segmentBytes;
        this.lost = lost;
        (var segments, activeBytes, Recovery) = LogRecoverer.Recover(folder, lost);
        this.segments = [.. segments];
        nextPosition = durablePosition = Recovery.Records;
        active = OpenForWriting(segments[^1]);
        writer = new Thread(Write) { Name = $"log {name}", IsBackground = true };
        writer.Start();
    }

    public string Name { get; }

    public LogRecovery Recovery { get; }

    public long NextPosition
    {
        get
        {
            lock (gate) return nextPosition;
        }
    }

    public long DurablePosition => Volatile.Read(ref durablePosition);

    /// <summary>The smallest number whose record may still be there.</summary>
    public long FirstPosition
    {
        get
        {
            lock (gate) return segments[0].First;
        }
    }

    /// <summary>What keeps the log from taking records; null while it takes them.</summary>
    public LogFailedException? Failure
    {
        get
        {
            lock (gate) return failure;
        }
    }

    /// <summary>Bytes of all segments on disk.</summary>
    public long Bytes => Finished() is var (finished, active) ? active + finished.Sum(segment => segment.Bytes) : 0;

    /// <summary>The segments that are not written any more, oldest first, and the bytes of the one that is.</summary>
    public (IReadOnlyList<FinishedSegment> Finished, long ActiveBytes) Finished()
    {
        ImmutableArray<Segment> all;
        lock (gate) all = segments;
        var finished = all.Take(all.Length - 1).Zip(all.Skip(1), (segment, next) => new FileInfo(segment.Path) is { Exists: true } file
            ? new FinishedSegment(next.First, file.Length, new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero))
            : new FinishedSegment(next.First, 0, DateTimeOffset.MinValue));
        return ([.. finished], new FileInfo(all[^1].Path) is { Exists: true } active ? active.Length : 0);
    }

    /// <summary>How often the log has been synced since it was opened.</summary>
    public long Syncs => Volatile.Read(ref syncs);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<long> AppendAsync(ReadOnlyMemory<byte> record, bool durable = true, CancellationToken cancel = default)
    {
        if (!RecordFrame.IsPlausibleLength(record.Length))
            throw new ArgumentException($"Need a record of 1 to {RecordFrame.MaximumPayload} bytes, got {record.Length}.", nameof(record));

        cancel.ThrowIfCancellationRequested();
        AppendBatch batch;
        long position;
        while (true)
        {
            Task full;
            lock (gate)
            {
                ThrowIfShut();
                if (queued.Bytes <= MaximumQueuedBytes)
                {
                    batch = queued;
                    position = nextPosition++;
                    batch.Add(record.Span, position);
                    batch.IsAwaited |= durable;

                    // Not one alone: it could be who waits for another segment, in the writer's place.
                    if (durable || batch.Count == 1) Monitor.PulseAll(gate);
                    break;
                }

                queued.IsAwaited = true;
                Monitor.PulseAll(gate);
                full = queued.Done;
            }

            await full.WaitAsync(cancel);
        }

        if (durable) await batch.Done;
        return position;
    }

    public async ValueTask FlushAsync(CancellationToken cancel = default)
    {
        Task pending;
        lock (gate)
        {
            if (queued.Count > 0)
            {
                ThrowIfShut();
                queued.IsAwaited = true;
                Monitor.PulseAll(gate);
                pending = queued.Done;
            }
            else
            {
                pending = writing?.Done ?? (failure is null ? Task.CompletedTask : Task.FromException(failure));
            }
        }

        await pending.WaitAsync(cancel);
    }

    public IAsyncEnumerable<LogRecord> ReadAsync(long fromPosition, CancellationToken cancel = default) =>
        SegmentReading.StrictlyAsync(Name, SegmentOf, fromPosition, cancel);

    public IAsyncEnumerable<LogRecord> ReadSoundAsync(long fromPosition, CancellationToken cancel = default) =>
        SegmentReading.SoundAsync(SegmentOf, lost, fromPosition, cancel);

    public void SkipTo(long position)
    {
        lock (gate)
        {
            ThrowIfShut();
            while (queued.Count > 0 || writing is not null)
            {
                queued.IsAwaited = true;
                Monitor.PulseAll(gate);
                Monitor.Wait(gate, LingerMilliseconds);
                ThrowIfShut();
            }

            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(position, nextPosition);
            try
            {
                StartSegment(position);
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                throw new LogFailedException(Name, cause);
            }

            nextPosition = position;
            Volatile.Write(ref durablePosition, position);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            if (stopping) return;
            stopping = true;
            Monitor.PulseAll(gate);
        }

        writer.Join();
        active.Dispose();
    }

    /// <summary>The segment that holds a position, and the end of its durable records:
    /// where its neighbour begins, or what has reached the disk.</summary>
    private (Segment Segment, long Until) SegmentOf(long position)
    {
        lock (gate)
        {
            int at = segments.Length - 1;
            while (at > 0 && segments[at].First > position) at--;
            return (segments[at], at == segments.Length - 1 ? durablePosition : segments[at + 1].First);
        }
    }

    private void ThrowIfShut()
    {
        if (this.failure is { } failure) throw new LogFailedException(Name, failure.InnerException!);
        ObjectDisposedException.ThrowIf(stopping, this);
    }
}
