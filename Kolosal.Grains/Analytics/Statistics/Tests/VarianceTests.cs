namespace Kolosal.Statistics;

/// <summary>Whether two or more samples have one variance.</summary>
public static class VarianceTests
{
    /// <summary>Levene's test about the medians (Brown and Forsythe, JASA 69, 1974),
    /// robust to long tails: an analysis of variance of |x − median|.</summary>
    public static TestResult Levene(params ReadOnlySpan<double[]> samples) =>
        MeanTests.Anova([.. samples.ToArray().Select(s => Array.ConvertAll(s, x => Math.Abs(x - Sample.Median(s))))]);

    /// <summary>Bartlett's test, for normal values only (Proceedings of the Royal Society A 160, 1937).</summary>
    public static TestResult Bartlett(params ReadOnlySpan<double[]> samples)
    {
        if (samples.Length < 2) throw new ArgumentException($"Need at least two samples, got {samples.Length}.");
        double k = samples.Length, degrees = 0, squares = 0, logs = 0, inverse = 0;
        foreach (double[] sample in samples)
        {
            Sample.Need(2, sample.Length);
            double own = sample.Length - 1, variance = Sample.Variance(sample);
            degrees += own;
            squares += own * variance;
            logs += own * Math.Log(variance);
            inverse += 1 / own;
        }
        double statistic = (degrees * Math.Log(squares / degrees) - logs) / (1 + (inverse - 1 / degrees) / (3 * (k - 1)));
        return new(statistic, Tails.ChiSquared(statistic, k - 1));
    }
}
