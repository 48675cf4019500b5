namespace Kolosal.Statistics;

/// <summary>The k-sample Anderson-Darling test: as Cramér-von Mises, with the tails weighing more (Scholz and Stephens, JASA 82, 1987).</summary>
public static class AndersonDarling
{
    // The tables' ends: p-values beyond them are bounds (Scholz and Stephens, JASA 82, 1987, table 1).
    private const double MaxP = 0.25, MinP = 0.001;
    private static readonly double[] Levels = [0.25, 0.1, 0.05, 0.025, 0.01, 0.005, 0.001], B0 = [0.675, 1.281, 1.645, 1.96, 2.326, 2.573, 3.085],
        B1 = [-0.245, 0.25, 0.678, 1.149, 1.822, 2.364, 3.615], B2 = [-0.105, -0.305, -0.362, -0.391, -0.396, -0.345, -0.154];

    /// <summary>The standardised A² of midranks (equation 7), p by a parabola of ln p through the table of percentiles (section 5).</summary>
    /// <param name="samples">At least two, each of at least one value, not all equal.</param>
    /// <returns>p is cut at 0.001 and 0.25, the ends of the table, as in SciPy.</returns>
    public static TestResult Test(params ReadOnlySpan<double[]> samples)
    {
        if (samples.Length < 2) throw new ArgumentException($"Need at least two samples, got {samples.Length}.");
        double[] all = [.. samples.ToArray().SelectMany(s => s).Order()], distinct = [.. all.Distinct()];
        double n = all.Length, k = samples.Length, sum = 0, inverse = 0;
        if (distinct.Length < 2 || n < 4) return new(double.NaN, double.NaN);
        foreach (double[] given in samples)
        {
            Sample.Need(1, given.Length);
            double[] sample = [.. given.Order()];
            double own = 0;
            int below = 0, ownBelow = 0;
            foreach (double value in distinct)
            {
                int count = 0, ownCount = 0;
                while (below + count < all.Length && all[below + count] == value) count++;
                while (ownBelow + ownCount < sample.Length && sample[ownBelow + ownCount] == value) ownCount++;
                double b = below + count / 2.0, m = ownBelow + ownCount / 2.0, off = n * m - b * sample.Length;
                own += count / n * off * off / (b * (n - b) - n * count / 4);
                (below, ownBelow) = (below + count, ownBelow + ownCount);
            }
            sum += own / sample.Length;
            inverse += 1.0 / sample.Length;
        }
        double t = (sum * (n - 1) / n - (k - 1)) / Math.Sqrt(Variance(n, k, inverse));
        return new(t, PValue(t, k - 1));
    }

    /// <summary>Equation 4.</summary>
    private static double Variance(double n, double k, double inverse)
    {
        double h = 0, g = 0, tail = 0;
        for (int i = 1; i < n; i++) h += 1.0 / i;
        // g = Σ_{i<n−1} Σ_{j>i} 1 / ((n − i) j)
        for (int i = (int)n - 2; i >= 1; i--)
        {
            tail += 1.0 / (i + 1);
            g += tail / (n - i);
        }
        double a = (4 * g - 6) * (k - 1) + (10 - 6 * g) * inverse;
        double b = (2 * g - 4) * k * k + 8 * h * k + (2 * g - 14 * h - 4) * inverse - 8 * h + 4 * g - 6;
        double c = (6 * h + 2 * g - 2) * k * k + (4 * h - 4 * g + 6) * k + (2 * h - 6) * inverse + 4 * h;
        double d = (2 * h + 6) * k * k - 4 * h * k;
        return (((a * n + b) * n + c) * n + d) / ((n - 1) * (n - 2) * (n - 3));
    }

    private static double PValue(double t, double m)
    {
        double[] critical = [.. B0.Select((b, i) => b + B1[i] / Math.Sqrt(m) + B2[i] / m)];
        double[] parabola = MathNet.Numerics.Fit.Polynomial(critical, Array.ConvertAll(Levels, Math.Log), 2);
        if (t < critical[0]) return MaxP;
        return t > critical[^1] ? MinP : Math.Clamp(Math.Exp(parabola[0] + t * (parabola[1] + t * parabola[2])), MinP, MaxP);
    }
}
