namespace Kolosal.Learning.Metrics;

/// <summary>A point of a ROC curve: among rows scored at or above the threshold, the shares of all negatives and of all positives.</summary>
/// <param name="Threshold">+∞ for the first point.</param>
/// <param name="FalsePositiveRate">0 … 1.</param>
/// <param name="TruePositiveRate">0 … 1.</param>
public readonly record struct RocPoint(double Threshold, double FalsePositiveRate, double TruePositiveRate);

/// <summary>Measures of how well a score puts positives before negatives. Weights are
/// empty or one a row; a measure that is undefined (one class only) is NaN.</summary>
public static class RankMetrics
{
    /// <summary>Area under the ROC curve: the chance that a positive scores above a negative,
    /// ties counted half (Fawcett, Pattern Recognition Letters 27, 2006).</summary>
    public static double RocAuc(ReadOnlySpan<bool> truth, ReadOnlySpan<double> scores, ReadOnlySpan<double> weights = default)
    {
        var steps = Steps(truth, scores, weights);
        double area = 0, fp = 0, tp = 0;
        foreach (var (_, f, t) in steps)
        {
            area += (f - fp) * (t + tp) / 2;
            (fp, tp) = (f, t);
        }
        return area / (fp * tp);
    }

    /// <summary>The area up to a false positive rate, put on the scale where 0.5 is
    /// chance and 1 is perfect (McClish, Medical Decision Making 9, 1989).</summary>
    public static double PartialRocAuc(
        ReadOnlySpan<bool> truth, ReadOnlySpan<double> scores, double maxFalsePositiveRate, ReadOnlySpan<double> weights = default)
    {
        Require.AboveUpTo(maxFalsePositiveRate, 0, 1);
        var curve = RocCurve(truth, scores, weights);
        double area = 0;
        for (int i = 1; i < curve.Length; i++)
        {
            double x0 = curve[i - 1].FalsePositiveRate, x1 = curve[i].FalsePositiveRate, y0 = curve[i - 1].TruePositiveRate,
                y1 = curve[i].TruePositiveRate;
            if (x0 >= maxFalsePositiveRate) break;
            if (x1 > maxFalsePositiveRate) (x1, y1) = (maxFalsePositiveRate, y0 + (y1 - y0) * (maxFalsePositiveRate - x0) / (x1 - x0));
            area += (x1 - x0) * (y0 + y1) / 2;
        }
        double chance = maxFalsePositiveRate * maxFalsePositiveRate / 2;
        return 0.5 * (1 + (area - chance) / (maxFalsePositiveRate - chance));
    }

    /// <summary>Σ (Rₙ − Rₙ₋₁) Pₙ over the thresholds: the area under the precision-recall curve without interpolation.</summary>
    public static double AveragePrecision(ReadOnlySpan<bool> truth, ReadOnlySpan<double> scores, ReadOnlySpan<double> weights = default)
    {
        double sum = 0, tp = 0;
        var steps = Steps(truth, scores, weights);
        foreach (var (_, f, t) in steps)
        {
            if (f + t > 0) sum += (t - tp) * t / (f + t);
            tp = t;
        }
        return sum / tp;
    }

    /// <summary>The area under the precision-recall curve by trapezoids, from (recall 0,
    /// precision 1); optimistic between points (Davis and Goadrich, ICML 2006).</summary>
    public static double PrecisionRecallTrapezoid(ReadOnlySpan<bool> truth, ReadOnlySpan<double> scores, ReadOnlySpan<double> weights = default)
    {
        double area = 0, tp = 0, precision = 1;
        foreach (var (_, f, t) in Steps(truth, scores, weights))
        {
            double here = f + t > 0 ? t / (f + t) : 0;
            area += (t - tp) * (here + precision) / 2;
            (tp, precision) = (t, here);
        }
        return area / tp;
    }

