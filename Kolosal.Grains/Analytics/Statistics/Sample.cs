using Kolosal.Numerics;

namespace Kolosal.Statistics;

/// <summary>Figures of one sample that tests share.</summary>
internal static class Sample
{
    public static double Mean(ReadOnlySpan<double> x) => FixedSum.Of(x) / x.Length;

    /// <summary>Σ (x − x̄)².</summary>
    public static double Squares(ReadOnlySpan<double> x)
    {
        double mean = Mean(x), sum = 0;
        foreach (double value in x) sum += (value - mean) * (value - mean);
        return sum;
    }

    /// <summary>With n − 1.</summary>
    public static double Variance(ReadOnlySpan<double> x) => Squares(x) / (x.Length - 1);

    public static double Median(double[] x) => Quantiles.Of(x, 0.5);

    public static void Need(int least, params ReadOnlySpan<int> lengths)
    {
        foreach (int length in lengths)
            if (length < least) throw new ArgumentException($"Need at least {least} values in each sample, got {length}.");
    }

    public static void Paired(int x, int y)
    {
        if (x != y) throw new ArgumentException($"Need pairs, got {x} and {y} values.");
    }
}
