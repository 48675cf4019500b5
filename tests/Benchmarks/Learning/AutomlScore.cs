using Kolosal.Learning.Metrics;

namespace Kolosal.Benchmarks;

/// <summary>A score on a test fold, and how far chance moves it.</summary>
/// <param name="Value">In the metric's unit.</param>
/// <param name="StandardError">Of the value, over test rows drawn like these.</param>
internal sealed record AutomlScore(double Value, double StandardError)
{
    /// <summary>A normal variable is within one standard deviation of its mean with this probability.</summary>
    private const double OneStandardError = 0.682689492137;

    private const ulong Seed = 1;

    /// <summary>The score of rows; the error is DeLong's for the area of two classes, else half the width of the bootstrap's central 68 %.</summary>
    public static AutomlScore Of(Metric metric, ScoredRows rows)
    {
        var estimate = metric.Estimate(rows, Seed, OneStandardError);
        // An area's interval is cut off at 1, its lower half is whole.
        return new(estimate.Value, estimate.Method == "delong" ? estimate.Value - estimate.Low : (estimate.High - estimate.Low) / 2);
    }

    /// <summary>Beside the best of the peers.</summary>
    /// <param name="own">Our score.</param>
    /// <param name="best">The peer's.</param>
    /// <param name="higherIsBetter">The metric's direction.</param>
    public static AutomlStanding Compare(AutomlScore own, double best, bool higherIsBetter)
    {
        double lead = higherIsBetter ? own.Value - best : best - own.Value;
        return new(lead >= 0, lead >= -own.StandardError);
    }
}
