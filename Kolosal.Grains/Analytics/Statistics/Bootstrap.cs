namespace Kolosal.Statistics;

/// <summary>Intervals by resampling one sample's values.</summary>
public static class Bootstrap
{
    // Efron and Tibshirani (An Introduction to the Bootstrap, 1993, section 6.4) name 50 to 200 for standard errors; quantiles need more.
    private const int MinResamples = 100;

    /// <summary>The bias-corrected and accelerated interval BCa (Efron, JASA 82, 1987; Efron
    /// and Tibshirani 1993, equations 14.9–14.15), acceleration by the jackknife.</summary>
    /// <param name="values">At least two.</param>
    /// <param name="statistic">Of a sample of the same length, or one less.</param>
    /// <param name="seed">Of the resampling.</param>
    /// <param name="level">Above 0, below 1.</param>
    /// <param name="resamples">At least 100. Default: 2000.</param>
    /// <param name="cancel">Polled once a resample.</param>
    /// <returns>The percentile interval where every resample agrees with the sample or lies on one side of it.</returns>
    public static Interval Bca(ReadOnlySpan<double> values, Func<double[], double> statistic, ulong seed, double level = 0.95, int resamples = 2000,
        CancellationToken cancel = default)
    {
        Sample.Need(2, values.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, MinResamples);
        if (!(level > 0 && level < 1)) throw new ArgumentOutOfRangeException(nameof(level), level, "A level is above 0 and below 1.");
        int n = values.Length;
        double[] given = values.ToArray(), drawn = new double[n], again = new double[resamples], left = new double[n - 1], jackknife = new double[n];
        double value = statistic(values.ToArray()), below = 0;
        var random = new SeededRandom(seed);
        for (int b = 0; b < resamples; b++)
        {
            cancel.ThrowIfCancellationRequested();
            for (int i = 0; i < n; i++) drawn[i] = given[random.Next(n)];
            again[b] = statistic(drawn);
            below += again[b] < value ? 1 : again[b] == value ? 0.5 : 0;
        }
        Array.Sort(again);
        for (int i = 0; i < n; i++)
        {
            cancel.ThrowIfCancellationRequested();
            given.AsSpan(0, i).CopyTo(left);
            given.AsSpan(i + 1).CopyTo(left.AsSpan(i));
            jackknife[i] = statistic(left);
        }
        double mean = jackknife.Average(), cubes = jackknife.Sum(j => Math.Pow(mean - j, 3)), squares = jackknife.Sum(j => (mean - j) * (mean - j));
        double acceleration = squares > 0 ? cubes / (6 * Math.Pow(squares, 1.5)) : 0, bias = Tails.NormalQuantile(below / resamples);
        double End(double p)
        {
            double z = bias + Tails.NormalQuantile(p), at = Tails.Normal(-(bias + z / (1 - acceleration * z)));
            return Quantiles.OfSorted(again, double.IsFinite(at) && double.IsFinite(bias) ? at : p);
        }
        return new(End((1 - level) / 2), End((1 + level) / 2));
    }
}
