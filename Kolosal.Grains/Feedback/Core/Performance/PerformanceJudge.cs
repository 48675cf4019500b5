namespace Kolosal.Feedback;

/// <summary>Whether a window of outcomes shows that a model is worse than it may be.</summary>
public static class PerformanceJudge
{
    /// <summary>
    /// True when the score's one-sided bound at the level 1 − <paramref name="falseAlarm"/> is on the wrong side of the threshold: if the model is
    /// as good as the threshold, a window says so with about that probability, and less when it is better.
    /// </summary>
    /// <param name="read">Reads the window's scores with two-sided intervals of a level.</param>
    /// <param name="metric">Which is judged.</param>
    /// <param name="threshold">The worst that is accepted.</param>
    /// <param name="falseAlarm">Above 0, below 0.5.</param>
    /// <returns>Null when the metric is not defined on these rows.</returns>
    public static bool? IsBelow(Func<double, ImmutableArray<LiveScore>> read, string metric, double threshold, double falseAlarm)
    {
        if (read(1 - 2 * falseAlarm).FirstOrDefault(score => score.Metric == metric) is not { Low: { } low, High: { } high } found) return null;
        return found.HigherIsBetter ? high < threshold : low > threshold;
    }
}
