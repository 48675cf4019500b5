using Kolosal.Statistics;

namespace Kolosal.Explanations;

/// <summary>Percentile bootstrap intervals of means over rows (Efron and Tibshirani 1993, ch. 13).</summary>
internal static class MeanIntervals
{
    private const int Resamples = 200;

    /// <param name="rows">rows × values.</param>
    /// <param name="level">Above 0, below 1.</param>
    /// <param name="seed">Of the resampling.</param>
    /// <param name="cancel">Polled between resamples.</param>
    /// <returns>One interval a value; empty for fewer than two rows.</returns>
    public static (double[] Low, double[] High) Of(double[][] rows, double level, ulong seed, CancellationToken cancel)
    {
        if (rows.Length < 2) return ([], []);
        double[][] means = Means(rows, seed, cancel);
        int width = rows[0].Length;
        var (low, high) = (new double[width], new double[width]);
        var one = new double[means.Length];
        for (int i = 0; i < width; i++)
        {
            for (int r = 0; r < one.Length; r++) one[r] = means[r][i];
            Array.Sort(one);
            (low[i], high[i]) = (Quantiles.OfSorted(one, (1 - level) / 2), Quantiles.OfSorted(one, (1 + level) / 2));
        }
        return (low, high);
    }

    /// <summary>Means of resampled rows.</summary>
    public static double[][] Means(double[][] rows, ulong seed, CancellationToken cancel)
    {
        var random = new SeededRandom(seed);
        var means = new double[Resamples][];
        for (int r = 0; r < Resamples; r++)
        {
            cancel.ThrowIfCancellationRequested();
            var mean = new double[rows[0].Length];
            for (int i = 0; i < rows.Length; i++)
            {
                double[] row = rows[random.Next(rows.Length)];
                for (int c = 0; c < mean.Length; c++) mean[c] += row[c];
            }
            for (int c = 0; c < mean.Length; c++) mean[c] /= rows.Length;
            means[r] = mean;
        }
        return means;
    }
}
