namespace Kolosal.Feedback;

/// <summary>Counts as they are read.</summary>
internal static class PerformanceViews
{
    public static ImmutableArray<PerformanceScore> Of(ImmutableArray<LiveScore> scores) =>
        [.. scores.Select(score => new PerformanceScore(score.Metric, score.Value, score.Low, score.High, score.HigherIsBetter, score.Reason))];

    public static VersionPerformance Of(VersionTally tally, PerformanceSettings settings)
    {
        var limit = tally.Limit(settings);
        bool rated = tally.Total is { Rows: > 0 };
        return new(
            tally.Version, tally.Rows, tally.Corrections, tally.WindowRows.Count, limit?.Metric, limit?.Threshold,
            Of(tally.Total?.Read() ?? tally.NumberTotal!.Read()),
            rated ? [.. tally.Total!.Calibration.Curve().Select(bin => new ReliabilityBin(
                bin.From, bin.To, bin.Rows, bin.Predicted, bin.Observed, bin.Interval.Low, bin.Interval.High))] : [],
            rated ? tally.Total!.Calibration.Floor() : null, rated ? tally.Total!.AreaResolution() : null);
    }
}
