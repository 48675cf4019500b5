using Kolosal.Learning.Neighbours;
using Kolosal.Statistics;

namespace Kolosal.Learning.Clustering;

/// <summary>First centres far apart: each drawn with probability ∝ wᵢ D(xᵢ)², D the distance to the nearest centre so far, the
/// best of 2 + ln k draws (Arthur and Vassilvitskii, SODA 2007, section 2.2; the greedy form of their section 5).</summary>
internal static class KMeansPlusPlus
{
    private const int RowsBetweenPolls = 256;

    /// <summary>k × columns values; rows that coincide can give equal centres.</summary>
    public static double[] Choose(FeatureRows rows, int k, ref SeededRandom random, CancellationToken cancel)
    {
        int n = rows.Rows, p = rows.Columns.Length, trials = 2 + (int)Math.Log(k);
        double[] centers = new double[k * p], share = new double[n], nearest = new double[n], tried = new double[n], kept = new double[n];
        Array.Fill(nearest, double.PositiveInfinity);
        for (int i = 0; i < n; i++) share[i] = rows.Weight(i);
        for (int center = 0; center < k; center++)
        {
            double least = double.PositiveInfinity;
            int chosen = 0;
            for (int trial = 0; trial < (center == 0 ? 1 : trials); trial++)
            {
                int drawn = Draw(share, rows, ref random);
                double total = 0;
                for (int i = 0; i < n; i++)
                {
                    if (i % RowsBetweenPolls == 0) cancel.ThrowIfCancellationRequested();
                    tried[i] = Math.Min(nearest[i], DistanceMetric.Euclidean.Reduced(rows.Row(i), rows.Row(drawn)));
                    total += rows.Weight(i) * tried[i];
                }
                if (!(total < least)) continue;
                (least, chosen) = (total, drawn);
                (kept, tried) = (tried, kept);
            }
            (nearest, kept) = (kept, nearest);
            for (int i = 0; i < n; i++) share[i] = rows.Weight(i) * nearest[i];
            rows.Row(chosen).CopyTo(centers.AsSpan(center * p));
        }
        return centers;
    }

    private static int Draw(double[] share, FeatureRows rows, ref SeededRandom random)
    {
        double total = 0;
        foreach (double part in share) total += part;
        double left = random.NextDouble() * (total > 0 ? total : 1);
        int last = -1;
        for (int i = 0; i < share.Length; i++)
        {
            // When every row sits on a centre, the first row that counts will do.
            if (total > 0 ? !(share[i] > 0) : rows.Weight(i) == 0) continue;
            last = i;
            if (total == 0 || (left -= share[i]) < 0) break;
        }
        return last;
    }
}
