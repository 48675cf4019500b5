using Kolosal.Statistics;

namespace Kolosal.Learning.Explanation;

/// <summary>The values at which the effect of a column is looked at.</summary>
public static class ValueGrid
{
    /// <summary>The distinct values where there are few enough, else equally spaced numbers between two quantiles.</summary>
    /// <remarks>scikit-learn's grid: the quantiles are those of scipy's mquantiles
    /// (plotting positions (k − 0.4) / (n + 0.2), Cunnane 1978), not type 7.</remarks>
    /// <param name="rows">Rows; missing values and rows of weight 0 are left out, other weights make no difference.</param>
    /// <param name="column">The column.</param>
    /// <param name="points">At most, ≥ 2.</param>
    /// <param name="low">The lower quantile. Default: 0.05.</param>
    /// <param name="high">The upper quantile, above the lower. Default: 0.95.</param>
    /// <returns>Ascending; empty when every value is missing.</returns>
    public static double[] EquallySpaced(FeatureRows rows, int column, int points, double low = 0.05, double high = 0.95)
    {
        if (!(low >= 0 && high <= 1 && low < high))
            throw new ArgumentOutOfRangeException(nameof(low), low, $"Quantiles go from 0 to 1 and up, got {low} and {high}.");
        double[] sorted = Sorted(rows, column, points), distinct = [.. sorted.Distinct()];
        if (distinct.Length <= points) return distinct;
        double from = PlottingPosition(sorted, low), step = (PlottingPosition(sorted, high) - from) / (points - 1);
        return [.. Enumerable.Range(0, points).Select(i => from + i * step).Distinct()];
    }

    /// <summary>The distinct values among the quantiles (type 7) at 0, 1 / (points − 1), …, 1: as many rows between any two.</summary>
    /// <param name="rows">Rows; missing values and rows of weight 0 are left out, other weights make no difference.</param>
    /// <param name="column">The column.</param>
    /// <param name="points">At most, ≥ 2.</param>
    /// <returns>Ascending; empty when every value is missing.</returns>
    public static double[] OfQuantiles(FeatureRows rows, int column, int points)
    {
        double[] sorted = Sorted(rows, column, points);
        return sorted.Length == 0 ? [] : [.. Enumerable.Range(0, points).Select(i => Quantiles.OfSorted(sorted, (double)i / (points - 1)))
            .Distinct()];
    }

    private static double[] Sorted(FeatureRows rows, int column, int points)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 2);
        var values = new List<double>(rows.Rows);
        for (int r = 0; r < rows.Rows; r++)
            if (rows.Weight(r) > 0 && !double.IsNaN(rows.Row(r)[column])) values.Add(rows.Row(r)[column]);
        values.Sort();
        return [.. values];
    }

    private static double PlottingPosition(double[] sorted, double p)
    {
        double at = sorted.Length * p + 0.4 + 0.2 * p;
        double floor = Math.Floor(Math.Clamp(at, 1, sorted.Length - 1)), part = Math.Clamp(at - floor, 0, 1);
        int k = (int)floor;
        return (1 - part) * sorted[k - 1] + part * sorted[k];
    }
}
