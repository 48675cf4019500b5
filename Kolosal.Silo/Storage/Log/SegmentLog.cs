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

    private readonly object _gate = new();
    private readonly string _folder;
    private readonly long _segmentBytes;
    private readonly Action<LostRecords>? _lost;
    private readonly Thread _writer;
    private ImmutableArray<Segment> _segments;
    private SafeFileHandle _active;
    private AppendBatch _queued = new(new byte[BufferBytes]);
    private AppendBatch? _writing;
    private byte[]? _spare;
    private LogFailedException? _failure;
    private long _nextPosition, _durablePosition, _activeBytes, _syncs;
    private bool _stopping;

    /// <param name="name">What it is called.</param>
    /// <param name="folder">Its segments'.</param>
    /// <param name="segmentBytes">Size at which it goes on in a new one.</param>
    /// <param name="lost">Told of damage that is found at opening and reading; by any thread, and again at each reading. Null for nobody.</param>
    public SegmentLog(string name, string folder, long segmentBytes, Action<LostRecords>? lost = null)
    {
        Name = name;
        _folder = folder;
        _segmentBytes = segmentBytes;
        _lost = lost;
        (var segments, _activeBytes, Recovery) = LogRecoverer.Recover(folder, lost);
        _segments = [.. segments];
        _nextPosition = _durablePosition = Recovery.Records;
        _active = OpenForWriting(segments[^1]);
        _writer = new Thread(Write) { Name = $"log {name}", IsBackground = true };
        _writer.Start();
    }

    public string Name { get; }

    public LogRecovery Recovery { get; }

    public long NextPosition
    {
        get
        {
            lock (_gate) return _nextPosition;
        }
    }

    public long DurablePosition => Volatile.Read(ref _durablePosition);

    /// <summary>The smallest number whose record may still be there.</summary>
    public long FirstPosition
    {
        get
        {
            lock (_gate) return _segments[0].First;
        }
    }

    /// <summary>What keeps the log from taking records; null while it takes them.</summary>
    public LogFailedException? Failure
    {
        get
        {
            lock (_gate) return _failure;
        }
    }

    /// <summary>Bytes of all segments on disk.</summary>
    public long Bytes => Finished() is var (finished, active) ? active + finished.Sum(segment => segment.Bytes) : 0;

    /// <summary>The segments that are not written any more, oldest first, and the bytes of the one that is.</summary>
    public (IReadOnlyList<FinishedSegment> Finished, long ActiveBytes) Finished()
    {
        ImmutableArray<Segment> all;
        lock (_gate) all = _segments;
        var finished = all.Take(all.Length - 1).Zip(all.Skip(1), (segment, next) => new FileInfo(segment.Path) is { Exists: true } file
            ? new FinishedSegment(next.First, file.Length, new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero))
            : new FinishedSegment(next.First, 0, DateTimeOffset.MinValue));
        return ([.. finished], new FileInfo(all[^1].Path) is { Exists: true } active ? active.Length : 0);
    }

    /// <summary>How often the log has been synced since it was opened.</summary>
    public long Syncs => Volatile.Read(ref _syncs);

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
            lock (_gate)
            {
                ThrowIfShut();
                if (_queued.Bytes <= MaximumQueuedBytes)
                {
                    batch = _queued;
                    position = _nextPosition++;
                    batch.Add(record.Span, position);
                    batch.IsAwaited |= durable;
                    if (durable || batch.Count == 1) Monitor.Pulse(_gate);
                    break;
                }

                _queued.IsAwaited = true;
                Monitor.Pulse(_gate);
                full = _queued.Done;
            }

            await full.WaitAsync(cancel);
        }

        if (durable) await batch.Done;
        return position;
    }

    public async ValueTask FlushAsync(CancellationToken cancel = default)
    {
        Task pending;
        lock (_gate)
        {
            if (_queued.Count > 0)
            {
                ThrowIfShut();
                _queued.IsAwaited = true;
                Monitor.Pulse(_gate);
                pending = _queued.Done;
            }
            else
            {
                pending = _writing?.Done ?? (_failure is null ? Task.CompletedTask : Task.FromException(_failure));
            }
        }

        await pending.WaitAsync(cancel);
    }

    public IAsyncEnumerable<LogRecord> ReadAsync(long fromPosition, CancellationToken cancel = default) =>
        SegmentReading.StrictlyAsync(Name, SegmentOf, fromPosition, cancel);

    public IAsyncEnumerable<LogRecord> ReadSoundAsync(long fromPosition, CancellationToken cancel = default) =>
        SegmentReading.SoundAsync(SegmentOf, _lost, fromPosition, cancel);

    public void SkipTo(long position)
    {
        lock (_gate)
        {
            ThrowIfShut();
            while (_queued.Count > 0 || _writing is not null)
            {
                _queued.IsAwaited = true;
                Monitor.PulseAll(_gate);
                Monitor.Wait(_gate, LingerMilliseconds);
                ThrowIfShut();
            }

            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(position, _nextPosition);
            try
            {
                StartSegment(position);
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                throw new LogFailedException(Name, cause);
            }

            _nextPosition = position;
            Volatile.Write(ref _durablePosition, position);
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
            lock (_gate)
            {
                if (_segments.Length < 2 || _segments[1].First > before) return freed;
                oldest = _segments[0];
                _segments = _segments.RemoveAt(0);
            }

            if (!File.Exists(oldest.Path)) continue;
            freed += new FileInfo(oldest.Path).Length;
            File.Delete(oldest.Path);
            DurableFile.SyncFolder(_folder);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_stopping) return;
            _stopping = true;
            Monitor.Pulse(_gate);
        }

        _writer.Join();
        _active.Dispose();
    }

    /// <summary>The segment that holds a position, and the end of its durable records:
    /// where its neighbour begins, or what has reached the disk.</summary>
    private (Segment Segment, long Until) SegmentOf(long position)
    {
        lock (_gate)
        {
            int at = _segments.Length - 1;
            while (at > 0 && _segments[at].First > position) at--;
            return (_segments[at], at == _segments.Length - 1 ? _durablePosition : _segments[at + 1].First);
        }
    }

    private void ThrowIfShut()
    {
        if (_failure is { } failure) throw new LogFailedException(Name, failure.InnerException!);
        ObjectDisposedException.ThrowIf(_stopping, this);
    }

    private void Write()
    {
        while (TakeBatch() is { } batch)
        {
            try
            {
                RecordFrame.Sign(batch.Frames);
                if (_activeBytes > RecordFrame.SegmentHeaderBytes && _activeBytes + batch.Bytes > _segmentBytes) StartSegment(_durablePosition);
                RandomAccess.Write(_active, batch.Written.Span, _activeBytes);
                RandomAccess.FlushToDisk(_active);
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                Shut(batch, new LogFailedException(Name, cause));
                if (!Heal()) return;
                continue;
            }

            _activeBytes += batch.Bytes;
            Volatile.Write(ref _syncs, _syncs + 1);
            lock (_gate)
            {
                Volatile.Write(ref _durablePosition, _durablePosition + batch.Count);
                _writing = null;
                if (batch.Buffer.Length <= LargestSpare) _spare = batch.Buffer;
            }

            batch.Succeed();
            for (int yields = 0; yields < MostYields && _queued.Count < batch.Count; yields++) Thread.Yield();
        }
    }

    /// <summary>Waits until there is something to write now; null when the log is closed and everything is written.</summary>
    private AppendBatch? TakeBatch()
    {
        lock (_gate)
        {
            while (!_stopping && !_queued.IsAwaited)
            {
                if (_queued.Count == 0)
                {
                    Monitor.Wait(_gate);
                    continue;
                }

                long left = LingerMilliseconds - (Environment.TickCount64 - _queued.Since);
                if (left <= 0) break;
                Monitor.Wait(_gate, (int)left);
            }

            if (_queued.Count == 0) return null;
            _writing = _queued;
            _queued = new AppendBatch(_spare ?? new byte[BufferBytes]);
            _spare = null;
            return _writing;
        }
    }

    private void StartSegment(long first)
    {
        var next = LogRecoverer.Create(_folder, first);
        var handle = OpenForWriting(next);
        _active.Dispose();
        _active = handle;
        _activeBytes = RecordFrame.SegmentHeaderBytes;
        lock (_gate) _segments = _segments[^1].First == first ? [.. _segments[..^1], next] : _segments.Add(next);
    }

    private void Shut(AppendBatch batch, LogFailedException failure)
    {
        AppendBatch waiting;
        lock (_gate)
        {
            _failure = failure;
            waiting = _queued;
            _queued = new AppendBatch(new byte[BufferBytes]);
            _writing = null;
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
            lock (_gate)
            {
                if (!_stopping) Monitor.Wait(_gate, RetryMilliseconds);
                if (_stopping) return false;
            }

            try
            {
                RandomAccess.SetLength(_active, _activeBytes);
                RandomAccess.FlushToDisk(_active);
                StartSegment(_durablePosition);
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                lock (_gate) _failure = new LogFailedException(Name, cause);
                continue;
            }

            lock (_gate)
            {
                _failure = null;
                _nextPosition = _durablePosition;
            }

            return true;
        }
    }

    private static SafeFileHandle OpenForWriting(Segment segment) =>
        File.OpenHandle(segment.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
}
