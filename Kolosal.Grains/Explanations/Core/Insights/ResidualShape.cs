using Kolosal.Learning.Metrics;
using Kolosal.Statistics;
using MathNet.Numerics.Distributions;

namespace Kolosal.Explanations;

/// <summary>What was true less what was said.</summary>
/// <param name="Mean">On average: what the model says too little.</param>
/// <param name="MeanLow">Lower end of Student's interval; null for one row.</param>
/// <param name="MeanHigh">Upper end.</param>
/// <param name="StandardDeviation">Spread of single residuals.</param>
/// <param name="Quantiles">At 0, 0.05, 0.25, 0.5, 0.75, 0.95 and 1.</param>
/// <param name="Histogram">Twenty steps of equal width from the smallest to the largest.</param>
/// <param name="ByPrediction">In ten bins of equally many rows, by what was said.</param>
public sealed record ResidualShape(
    double Mean, double? MeanLow, double? MeanHigh, double StandardDeviation, ImmutableArray<ResidualQuantile> Quantiles,
    ImmutableArray<ResidualStep> Histogram, ImmutableArray<ResidualBin> ByPrediction)
{
    private const int Steps = 20, Bins = 10;

    private static readonly double[] Shares = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1];

    internal static ResidualShape Of(ScoredRows rows, double level)
    {
        double[] said = rows.Outputs.ToArray(), residuals = [.. rows.Targets.ToArray().Zip(said, (was, says) => was - says)], sorted = [.. residuals];
        Array.Sort(sorted);
        var (mean, low, high, spread) = MeanOf(residuals, level);
        double width = (sorted[^1] - sorted[0]) / Steps;
        long[] counts = new long[Steps];
        foreach (double residual in residuals) counts[width > 0 ? Math.Clamp((int)((residual - sorted[0]) / width), 0, Steps - 1) : 0]++;
        int[] order = [.. Enumerable.Range(0, said.Length).OrderBy(row => said[row])];
        int bins = Math.Min(Bins, said.Length);
        return new(mean, low, high, spread, [.. Shares.Select(share => new ResidualQuantile(share, Statistics.Quantiles.OfSorted(sorted, share)))],
            [.. Enumerable.Range(0, width > 0 ? Steps : 1).Select(step => new ResidualStep(sorted[0] + step * width,
                width > 0 ? sorted[0] + (step + 1) * width : sorted[^1], counts[step]))],
            [.. Enumerable.Range(0, bins).Select(bin =>
            {
                int[] own = order[(int)((long)bin * order.Length / bins)..(int)((bin + 1L) * order.Length / bins)];
                var found = MeanOf([.. own.Select(row => residuals[row])], level);
                return new ResidualBin(own.Length, own.Average(row => said[row]), found.Mean, found.Low, found.High);
            })]);
    }

    private static (double Mean, double? Low, double? High, double Spread) MeanOf(double[] values, double level)
    {
        double mean = values.Average();
        if (values.Length < 2) return (mean, null, null, 0);
        double spread = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
        double half = StudentT.InvCDF(0, 1, values.Length - 1, (1 + level) / 2) * spread / Math.Sqrt(values.Length);
        return (mean, mean - half, mean + half, spread);
    }
}

/// <param name="Share">Of rows below it.</param>
/// <param name="Value">The residual.</param>
public sealed record ResidualQuantile(double Share, double Value);

/// <param name="From">Lower end.</param>
/// <param name="To">Upper end.</param>
/// <param name="Rows">Rows between.</param>
public sealed record ResidualStep(double From, double To, long Rows);

/// <param name="Rows">Rows of the bin.</param>
/// <param name="MeanPrediction">What was said on average.</param>
/// <param name="MeanResidual">What was true less that, on average.</param>
/// <param name="Low">Lower end of Student's interval; null for one row.</param>
/// <param name="High">Upper end.</param>
public sealed record ResidualBin(int Rows, double MeanPrediction, double MeanResidual, double? Low, double? High);
