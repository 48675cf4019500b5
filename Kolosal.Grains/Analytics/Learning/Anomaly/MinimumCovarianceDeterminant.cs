using Kolosal.Statistics;

namespace Kolosal.Learning.Anomaly;

/// <summary>The h rows whose covariance has the smallest determinant, by FAST-MCD
/// (Rousseeuw and Van Driessen, Technometrics 41, 1999, sections 3.1–3.4).</summary>
/// <remarks>
/// A concentration step replaces rows by the h nearest to their own mean in their own metric and never raises the determinant
/// (theorem 1). Random starts of p + 1 rows, two steps each; the ten best go on until they rest. Above 600 rows the starts are made
/// on up to five parts of at most 300 rows, their ten best go on on the parts together, and the ten best of those on all rows.
/// </remarks>
internal sealed class MinimumCovarianceDeterminant(double[] values, int p, int support, int starts)
{
    // The authors' numbers; the bound on steps is a fence, since the determinant falls with each and comes to rest after some ten.
    private const int Kept = 10, FewRows = 600, PartRows = 300, MaxParts = 5, MaxSteps = 100;

    private readonly int n = values.Length / p;

    /// <summary>Centre and covariance (over h) of the rows found; null when they lie in fewer dimensions.</summary>
    public RowSpread? Find(ulong seed, CancellationToken cancel)
    {
        var random = new SeededRandom(seed);
        int[] all = [.. Enumerable.Range(0, n)];
        if (support >= n) return RowSpread.Of(values, p, all, n, cancel);
        List<RowSpread> best;
        if (n <= FewRows) best = Search(all, starts, ref random, cancel);
        else
        {
            int parts = Math.Min(MaxParts, n / PartRows);
            int[] shuffled = [.. all];
            random.Shuffle(shuffled.AsSpan());
            int size = Math.Min(n / parts, PartRows);
            var found = new List<RowSpread>();
            for (int part = 0; part < parts; part++)
                found.AddRange(Search(shuffled[(part * size)..((part + 1) * size)], Math.Max(1, starts / parts), ref random, cancel));
            int[] together = shuffled[..(parts * size)];
            best = Best(found.Select(s => Concentrate(s, together, Share(together.Length), 2, cancel)));
        }
        return Best(best.Select(s => Concentrate(s, all, support, MaxSteps, cancel))).FirstOrDefault();
    }

    private List<RowSpread> Search(int[] rows, int tries, ref SeededRandom random, CancellationToken cancel)
    {
        var found = new List<RowSpread?>();
        for (int start = 0; start < tries; start++)
        {
            cancel.ThrowIfCancellationRequested();
            var drawn = Draw(rows, ref random, cancel);
            if (drawn is not null) found.Add(Concentrate(drawn, rows, Share(rows.Length), 2, cancel));
            if (found.Count > 4 * Kept) found = [.. Best(found)];
        }
        return Best(found);
    }

    /// <summary>p + 1 random rows, and more as long as they lie in fewer than p dimensions.</summary>
    private RowSpread? Draw(int[] rows, ref SeededRandom random, CancellationToken cancel)
    {
        for (int taken = 0; taken < rows.Length;)
        {
            int target = Math.Min(rows.Length, taken == 0 ? p + 1 : taken + Math.Max(1, taken / 4));
            for (; taken < target; taken++)
            {
                int other = taken + random.Next(rows.Length - taken);
                (rows[taken], rows[other]) = (rows[other], rows[taken]);
            }
            if (RowSpread.Of(values, p, rows.AsSpan(0, taken), taken, cancel) is { } spread) return spread;
        }
        return null;
    }

    private RowSpread? Concentrate(RowSpread? from, int[] rows, int nearest, int steps, CancellationToken cancel)
    {
        double[] distances = new double[rows.Length], scratch = new double[p];
        int[] order = new int[rows.Length];
        for (int step = 0; step < steps && from is not null; step++)
        {
            for (int i = 0; i < rows.Length; i++)
            {
                if (i % 256 == 0) cancel.ThrowIfCancellationRequested();
                (order[i], distances[i]) = (rows[i], from.SquaredDistance(values.AsSpan(rows[i] * p, p), scratch));
            }
            Array.Sort(distances, order);
            Array.Sort(order, 0, nearest); // the sum runs in one order whatever start led here
            var next = RowSpread.Of(values, p, order.AsSpan(0, nearest), nearest, cancel);
            if (next is null || !(next.LogDeterminant < from.LogDeterminant) && step > 0) return next;
            from = next;
        }
        return from;
    }

    private int Share(int rows) => Math.Min(rows, Math.Max(p + 1, (int)Math.Ceiling(rows * (support / (double)n))));

    private static List<RowSpread> Best(IEnumerable<RowSpread?> found) => [.. found.OfType<RowSpread>().OrderBy(s => s.LogDeterminant).Take(Kept)];
}
