using Kolosal.Statistics;

namespace Kolosal.Drift;

/// <summary>Whether inputs hang together otherwise than in training: the largest change of a correlation.</summary>
/// <remarks>Differences of Fisher's transform, each against its own error by the delta method (<see cref="JointShape"/>), Bonferroni over the
/// pairs.</remarks>
internal static class CorrelationTest
{
    // Chosen: half of what is called a weak correlation.
    private const double LeastChange = 0.1;
    private const double MostCorrelation = 0.999;

    /// <returns>Null where the reference has no joint figures.</returns>
    public static WindowFinding? Of(DriftYardstick yardstick, DriftTally tally)
    {
        if (yardstick.Detail?.Joint is not { } joint) return null;
        var (largest, pair, change) = Largest(joint, tally.Sums, tally.Products, tally.Rows);
        if (pair is not var (i, j)) return null;
        double p = Math.Min(1, joint.Correlations.Length * Tails.NormalTwoSided(largest));
        return new(DriftSubject.Correlation, $"{yardstick.Columns[joint.Columns[j]].Name} × {yardstick.Columns[joint.Columns[i]].Name}",
            "correlation_change", largest, p, Math.Abs(change), "change of the rank correlation", LeastChange, WindowJudge.LeastRows, false);
    }

    private static (double Z, (int I, int J)? Pair, double Change) Largest(JointShape joint, double[] sums, double[] products, long rows)
    {
        double n = rows, largest = 0, change = 0;
        (int, int)? found = null;
        if (n < WindowJudge.LeastRows) return (0, null, 0);
        double Covariance(int i, int j) => products[i * (i + 1) / 2 + j] / n - sums[i] / n * (sums[j] / n);
        for (int i = 1, pair = 0; i < joint.Columns.Length; i++)
            for (int j = 0; j < i; j++, pair++)
            {
                double own = Covariance(i, i), other = Covariance(j, j);
                if (!(own > 1e-9) || !(other > 1e-9)) continue;
                double was = Math.Clamp(joint.Correlations[pair], -MostCorrelation, MostCorrelation);
                double now = Math.Clamp(Covariance(i, j) / Math.Sqrt(own * other), -MostCorrelation, MostCorrelation);

                // At least that of normal columns, which is 1: where training knew no exception to a relation it knew no spread either.
                double error = Math.Max(1, joint.Spreads[pair] / (1 - was * was)) * Math.Sqrt(1 / n + 1.0 / joint.Rows);
                double z = Math.Abs(Math.Atanh(now) - Math.Atanh(was)) / error;
                if (z > largest || found is null) (largest, found, change) = (z, (i, j), now - was);
            }

        return (largest, found, change);
    }
}
