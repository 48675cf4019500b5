namespace Kolosal.Learning.Calibration;

/// <summary>Fits p = 1 / (1 + exp(a s + b)) to held-out scores by Newton's method with backtracking, targets drawn
/// in to (N₊ + 1)/(N₊ + 2) and 1/(N₋ + 2) (Platt 1999; Lin, Lin and Weng, Machine Learning 68, 2007).</summary>
public static class PlattScaling
{
    // Lin, Lin and Weng's algorithm with twice their steps and a finer end, which one variable pair can afford.
    private const int Iterations = 200;
    private const double MinStep = 1e-12, Ridge = 1e-12, Tolerance = 1e-10, Decrease = 1e-4;

    /// <summary>The line.</summary>
    /// <param name="scores">Any finite scores, higher for the positive class.</param>
    /// <param name="truth">Whether each row is positive.</param>
    /// <param name="weights">How much each row counts, 0 or more; empty when every row counts 1. N₊ and N₋ are sums of them.</param>
    public static (double A, double B) Fit(ReadOnlySpan<double> scores, ReadOnlySpan<bool> truth, ReadOnlySpan<double> weights = default)
    {
        if (scores.Length != truth.Length || scores.IsEmpty)
            throw new ArgumentException($"Need as many scores as rows and at least one, got {scores.Length} and {truth.Length}.");
        if (!weights.IsEmpty && weights.Length != truth.Length)
            throw new ArgumentException($"Need one weight a row, got {weights.Length} weights and {truth.Length} rows.");
        double positives = 0, negatives = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            double weight = weights.IsEmpty ? 1 : weights[i];
            if (truth[i]) positives += weight;
            else negatives += weight;
        }
        double high = (positives + 1) / (positives + 2), low = 1 / (negatives + 2);
        double a = 0, b = Math.Log((negatives + 1) / (positives + 1)), value = Loss(scores, truth, weights, high, low, a, b);
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            double ga = 0, gb = 0, haa = Ridge, hbb = Ridge, hab = 0;
            for (int i = 0; i < scores.Length; i++)
            {
                double p = Calibrator.Sigmoid(-(a * scores[i] + b)), weight = weights.IsEmpty ? 1 : weights[i];
                double slope = weight * ((truth[i] ? high : low) - p), bend = weight * p * (1 - p);
                ga += scores[i] * slope;
                gb += slope;
                haa += scores[i] * scores[i] * bend;
                hab += scores[i] * bend;
                hbb += bend;
            }
            if (Math.Abs(ga) < Tolerance && Math.Abs(gb) < Tolerance) break;
            double determinant = haa * hbb - hab * hab, da = -(hbb * ga - hab * gb) / determinant, db = -(haa * gb - hab * ga) / determinant,
                descent = ga * da + gb * db;
            double step = 1;
            for (; step >= MinStep; step /= 2)
            {
                double next = Loss(scores, truth, weights, high, low, a + step * da, b + step * db);
                if (next >= value + Decrease * step * descent) continue;
                (a, b, value) = (a + step * da, b + step * db, next);
                break;
            }
            if (step < MinStep) break;
        }
        return (a, b);
    }

    /// <summary>−Σ t ln p + (1 − t) ln(1 − p), written so that neither logarithm overflows.</summary>
    private static double Loss(ReadOnlySpan<double> scores, ReadOnlySpan<bool> truth, ReadOnlySpan<double> weights, double high, double low, double a,
        double b)
    {
        double sum = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            double z = a * scores[i] + b, target = truth[i] ? high : low;
            sum += (weights.IsEmpty ? 1 : weights[i]) * ((z >= 0 ? target * z : (target - 1) * z) + double.LogP1(Math.Exp(-Math.Abs(z))));
        }
        return sum;
    }
}
