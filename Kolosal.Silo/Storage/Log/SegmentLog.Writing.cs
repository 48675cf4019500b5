using Microsoft.Win32.SafeHandles;

namespace Kolosal.Storage.Log;

/// <remarks>The thread that writes: batches, segments, and what it does when the disk refuses.</remarks>
internal sealed partial class SegmentLog
{
    private void Write()
    {
        while (TakeBatch() is { } batch)
        {
            try
            {
                RecordFrame.Sign(batch.Frames);
                if (activeBytes > RecordFrame.SegmentHeaderBytes && (rollWanted || activeBytes + batch.Bytes > segmentBytes))
                {
                    StartSegment(durablePosition);
                    rollWanted = false;
                }

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
            // An empty batch can be awaited, too: by who wants another segment while the last one is being written.
            while (!stopping && (queued.Count == 0 || !queued.IsAwaited))
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
