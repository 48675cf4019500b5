namespace Kolosal.Compliance.Controls;

/// <summary>What samples of explained predictions of the version in service found, over the last 30 days.</summary>
/// <param name="Rows">Rows explained.</param>
/// <param name="AdditivityError">The largest, of the larger of 1 and the score.</param>
/// <param name="SlowestPercentile">The 99th percentile of the times, milliseconds, by nearest rank; null without rows.</param>
/// <param name="Stability">The least rank correlation over resampled background rows; null where none has an order.</param>
/// <param name="Fault">Why the last sample could not be explained; null when it could.</param>
/// <param name="At">When the last was drawn.</param>
public sealed record ExplainedFact(
    int Rows, double AdditivityError, double? SlowestPercentile, double? Stability, string? Fault, DateTimeOffset At)
{
    /// <summary>The least value that at least a share of the values do not exceed.</summary>
    /// <param name="values">In any order.</param>
    /// <param name="share">Above 0, at most 1.</param>
    public static double? Percentile(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? null : sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];
    }
}
