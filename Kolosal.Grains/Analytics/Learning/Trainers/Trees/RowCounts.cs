namespace Kolosal.Learning.Trees;

/// <summary>How many rows a weighted row stands for where a least number of rows is asked for.</summary>
internal static class RowCounts
{
    // The total must fit the count of a wide histogram word with room to spare.
    private const double MaxTotal = 1 << (QuantisedGradients.CountBits - 1);

    /// <summary>The weights themselves when all are whole numbers, because then they are repetitions;
    /// empty, for one each, when they say nothing about how many rows there are.</summary>
    public static int[] Of(ReadOnlySpan<double> weights)
    {
        double total = 0;
        foreach (double weight in weights)
        {
            if (weight != Math.Floor(weight)) return [];
            total += weight;
        }
        if (weights.IsEmpty || total > MaxTotal) return [];
        var counts = new int[weights.Length];
        for (int i = 0; i < counts.Length; i++) counts[i] = (int)weights[i];
        return counts;
    }
}
