namespace Kolosal.Learning.Trees;

/// <summary>The smallest value at which half the weight is reached; between two values when exactly half lies at or below the first.</summary>
internal static class WeightedMedian
{
    /// <param name="values">At least one, finite.</param>
    /// <param name="weights">One weight a value, or empty for equal weights.</param>
    public static double Of(ReadOnlySpan<double> values, ReadOnlySpan<double> weights)
    {
        var sorted = values.ToArray();
        var heft = new double[sorted.Length];
        if (weights.IsEmpty) Array.Fill(heft, 1);
        else weights.CopyTo(heft);
        Array.Sort(sorted, heft);

        double half = 0, reached = 0;
        foreach (double weight in heft) half += weight / 2;
        for (int i = 0; i < sorted.Length; i++)
        {
            if (heft[i] == 0) continue;
            reached += heft[i];
            if (reached > half) return sorted[i];
            if (reached == half)
                for (int j = i + 1; j < sorted.Length; j++)
                    if (heft[j] > 0) return (sorted[i] + sorted[j]) / 2;
        }
        return sorted[^1];
    }
}
