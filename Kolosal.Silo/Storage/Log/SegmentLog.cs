using System.Runtime.CompilerServices;
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

    private readonly object _gate = new();
    private readonly string _folder;
    private readonly long _segmentBytes;
    private readonly Thread _writer;
    private ImmutableArray<Segment> _segments;
    private SafeFileHandle _active;
    private AppendBatch _queued = new(new byte[BufferBytes]);
    private AppendBatch? _writing;
    private byte[]? _spare;
    private LogFailedException? _failure;
    private long _nextPosition, _durablePosition, _activeBytes, _syncs;
    private bool _stopping;

    public SegmentLog(string name, string folder, long segmentBytes)
    {
        Name = name;
        _folder = folder;
        _segmentBytes = segmentBytes;
        (var segments, _activeBytes, Recovery) = LogRecoverer.Recover(folder);
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

    public async IAsyncEnumerable<LogRecord> ReadAsync(long fromPosition, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fromPosition);
        await Task.CompletedTask;
        long position = fromPosition;
        while (SegmentOf(position) is var (segment, until) && position < until)
        {
            using var reader = new SegmentReader(segment);
            if (!reader.HasSoundHeader()) throw segment.Corrupt(0, "its header was changed.");
            reader.Seek(position);
            for (; position < until; position++)
            {
                cancel.ThrowIfCancellationRequested();
                if (!reader.TryRead(long.MaxValue, out var payload))
                    throw segment.Corrupt(reader.Offset, $"record {position} is not what was written.");
                yield return new LogRecord(position, payload.ToArray());
            }
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
                if (_activeBytes > RecordFrame.SegmentHeaderBytes && _activeBytes + batch.Bytes > _segmentBytes) StartSegment();
                RandomAccess.Write(_active, batch.Written.Span, _activeBytes);
                RandomAccess.FlushToDisk(_active);
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                Shut(batch, new LogFailedException(Name, cause));
                return;
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

    private void StartSegment()
    {
        var next = LogRecoverer.Create(_folder, _durablePosition);
        var handle = OpenForWriting(next);
        _active.Dispose();
        _active = handle;
        _activeBytes = RecordFrame.SegmentHeaderBytes;
        lock (_gate) _segments = _segments.Add(next);
    }

    private void Shut(AppendBatch batch, LogFailedException failure)
    {
        AppendBatch waiting;
        lock (_gate)
        {
            _failure = failure;
            waiting = _queued;
        }

        batch.Fail(failure);
        waiting.Fail(failure);
    }

    private static SafeFileHandle OpenForWriting(Segment segment) =>
        File.OpenHandle(segment.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
}
