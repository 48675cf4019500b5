namespace Kolosal.Feedback;

/// <summary>How good predicted numbers were, from sums that rows may leave again; constant memory.</summary>
/// <remarks>Targets are taken from the first one that was seen, so that an offset of them costs no digits.</remarks>
public sealed class RegressionTally
{
    public long Rows { get; set; }

    /// <summary>The first target; null before it.</summary>
    public double? Pivot { get; set; }

    public MeanTally SquaredError { get; set; } = new();

    public MeanTally AbsoluteError { get; set; } = new();

    /// <summary>Sums of the powers 1 to 4 of the targets from the pivot.</summary>
    public double[] Powers { get; set; } = new double[4];

    /// <summary>Sums of the squared error times the powers 1 and 2 of the target from the pivot.</summary>
    public double[] Mixed { get; set; } = new double[2];

    /// <param name="predicted">What was predicted.</param>
    /// <param name="actual">What was observed.</param>
    /// <param name="sign">1 to add the row, −1 to take it back.</param>
    public void Add(double predicted, double actual, int sign = 1)
    {
        Pivot ??= actual;
        double error = predicted - actual, squared = error * error, from = actual - Pivot.Value, power = 1;
        Rows += sign;
        SquaredError.Add(squared, sign);
        AbsoluteError.Add(Math.Abs(error), sign);
        for (int i = 0; i < Powers.Length; i++) Powers[i] += sign * (power *= from);
        Mixed[0] += sign * squared * from;
        Mixed[1] += sign * squared * from * from;
    }

    /// <summary>The scores, each with an interval.</summary>
    /// <param name="level">Of the intervals, two-sided.</param>
    public ImmutableArray<LiveScore> Read(double level = 0.95)
    {
        if (Rows == 0) return [];
        var (square, squareError) = SquaredError.Over(Rows);
        var (absolute, absoluteError) = AbsoluteError.Over(Rows);

        // The root of the mean square's interval.
        var squares = LiveScore.Normal("mse", false, square, squareError, level);
        return
        [
            new("rmse", false, Math.Sqrt(square), Math.Sqrt(squares.Low!.Value), Math.Sqrt(squares.High!.Value)),
            LiveScore.Normal("mae", false, absolute, absoluteError, level), Explained(level),
        ];
    }

    /// <summary>
    /// R² = 1 − A / B with A the mean squared error and B the mean squared distance of the targets from their mean; its variance by the derivative
    /// of a ratio of means: (Var a − 2 r Cov(a, b) + r² Var b) / (n B²), r = A / B.
    /// </summary>
    private LiveScore Explained(double level)
    {
        double n = Rows, mean = Powers[0] / n, a = SquaredError.Sum / n, b = Powers[1] / n - mean * mean;
        if (Rows < 2 || !(b > 0)) return LiveScore.None("r2", true, "It needs observed numbers that differ.");
        double fourth = (Powers[3] - 4 * mean * Powers[2] + 6 * mean * mean * Powers[1] - 4 * mean * mean * mean * Powers[0]) / n
            + mean * mean * mean * mean;
        double both = (Mixed[1] - 2 * mean * Mixed[0] + mean * mean * SquaredError.Sum) / n, ratio = a / b;
        double variance = SquaredError.Squares / n - a * a - 2 * ratio * (both - a * b) + ratio * ratio * (fourth - b * b);
        return LiveScore.Normal(
            "r2", true, 1 - ratio, Math.Sqrt(Math.Max(0, variance) / n) / b, level, lowest: double.NegativeInfinity, highest: 1);
    }
}