    /// <summary>The curve from (0, 0) to (1, 1), one point a threshold, without the
    /// points that lie on a straight line between their neighbours in counts.</summary>
    public static RocPoint[] RocCurve(ReadOnlySpan<bool> truth, ReadOnlySpan<double> scores, ReadOnlySpan<double> weights = default)
    {
        var steps = Steps(truth, scores, weights);
        var (_, negatives, positives) = steps[^1];
        var curve = new List<RocPoint> { new(double.PositiveInfinity, 0, 0) };
        for (int i = 0; i < steps.Count; i++)
        {
            bool corner = i == 0 || i == steps.Count - 1
                || steps[i + 1].FalsePositives - steps[i].FalsePositives != steps[i].FalsePositives - steps[i - 1].FalsePositives
                || steps[i + 1].TruePositives - steps[i].TruePositives != steps[i].TruePositives - steps[i - 1].TruePositives;
            if (corner) curve.Add(new(steps[i].Threshold, steps[i].FalsePositives / negatives, steps[i].TruePositives / positives));
        }
        return [.. curve];
    }

    /// <summary>The greatest distance between the score distributions of positives and negatives, max
    /// (TPR − FPR), and the highest threshold that reaches it (Youden, Cancer 3, 1950).</summary>
    public static (double Distance, double Threshold) KolmogorovSmirnov(
        ReadOnlySpan<bool> truth, ReadOnlySpan<double> scores, ReadOnlySpan<double> weights = default)
    {
        var best = (Distance: 0.0, Threshold: double.PositiveInfinity);
        if (!truth.Contains(true) || !truth.Contains(false)) return (double.NaN, double.PositiveInfinity);
        foreach (var point in RocCurve(truth, scores, weights))
            if (point.TruePositiveRate - point.FalsePositiveRate > best.Distance)
                best = (point.TruePositiveRate - point.FalsePositiveRate, point.Threshold);
        return best;
    }

    /// <summary>The share of positives among the highest scores over their share in all
    /// rows; of equal scores the earlier row counts as higher.</summary>
    /// <param name="truth">Whether each row is positive.</param>
    /// <param name="scores">One score a row.</param>
    /// <param name="share">How much of the rows is the top, above 0, up to 1; at least one row.</param>
    public static double Lift(ReadOnlySpan<bool> truth, ReadOnlySpan<double> scores, double share)
    {
        int[] order = Descending(scores);
        int top = Top(share, order.Length), all = 0, hits = 0;
        foreach (bool positive in truth) if (positive) all++;
        for (int i = 0; i < top; i++) if (truth[order[i]]) hits++;
        return (double)hits / top / ((double)all / order.Length);
    }

    /// <summary>The share of all positives that lies among the highest scores (the
    /// cumulative gain); of equal scores the earlier row counts as higher.</summary>
    /// <param name="truth">Whether each row is positive.</param>
    /// <param name="scores">One score a row.</param>
    /// <param name="share">How much of the rows is the top, above 0, up to 1; at least one row.</param>
    public static double Gain(ReadOnlySpan<bool> truth, ReadOnlySpan<double> scores, double share) =>
        Lift(truth, scores, share) * Top(share, truth.Length) / truth.Length;

    /// <summary>Weighted counts of negatives and positives at or above each distinct score, from the highest down.</summary>
    private static List<(double Threshold, double FalsePositives, double TruePositives)> Steps(
        ReadOnlySpan<bool> truth, ReadOnlySpan<double> scores, ReadOnlySpan<double> weights)
    {
        if (truth.Length != scores.Length || truth.IsEmpty)
            throw new ArgumentException($"Need as many scores as rows and at least one, got {truth.Length} and {scores.Length}.");
        int[] order = Descending(scores);
        var steps = new List<(double, double, double)>();
        double fp = 0, tp = 0;
        for (int i = 0; i < order.Length; i++)
        {
            double weight = weights.IsEmpty ? 1 : weights[order[i]];
            if (truth[order[i]]) tp += weight;
            else fp += weight;
            if (i + 1 == order.Length || scores[order[i + 1]] != scores[order[i]]) steps.Add((scores[order[i]], fp, tp));
        }
        return steps;
    }

    private static int Top(double share, int rows) => share > 0 && share <= 1 ? Math.Max(1, (int)Math.Round(share * rows))
        : throw new ArgumentOutOfRangeException(nameof(share), share, "A share is above 0, up to 1.");

    private static int[] Descending(ReadOnlySpan<double> scores)
    {
        var keys = new (double Score, int Row)[scores.Length];
        for (int row = 0; row < keys.Length; row++) keys[row] = (-scores[row], row);
        Array.Sort(keys);
        return Array.ConvertAll(keys, k => k.Row);
    }
}
