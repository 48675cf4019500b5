namespace Kolosal.Learning.Metrics;

/// <summary>How relevance becomes gain.</summary>
public enum RelevanceGain
{
    /// <summary>The relevance itself, as in scikit-learn.</summary>
    Linear,

    /// <summary>2^relevance − 1, as is usual in web search (Burges et al., ICML 2005).</summary>
    Exponential,
}

/// <summary>Measures of one ranked list: items of one query, or classes of one row. Mean over lists is the caller's.</summary>
public static class RankingMetrics
{
    /// <summary>
    /// Σ gain / log₂(rank + 1) over the first k by score; of equal scores each gets the mean gain of
    /// all (Järvelin and Kekäläinen, ACM TOIS 20, 2002; McSherry and Najork, ECIR 2008, for ties).
    /// </summary>
    /// <param name="relevance">Of each item, 0 or more.</param>
    /// <param name="scores">Higher ranks first.</param>
    /// <param name="k">How many ranks count.</param>
    /// <param name="gain">How relevance becomes gain.</param>
    public static double Dcg(ReadOnlySpan<double> relevance, ReadOnlySpan<double> scores, int k = int.MaxValue,
        RelevanceGain gain = RelevanceGain.Linear)
    {
        Check(relevance.Length, scores.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        int n = scores.Length;
        double[] keys = new double[n], gains = new double[n];
        for (int i = 0; i < n; i++) (keys[i], gains[i]) = (-scores[i], gain == RelevanceGain.Linear ? relevance[i] : Math.Pow(2, relevance[i]) - 1);
        Array.Sort(keys, gains);
        double sum = 0;
        for (int from = 0, to; from < Math.Min(n, k); from = to)
        {
            double tied = 0, discount = 0;
            for (to = from; to < n && keys[to] == keys[from]; to++)
            {
                tied += gains[to];
                if (to < k) discount += 1 / Math.Log2(to + 2);
            }
            sum += tied / (to - from) * discount;
        }
        return sum;
    }

    /// <summary>DCG over that of the best order, 0 … 1; 0 when nothing is relevant.</summary>
    public static double Ndcg(ReadOnlySpan<double> relevance, ReadOnlySpan<double> scores, int k = int.MaxValue,
        RelevanceGain gain = RelevanceGain.Linear)
    {
        double best = Dcg(relevance, relevance, k, gain);
        return best > 0 ? Dcg(relevance, scores, k, gain) / best : 0;
    }

    /// <summary>The mean NDCG over lists; one in which nothing is relevant cannot be ranked and is left out. NaN when that is all of them.</summary>
    /// <param name="groups">The list of each item.</param>
    /// <param name="relevance">Of each item, 0 or more.</param>
    /// <param name="scores">Higher ranks first in the item's list.</param>
    /// <param name="k">How many ranks of a list count.</param>
    /// <param name="gain">How relevance becomes gain.</param>
    public static double MeanNdcg(ReadOnlySpan<int> groups, ReadOnlySpan<double> relevance, ReadOnlySpan<double> scores, int k = int.MaxValue,
        RelevanceGain gain = RelevanceGain.Exponential)
    {
        Check(relevance.Length, scores.Length);
        Check(groups.Length, scores.Length);
        int[] group = groups.ToArray();
        double[] grade = relevance.ToArray(), score = scores.ToArray();
        double sum = 0;
        int lists = 0;
        foreach (var list in Enumerable.Range(0, group.Length).GroupBy(item => group[item]))
        {
            double[] grades = [.. list.Select(item => grade[item])];
            if (!grades.Any(g => g > 0)) continue;
            sum += Ndcg(grades, [.. list.Select(item => score[item])], k, gain);
            lists++;
        }
        return lists == 0 ? double.NaN : sum / lists;
    }

    /// <summary>The mean NDCG over the lists of rows whose targets are grades; rows without lists are one.</summary>
    /// <param name="rows">The rows; weights do not count.</param>
    /// <param name="k">How many ranks of a list count.</param>
    public static double MeanNdcg(ScoredRows rows, int k = int.MaxValue) =>
        MeanNdcg(rows.Lists.IsEmpty ? new int[rows.Rows] : rows.Lists.Span, rows.Targets.Span, rows.Outputs.Span, k);

    /// <summary>The mean of the precision at each relevant item; 0 when none is. Its mean over lists is MAP.</summary>
    public static double AveragePrecision(ReadOnlySpan<bool> relevant, ReadOnlySpan<double> scores)
    {
        Check(relevant.Length, scores.Length);
        return relevant.Contains(true) ? RankMetrics.AveragePrecision(relevant, scores) : 0;
    }

    /// <summary>1 / rank of the first relevant item, equal scores taken at their worst; 0
    /// when none is relevant. Its mean over lists is MRR.</summary>
    public static double ReciprocalRank(ReadOnlySpan<bool> relevant, ReadOnlySpan<double> scores)
    {
        Check(relevant.Length, scores.Length);
        int best = int.MaxValue;
        for (int i = 0; i < scores.Length; i++) if (relevant[i]) best = Math.Min(best, AtLeast(scores, scores[i]));
        return best == int.MaxValue ? 0 : 1.0 / best;
    }

    /// <summary>
    /// Label ranking average precision: the mean over relevant items of the share of relevant ones
    /// at or above; 1 when all or none are (Tsoumakas, Katakis and Vlahavas 2010, section 5.3).
    /// </summary>
    public static double LabelAveragePrecision(ReadOnlySpan<bool> relevant, ReadOnlySpan<double> scores)
    {
        Check(relevant.Length, scores.Length);
        int count = relevant.Count(true);
        if (count == 0 || count == relevant.Length) return 1;
        double sum = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            if (!relevant[i]) continue;
            int hits = 0;
            for (int j = 0; j < scores.Length; j++) if (relevant[j] && scores[j] >= scores[i]) hits++;
            sum += (double)hits / AtLeast(scores, scores[i]);
        }
        return sum / count;
    }

    /// <summary>How far down the list one must go to have all relevant items, equal scores taken at their worst; 0 when none is.</summary>
    public static int Coverage(ReadOnlySpan<bool> relevant, ReadOnlySpan<double> scores)
    {
        Check(relevant.Length, scores.Length);
        double lowest = double.PositiveInfinity;
        for (int i = 0; i < scores.Length; i++) if (relevant[i]) lowest = Math.Min(lowest, scores[i]);
        return double.IsPositiveInfinity(lowest) ? 0 : AtLeast(scores, lowest);
    }

    /// <summary>The share of pairs of a relevant and an irrelevant item in which the
    /// relevant one does not score higher; 0 when all or none are relevant.</summary>
    public static double PairLoss(ReadOnlySpan<bool> relevant, ReadOnlySpan<double> scores)
    {
        Check(relevant.Length, scores.Length);
        long count = relevant.Count(true), wrong = 0;
        if (count == 0 || count == relevant.Length) return 0;
        for (int i = 0; i < scores.Length; i++)
            for (int j = 0; j < scores.Length; j++)
                if (relevant[i] && !relevant[j] && scores[i] <= scores[j]) wrong++;
        return (double)wrong / (count * (relevant.Length - count));
    }

    private static int AtLeast(ReadOnlySpan<double> scores, double score)
    {
        int count = 0;
        foreach (double other in scores) if (other >= score) count++;
        return count;
    }

    private static void Check(int items, int scores)
    {
        if (items == 0 || items != scores) throw new ArgumentException($"Need at least one item and a score for each, got {items} and {scores}.");
    }
}
