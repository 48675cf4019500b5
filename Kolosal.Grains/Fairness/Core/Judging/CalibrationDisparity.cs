using Kolosal.Statistics;

namespace Kolosal.Fairness;

/// <summary>How differently calibrated a model is in groups: the gap between observed and expected share of positives, group by group.</summary>
/// <remarks>Two gaps are compared by Welch's statistic over the residuals y − p with the degrees of freedom of the smaller group, one-sidedly
/// against the limit, and corrected for all ordered pairs as in <see cref="RateDisparity"/>.</remarks>
public static class CalibrationDisparity
{
    private const double Normal95 = 1.959963984540054;

    /// <param name="groups">Every group.</param>
    /// <param name="minimumRows">Smaller groups are left out.</param>
    /// <param name="limit">Largest difference of gaps that passes; null to show it alone.</param>
    /// <returns>Null with fewer than two groups of that size.</returns>
    public static MeasureFinding? Of(IEnumerable<OutcomeCounts> groups, long minimumRows, double? limit)
    {
        OutcomeCounts[] compared = [.. groups.Where(g => g.Outcomes.Rows >= Math.Max(2, minimumRows) && !g.IsOverdrawn)];
        if (compared.Length < 2) return null;
        var (low, high) = (compared.MinBy(g => g.CalibrationGap)!, compared.MaxBy(g => g.CalibrationGap)!);
        if (ReferenceEquals(low, high)) high = compared[compared[0] == low ? 1 : 0];
        double value = Distance(high, low), spread = Normal95 * Math.Sqrt(high.GapVariance + low.GapVariance), least = 1;
        foreach (var a in compared)
            foreach (var b in compared)
                if (limit is { } most && Distance(a, b) > most) least = Math.Min(least, PValue(a, b, most));
        return new(MeasureNames.Calibration, value, value - spread, value + spread, low.Outcomes.Group, high.Outcomes.Group, limit,
            limit is null ? null : Math.Min(1, least * compared.Length * (compared.Length - 1)));
    }

    private static double Distance(OutcomeCounts a, OutcomeCounts b) => a.CalibrationGap!.Value - b.CalibrationGap!.Value;

    private static double PValue(OutcomeCounts a, OutcomeCounts b, double limit)
    {
        double variance = a.GapVariance + b.GapVariance;
        return variance <= 0 ? 0
            : Tails.StudentTwoSided((Distance(a, b) - limit) / Math.Sqrt(variance), Math.Min(a.Outcomes.Rows, b.Outcomes.Rows) - 1) / 2;
    }
}
