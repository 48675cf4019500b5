namespace Kolosal.Learning.Neighbours;

/// <summary>The k nearest rows found so far: a heap in the caller's spans with the
/// farthest on top; of equal distances the greater row number is the farther.</summary>
internal ref struct NearestRows(Span<int> rows, Span<double> reduced)
{
    private readonly Span<int> rows = rows;
    private readonly Span<double> reduced = reduced;

    /// <summary>The number of rows held.</summary>
    public int Count { get; private set; }

    /// <summary>A row farther than this cannot enter; infinite while there is room.</summary>
    public readonly double Worst => Count < rows.Length ? double.PositiveInfinity : reduced[0];

    /// <summary>Takes a row if it is nearer than the farthest held, or there is room.</summary>
    public void Offer(int row, double distance)
    {
        if (Count < rows.Length)
        {
            int at = Count++;
            while (at > 0 && Farther(distance, row, reduced[(at - 1) / 2], rows[(at - 1) / 2]))
            {
                (rows[at], reduced[at]) = (rows[(at - 1) / 2], reduced[(at - 1) / 2]);
                at = (at - 1) / 2;
            }
            (rows[at], reduced[at]) = (row, distance);
        }
        else if (Farther(reduced[0], rows[0], distance, row)) SiftDown(row, distance, Count);
    }

    /// <summary>Puts the rows in order, nearest first.</summary>
    public readonly void Sort()
    {
        for (int last = Count - 1; last > 0; last--)
        {
            var (row, distance) = (rows[last], reduced[last]);
            (rows[last], reduced[last]) = (rows[0], reduced[0]);
            SiftDown(row, distance, last);
        }
    }

    private readonly void SiftDown(int row, double distance, int count)
    {
        int at = 0;
        for (int child; (child = 2 * at + 1) < count; at = child)
        {
            if (child + 1 < count && Farther(reduced[child + 1], rows[child + 1], reduced[child], rows[child])) child++;
            if (!Farther(reduced[child], rows[child], distance, row)) break;
            (rows[at], reduced[at]) = (rows[child], reduced[child]);
        }
        (rows[at], reduced[at]) = (row, distance);
    }

    private static bool Farther(double distance, int row, double than, int thanRow) => distance > than || (distance == than && row > thanRow);
}
