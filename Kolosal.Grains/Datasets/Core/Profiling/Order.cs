namespace Kolosal.Datasets;

/// <summary>Figures of sorted values.</summary>
public static class Order
{
    /// <summary>Type 7 of Hyndman and Fan (1996): linear between the order statistics around (n − 1) p.</summary>
    /// <param name="sorted">Ascending, at least one.</param>
    /// <param name="share">0 to 1.</param>
    public static double Quantile(ReadOnlySpan<double> sorted, double share)
    {
        double at = (sorted.Length - 1) * share;
        int below = (int)at;
        if (below + 1 >= sorted.Length) return sorted[^1];
        double weight = at - below;
        return sorted[below] * (1 - weight) + sorted[below + 1] * weight;
    }

    /// <summary>Share of values beyond three interquartile ranges from the quartiles
    /// (Tukey, Exploratory Data Analysis, 1977, outer fences).</summary>
    /// <remarks>0 when the quartiles coincide: then the fences say nothing.</remarks>
    public static double OutlierShare(ReadOnlySpan<double> sorted)
    {
        if (sorted.IsEmpty) return 0;
        double low = Quantile(sorted, 0.25), high = Quantile(sorted, 0.75), reach = 3 * (high - low);
        if (reach <= 0) return 0;
        int outside = 0;
        foreach (double x in sorted) if (x < low - reach || x > high + reach) outside++;
        return (double)outside / sorted.Length;
    }
}
