namespace Kolosal.Learning.Linear;

/// <summary>The weighted mean and standard deviation of a target.</summary>
/// <param name="Mean">In the target's unit.</param>
/// <param name="Deviation">In the target's unit; 1 when all targets are the same.</param>
internal readonly record struct TargetUnit(double Mean, double Deviation)
{
    public static TargetUnit Of(TrainingSet rows)
    {
        double sum = 0, total = 0, squares = 0;
        for (int row = 0; row < rows.Rows; row++)
        {
            sum += rows.Weight(row) * rows.Targets.Span[row];
            total += rows.Weight(row);
        }
        double mean = sum / total;
        for (int row = 0; row < rows.Rows; row++) squares += rows.Weight(row) * (rows.Targets.Span[row] - mean) * (rows.Targets.Span[row] - mean);
        return new(mean, squares > 0 ? Math.Sqrt(squares / total) : 1);
    }

    /// <summary>A target in deviations from the mean.</summary>
    public double Standardize(double target) => (target - Mean) / Deviation;

    /// <summary>The model in the target's unit.</summary>
    /// <param name="weights">Coefficients and then the intercept of the standardised target.</param>
    public LinearPredictor ToPredictor(double[] weights)
    {
        double deviation = Deviation;
        return new(LinearLink.Identity, weights.Length - 1, [.. weights[..^1].Select(w => deviation * w)], [Mean + Deviation * weights[^1]]);
    }
}
