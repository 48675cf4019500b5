namespace Kolosal.Storage.Log;

/// <summary>Where some records of a segment begin, one about every 64 KiB, so that a seek reads little.</summary>
internal sealed class SparseIndex
{
    private const int EveryBytes = 64 << 10;
    private readonly Lock gate = new();
    private readonly List<(long Position, long Offset)> marks = [];

    public void Note(long position, long offset)
    {
        lock (gate)
        {
            if (marks.Count == 0 || offset - marks[^1].Offset >= EveryBytes) marks.Add((position, offset));
        }
    }

    /// <summary>The last mark at or before a position; the segment's first record when there is none.</summary>
    public (long Position, long Offset) Before(long position, long first)
    {
        lock (gate)
        {
            int low = 0, high = marks.Count;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (marks[middle].Position <= position) low = middle + 1;
                else high = middle;
            }

            return low == 0 ? (first, RecordFrame.SegmentHeaderBytes) : marks[low - 1];
        }
    }
}
