using Kolosal.Statistics;

namespace Kolosal.Fairness;

/// <summary>Compares the groups of a partition by one rate, two by two, and corrects for having looked at every pair (Bonferroni).</summary>
/// <remarks>
/// Every ordered pair of groups is tested one-sidedly against the limit, not against equality: so a model that keeps the limit raises an alarm
/// with at most the stated rate, however near to the limit it works. With g groups the smallest p-value is multiplied by g (g − 1).
/// </remarks>
public static class RateDisparity
{
    /// <summary>A rate of one group.</summary>
    /// <param name="Group">Its label.</param>
    /// <param name="Hits">Rows that have it.</param>
    /// <param name="Rows">Rows that may have it; groups of fewer than the minimum are left out.</param>
    public readonly record struct Rate(string Group, long Hits, long Rows)
    {
        public double Share => (double)Hits / Rows;
    }

    /// <summary>Smallest over largest rate, with Katz's interval.</summary>
    /// <param name="measure">Its name.</param>
    /// <param name="rates">One a group.</param>
    /// <param name="minimumRows">Smaller groups are left out.</param>
    /// <param name="limit">Smallest ratio that passes; null to show it alone.</param>
    /// <returns>Null with fewer than two groups of that size, or when none of them has a hit.</returns>
    public static MeasureFinding? Ratio(string measure, IReadOnlyList<Rate> rates, long minimumRows, double? limit)
    {
        if (Extremes(rates, minimumRows) is not var (low, high, compared) || high.Hits == 0) return null;
        var interval = TwoProportions.Katz(low.Hits, low.Rows, high.Hits, high.Rows);
        return new(measure, low.Share / high.Share, interval.Low, interval.High, low.Group, high.Group, limit,
            limit is { } least ? Pairs(compared, (a, b) => TwoProportions.RatioBelow(a.Hits, a.Rows, b.Hits, b.Rows, least)) : null);
    }

    /// <summary>Largest − smallest rate, with Newcombe's interval.</summary>
    /// <param name="measure">Its name.</param>
    /// <param name="rates">One a group.</param>
    /// <param name="minimumRows">Smaller groups are left out.</param>
    /// <param name="limit">Largest difference that passes; null to show it alone.</param>
    /// <returns>Null with fewer than two groups of that size.</returns>
    public static MeasureFinding? Difference(string measure, IReadOnlyList<Rate> rates, long minimumRows, double? limit)
    {
        if (Extremes(rates, minimumRows) is not var (low, high, compared)) return null;
        var interval = TwoProportions.Newcombe(high.Hits, high.Rows, low.Hits, low.Rows);
        return new(measure, high.Share - low.Share, interval.Low, interval.High, low.Group, high.Group, limit,
            limit is { } most ? Pairs(compared, (a, b) => TwoProportions.DifferenceAbove(b.Hits, b.Rows, a.Hits, a.Rows, most)) : null);
    }

    private static (Rate Low, Rate High, List<Rate> Compared)? Extremes(IReadOnlyList<Rate> rates, long minimumRows)
    {
        var compared = new List<Rate>();
        int low = 0, high = 0;
        foreach (var rate in rates)
        {
            if (rate.Rows < Math.Max(1, minimumRows)) continue;
            compared.Add(rate);
            if (rate.Share < compared[low].Share) low = compared.Count - 1;
            if (rate.Share > compared[high].Share) high = compared.Count - 1;
        }
        return compared.Count < 2 ? null : (compared[low], compared[high == low ? (low == 0 ? 1 : 0) : high], compared);
    }

    /// <summary>The least p-value of a smaller and a larger rate, times the number of ordered pairs.</summary>
    private static double Pairs(List<Rate> compared, Func<Rate, Rate, double> test)
    {
        double least = 1;
        for (int a = 0; a < compared.Count; a++)
            for (int b = 0; b < compared.Count; b++)
                if (compared[a].Share < compared[b].Share) least = Math.Min(least, test(compared[a], compared[b]));
        return Math.Min(1, least * compared.Count * (compared.Count - 1));
    }
}
