namespace Kolosal.Learning.Calibration;

/// <summary>Fits the temperature T that gives softmax(z / T) the least log loss (Guo et al. 2017),
/// by golden sections over ln T; the loss is convex in 1 / T, so it has one valley.</summary>
public static class TemperatureScaling
{
    // Temperatures from 1/55 to 55; a model that needs more is not to be rescued by one number. Chosen, not derived.
    private const double Range = 4, Tolerance = 1e-10;
    private static readonly double GoldenRatio = (Math.Sqrt(5) - 1) / 2;

    /// <summary>The temperature, e⁻⁴ … e⁴.</summary>
    /// <param name="logits">rows × classes, row-major; finite, known up to a shift a row (log probabilities serve).</param>
    /// <param name="labels">The true class of each row, at least one.</param>
    /// <param name="weights">One a row, or empty.</param>
    public static double Fit(ReadOnlySpan<double> logits, ReadOnlySpan<int> labels, ReadOnlySpan<double> weights = default)
    {
        if (labels.IsEmpty || logits.Length % labels.Length != 0)
            throw new ArgumentException($"{logits.Length} scores do not make {labels.Length} rows.");
        double low = -Range, high = Range, inner = high - GoldenRatio * (high - low), outer = low + GoldenRatio * (high - low);
        double innerLoss = Loss(logits, labels, weights, Math.Exp(inner)), outerLoss = Loss(logits, labels, weights, Math.Exp(outer));
        while (high - low > Tolerance)
        {
            if (innerLoss <= outerLoss)
            {
                (high, outer, outerLoss) = (outer, inner, innerLoss);
                innerLoss = Loss(logits, labels, weights, Math.Exp(inner = high - GoldenRatio * (high - low)));
            }
            else
            {
                (low, inner, innerLoss) = (inner, outer, outerLoss);
                outerLoss = Loss(logits, labels, weights, Math.Exp(outer = low + GoldenRatio * (high - low)));
            }
        }
        return Math.Exp((low + high) / 2);
    }

    private static double Loss(ReadOnlySpan<double> logits, ReadOnlySpan<int> labels, ReadOnlySpan<double> weights, double temperature)
    {
        int classes = logits.Length / labels.Length;
        double sum = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            var z = logits.Slice(row * classes, classes);
            double most = double.NegativeInfinity, all = 0;
            foreach (double score in z) most = Math.Max(most, score);
            foreach (double score in z) all += Math.Exp((score - most) / temperature);
            sum += (weights.IsEmpty ? 1 : weights[row]) * (Math.Log(all) + (most - z[labels[row]]) / temperature);
        }
        return sum / labels.Length;
    }
}
