namespace Kolosal.Learning.Metrics;

/// <summary>Rank measures of one class against the rest or against another, averaged. A
/// class without rows, or with all of them, makes the average undefined: NaN.</summary>
public static class MulticlassRankMetrics
{
    /// <summary>The ROC area of each class against the rest.</summary>
    public static double RocAucOneVsRest(ScoredRows rows, ClassAverage average) => OneVsRest(rows, average, RankMetrics.RocAuc);

    /// <summary>The average precision of each class against the rest.</summary>
    public static double AveragePrecision(ScoredRows rows, ClassAverage average) => OneVsRest(rows, average, RankMetrics.AveragePrecision);

    /// <summary>The ROC area of each pair of classes, the mean of both directions (Hand and Till, Machine Learning 45, 2001).</summary>
    /// <param name="rows">Rows with classes; weights are left out of account.</param>
    /// <param name="average">Macro: all pairs the same; weighted: by the share of rows in the pair.</param>
    public static double RocAucOneVsOne(ScoredRows rows, ClassAverage average)
    {
        double sum = 0, total = 0;
        for (int a = 0; a < rows.Classes; a++)
            for (int b = a + 1; b < rows.Classes; b++)
            {
                int[] pair = [.. Enumerable.Range(0, rows.Rows).Where(r => rows.Labels.Span[r] == a || rows.Labels.Span[r] == b)];
                if (pair.Length == 0) return double.NaN;
                var own = rows.Take(pair);
                double area = (RankMetrics.RocAuc(own.Are(a), own.ProbabilitiesOf(a)) + RankMetrics.RocAuc(own.Are(b), own.ProbabilitiesOf(b))) / 2;
                double weight = average == ClassAverage.Weighted ? pair.Length : 1;
                sum += weight * area;
                total += weight;
            }
        return sum / total;
    }

    private delegate double Measure(ReadOnlySpan<bool> truth, ReadOnlySpan<double> scores, ReadOnlySpan<double> weights);

    private static double OneVsRest(ScoredRows rows, ClassAverage average, Measure measure)
    {
        if (average == ClassAverage.Micro) return Pooled(rows, measure);
        double sum = 0, total = 0;
        for (int k = 0; k < rows.Classes; k++)
        {
            bool[] truth = rows.Are(k);
            double weight = 1;
            if (average == ClassAverage.Weighted)
            {
                weight = 0;
                for (int row = 0; row < truth.Length; row++) if (truth[row]) weight += rows.Weight(row);
            }
            sum += weight * measure(truth, rows.ProbabilitiesOf(k), rows.Weights.Span);
            total += weight;
        }
        return sum / total;
    }

    private static double Pooled(ScoredRows rows, Measure measure)
    {
        var truth = new bool[rows.Outputs.Length];
        double[] weights = rows.Weights.IsEmpty ? [] : new double[truth.Length];
        for (int row = 0; row < rows.Rows; row++)
        {
            truth[row * rows.Classes + rows.Labels.Span[row]] = true;
            if (weights.Length > 0) weights.AsSpan(row * rows.Classes, rows.Classes).Fill(rows.Weight(row));
        }
        return measure(truth, rows.Outputs.Span, weights);
    }
}
