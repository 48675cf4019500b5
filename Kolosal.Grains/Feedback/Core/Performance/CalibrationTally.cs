using Kolosal.Statistics;

namespace Kolosal.Feedback;

/// <summary>The reliability diagram in counts: 15 bins of equal width, (lo, hi], as the metric <c>ece</c> has them.</summary>
public sealed class CalibrationTally
{
    private const int Bins = 15;

    public long[] Rows { get; set; } = new long[Bins];

    /// <summary>Sum of the probabilities by bin.</summary>
    public double[] Predicted { get; set; } = new double[Bins];

    /// <summary>Rows for which it came true by bin.</summary>
    public long[] Observed { get; set; } = new long[Bins];

    /// <param name="probability">With two classes of the second, with more the greatest one.</param>
    /// <param name="cameTrue">Whether the row is of that class.</param>
    /// <param name="sign">1 to add it, −1 to take it back.</param>
    public void Add(double probability, bool cameTrue, int sign)
    {
        int bin = Math.Clamp((int)Math.Ceiling(probability * Bins) - 1, 0, Bins - 1);
        Rows[bin] += sign;
        Predicted[bin] += sign * probability;
        if (cameTrue) Observed[bin] += sign;
    }

    /// <summary>Expected calibration error, and its standard error where each bin's observed share is a draw from its rows.</summary>
    public (double Value, double Error) Expected()
    {
        double value = 0, variance = 0, rows = Rows.Sum();
        for (int bin = 0; bin < Bins; bin++)
        {
            if (Rows[bin] == 0) continue;
            double share = (double)Observed[bin] / Rows[bin], weight = Rows[bin] / rows, smoothed = (Observed[bin] + 1.0) / (Rows[bin] + 2);
            value += weight * Math.Abs(Predicted[bin] / Rows[bin] - share);
            variance += weight * weight * smoothed * (1 - smoothed) / Rows[bin];
        }

        return (value, Math.Sqrt(variance));
    }

    /// <summary>What the expected calibration error would be on average if every probability were right: chance alone leaves gaps of
    /// √(2 p (1 − p) / π n) in a bin of n rows.</summary>
    public double Floor()
    {
        double floor = 0, rows = Rows.Sum();
        for (int bin = 0; bin < Bins; bin++)
        {
            if (Rows[bin] == 0) continue;
            double mean = Predicted[bin] / Rows[bin];
            floor += Rows[bin] / rows * Math.Sqrt(2 * Math.Max(0, mean * (1 - mean)) / (Math.PI * Rows[bin]));
        }

        return floor;
    }

    /// <summary>The bins that have rows.</summary>
    public ImmutableArray<(double From, double To, long Rows, double Predicted, double Observed, Interval Interval)> Curve() =>
    [
        .. Enumerable.Range(0, Bins).Where(bin => Rows[bin] > 0).Select(bin => (
            (double)bin / Bins, (bin + 1.0) / Bins, Rows[bin], Predicted[bin] / Rows[bin], (double)Observed[bin] / Rows[bin],
            Proportions.Wilson(Observed[bin], Rows[bin]))),
    ];
}
