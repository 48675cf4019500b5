namespace Kolosal.Statistics;

/// <summary>Ranks from 1, equal values sharing the mean of theirs.</summary>
public static class Ranks
{
    /// <summary>The rank of each value.</summary>
    public static double[] Of(ReadOnlySpan<double> values) => Of(values, out _);

    /// <summary>The rank of each value, and Σ (t³ − t) over the groups of t equal values, which tests correct their variance by.</summary>
    public static double[] Of(ReadOnlySpan<double> values, out double ties)
    {
        double[] sorted = values.ToArray(), ranks = new double[sorted.Length];
        int[] order = new int[sorted.Length];
        for (int i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort(sorted, order);
        ties = 0;
        for (int from = 0, to; from < order.Length; from = to)
        {
            for (to = from + 1; to < order.Length && sorted[to] == sorted[from];) to++;
            for (int k = from; k < to; k++) ranks[order[k]] = (from + 1 + to) / 2.0;
            double t = to - from;
            ties += t * t * t - t;
        }
        return ranks;
    }
}
