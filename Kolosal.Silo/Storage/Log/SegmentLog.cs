using System.Runtime.CompilerServices;
using Kolosal.Storage.Files;
using Kolosal.Storage.Retention;
using Microsoft.Win32.SafeHandles;

namespace Kolosal.Storage.Log;

/// <summary>
/// A log with one writer thread: it takes everything that has been queued, writes it with one call, syncs once, and wakes all who wait.
/// While it syncs, the next batch fills, so the batch grows with the load.
/// </summary>
internal sealed class SegmentLog : ISegmentLog, IDisposable
{
    /// <summary>Longest time a record that nobody waits for stays in memory; half of what is promised, to leave room for the write.</summary>
    private const int LingerMilliseconds = 50;

    private const int BufferBytes = 64 << 10;

    /// <summary>Buffers that grew beyond this are not kept.</summary>
    private const int LargestSpare = 1 << 20;

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
                    if (durable || batch.Count == 1) Monitor.Pulse(gate);
                    break;
                }

                queued.IsAwaited = true;
                Monitor.Pulse(gate);
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
                Monitor.Pulse(gate);
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

    /// <summary>Removes whole segments that hold nothing but smaller numbers; the one that is written stays.</summary>
    /// <returns>Bytes freed.</returns>
    public long Remove(long before)
    {
        long freed = 0;
        while (true)
        {
            Segment oldest;
            lock (gate)
            {
                if (segments.Length < 2 || segments[1].First > before) return freed;
                oldest = segments[0];
                segments = segments.RemoveAt(0);
            }

            if (!File.Exists(oldest.Path)) continue;
            freed += new FileInfo(oldest.Path).Length;
            File.Delete(oldest.Path);
            DurableFile.SyncFolder(folder);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            if (stopping) return;
            stopping = true;
            Monitor.Pulse(gate);
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

    private void Write()
    {
        while (TakeBatch() is { } batch)
        {
            try
            {
                RecordFrame.Sign(batch.Frames);
                if (activeBytes > RecordFrame.SegmentHeaderBytes && activeBytes + batch.Bytes > segmentBytes) StartSegment(durablePosition);
                RandomAccess.Write(active, batch.Written.Span, activeBytes);
                RandomAccess.FlushToDisk(active);
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                Shut(batch, new LogFailedException(Name, cause));
                if (!Heal()) return;
                continue;
            }

            activeBytes += batch.Bytes;
            Volatile.Write(ref syncs, syncs + 1);
            lock (gate)
            {
                Volatile.Write(ref durablePosition, durablePosition + batch.Count);
                writing = null;
                if (batch.Buffer.Length <= LargestSpare) spare = batch.Buffer;
            }

            batch.Succeed();
            for (int yields = 0; yields < MostYields && queued.Count < batch.Count; yields++) Thread.Yield();
        }
    }

    /// <summary>Waits until there is something to write now; null when the log is closed and everything is written.</summary>
    private AppendBatch? TakeBatch()
    {
        lock (gate)
        {
            while (!stopping && !queued.IsAwaited)
            {
                if (queued.Count == 0)
                {
                    Monitor.Wait(gate);
                    continue;
                }

                long left = LingerMilliseconds - (Environment.TickCount64 - queued.Since);
                if (left <= 0) break;
                Monitor.Wait(gate, (int)left);
            }

            if (queued.Count == 0) return null;
            writing = queued;
            queued = new AppendBatch(spare ?? new byte[BufferBytes]);
            spare = null;
            return writing;
        }
    }

    private void StartSegment(long first)
    {
        var next = LogRecoverer.Create(folder, first);
        var handle = OpenForWriting(next);
        active.Dispose();
        active = handle;
        activeBytes = RecordFrame.SegmentHeaderBytes;
        lock (gate) segments = segments[^1].First == first ? [.. segments[..^1], next] : segments.Add(next);
    }

    private void Shut(AppendBatch batch, LogFailedException failure)
    {
        AppendBatch waiting;
        lock (gate)
        {
            this.failure = failure;
            waiting = queued;
            queued = new AppendBatch(new byte[BufferBytes]);
            writing = null;
        }

        batch.Fail(failure);
        waiting.Fail(failure);
    }

    /// <summary>
    /// Tries until the disk takes writes again. After a failed fsync nobody knows what the file holds behind its last sound record, so that is
    /// cut off, and the log goes on in a new segment.
    /// </summary>
    /// <returns>False when the log was closed meanwhile.</returns>
    private bool Heal()
    {
        while (true)
        {
            lock (gate)
            {
                if (!stopping) Monitor.Wait(gate, RetryMilliseconds);
                if (stopping) return false;
            }

            try
            {
                RandomAccess.SetLength(active, activeBytes);
                RandomAccess.FlushToDisk(active);
                StartSegment(durablePosition);
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                lock (gate) failure = new LogFailedException(Name, cause);
                continue;
            }

            lock (gate)
            {
                failure = null;
                nextPosition = durablePosition;
            }

            return true;
        }
    }

    private static SafeFileHandle OpenForWriting(Segment segment) =>
        File.OpenHandle(segment.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
}
