namespace Kolosal.Feedback;

/// <summary>One metric over counted rows.</summary>
/// <param name="Metric">Name in the metric catalogue.</param>
/// <param name="HigherIsBetter">Its direction.</param>
/// <param name="Value">The score; null where it is not defined.</param>
/// <param name="Low">Lower end of its interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="Reason">Why there is no value; null when there is one.</param>
public sealed record LiveScore(string Metric, bool HigherIsBetter, double? Value, double? Low, double? High, string? Reason = null)
{
    public static LiveScore None(string metric, bool higherIsBetter, string reason) => new(metric, higherIsBetter, null, null, null, reason);

    /// <summary>A score with the interval of a normal law, cut to what the metric can be.</summary>
    /// <param name="metric">Name.</param>
    /// <param name="higherIsBetter">Direction.</param>
    /// <param name="value">The score.</param>
    /// <param name="error">Its standard error.</param>
    /// <param name="level">Of the interval, two-sided.</param>
    /// <param name="lowest">What the metric cannot go below.</param>
    /// <param name="highest">What the metric cannot go above.</param>
    public static LiveScore Normal(
        string metric, bool higherIsBetter, double value, double error, double level, double lowest = 0, double highest = double.PositiveInfinity)
    {
        double half = Statistics.Tails.NormalQuantile((1 + level) / 2) * error;
        return new(metric, higherIsBetter, value, Math.Max(lowest, value - half), Math.Min(highest, value + half));
    }
}
