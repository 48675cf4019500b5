using Kolosal.Storage.Files;

namespace Kolosal.Storage.Log;

/// <remarks>What takes records out: whole segments, or the content of some.</remarks>
internal sealed partial class SegmentLog
{
    public long CutAt(long before)
    {
        lock (gate) return segments.Skip(1).Select(segment => segment.First).Where(first => first <= before).DefaultIfEmpty(segments[0].First).Max();
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

    /// <summary>Replaces the content of records that are durable now; appending goes on meanwhile in a new segment.</summary>
    /// <param name="rewrite">Answers the new content, no longer than the old, or null to leave it.</param>
    /// <param name="cancel">Looked at between segments.</param>
    /// <returns>How many records were replaced.</returns>
    public long Rewrite(Func<ReadOnlyMemory<byte>, byte[]?> rewrite, CancellationToken cancel)
    {
        Roll();
        ImmutableArray<Segment> finished;
        lock (gate) finished = segments[..^1];
        long replaced = 0;
        foreach (var segment in finished)
        {
            cancel.ThrowIfCancellationRequested();
            replaced += SegmentRewrite.Run(segment, rewrite);
        }

        return replaced;
    }

    /// <summary>Goes on in a new segment: at once when nothing waits to be written, else with the next batch.</summary>
    private void Roll()
    {
        lock (gate)
        {
            ThrowIfShut();
            rollWanted = durablePosition > segments[^1].First;
            while (rollWanted)
            {
                if (queued.Count == 0 && writing is null)
                {
                    StartSegment(durablePosition);
                    rollWanted = false;
                    return;
                }

                queued.IsAwaited = true;
                Monitor.PulseAll(gate);
                Monitor.Wait(gate, LingerMilliseconds);
                ThrowIfShut();
            }
        }
    }
}
