namespace Kolosal.Storage.Log;

/// <summary>Where some records of a segment begin, one about every 64 KiB, so that a seek reads little.</summary>
internal sealed class SparseIndex
{
    private const int EveryBytes = 64 << 10;
    private readonly Lock _gate = new();
    private readonly List<(long Position, long Offset)> _marks = [];

    public void Note(long position, long offset)
    {
        lock (_gate)
        {
            if (_marks.Count == 0 || offset - _marks[^1].Offset >= EveryBytes) _marks.Add((position, offset));
        }
    }

    /// <summary>The last mark at or before a position; the segment's first record when there is none.</summary>
    public (long Position, long Offset) Before(long position, long first)
    {
        lock (_gate)
        {
            int low = 0, high = _marks.Count;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (_marks[middle].Position <= position) low = middle + 1;
                else high = middle;
            }

            return low == 0 ? (first, RecordFrame.SegmentHeaderBytes) : _marks[low - 1];
        }
    }
}
