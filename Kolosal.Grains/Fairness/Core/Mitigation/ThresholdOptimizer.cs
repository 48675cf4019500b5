namespace Kolosal.Fairness;

/// <summary>Which rate groups shall share.</summary>
public enum ParityOf
{
    /// <summary>Selection rates: demographic parity.</summary>
    SelectionRate,

    /// <summary>True positive rates: equal opportunity.</summary>
    TruePositiveRate,
}

/// <summary>A threshold for each group, so that the groups' rates lie within a ratio and as few decisions as possible are wrong.</summary>
/// <remarks>
/// Hardt, Price and Srebro (arXiv:1610.02413), section 3.2, without randomised decisions and with a ratio instead of equality. For each of 201
/// levels t from 0 to 1 every group takes the threshold of most right decisions among those whose rate lies in [√ratio · t, t / √ratio]; the
/// level with most right decisions wins, so the smallest rate is at least ratio times the largest.
/// </remarks>
public static class ThresholdOptimizer
{
    private const int Levels = 201;

    /// <param name="rows">To fit to.</param>
    /// <param name="parity">The rate.</param>
    /// <param name="ratio">Smallest over largest rate, above 0, at most 1.</param>
    /// <returns>Null when no level can be reached by every group that has the rate.</returns>
    public static DecisionRule? Fit(ScoredGroups rows, ParityOf parity, double ratio)
    {
        var candidates = Enumerable.Range(0, rows.Labels.Length).Select(g => Candidates(rows, g, parity)).ToArray();
        double slack = Math.Sqrt(ratio);
        DecisionRule? best = null;
        long most = -1;
        for (int level = 0; level < Levels; level++)
        {
            double t = level / (Levels - 1.0);
            var thresholds = new double[candidates.Length];
            long right = 0;
            bool reached = true;
            for (int g = 0; g < candidates.Length && reached; g++)
            {
                var (found, threshold, correct) = Pick(candidates[g], slack * t - 1e-12, t / slack + 1e-12);
                reached = found;
                thresholds[g] = threshold;
                right += correct;
            }
            if (!reached || right <= most) continue;
            (best, most) = (new DecisionRule(thresholds), right);
        }
        return best;
    }

    private static (bool Found, double Threshold, long Right) Pick(
        List<(double Threshold, double? Rate, long Right)> candidates, double low, double high)
    {
        (bool Found, double Threshold, long Right) best = (false, 0.5, -1);
        foreach (var (threshold, rate, right) in candidates)
            if ((rate is null || (rate >= low && rate <= high)) && right > best.Right) best = (true, threshold, right);
        return best;
    }

    /// <summary>Every threshold that tells two rows of a group apart, with its rate and its right decisions; a group without rows has one.</summary>
    private static List<(double Threshold, double? Rate, long Right)> Candidates(ScoredGroups rows, int group, ParityOf parity)
    {
        int[] own = [.. Enumerable.Range(0, rows.Rows).Where(r => rows.GroupOf[r] == group).OrderByDescending(r => rows.Scores[r])];
        long positives = own.LongCount(r => rows.Outcomes[r]), selected = 0, hits = 0, right = own.Length - positives;
        long whole = parity == ParityOf.SelectionRate ? own.Length : positives;
        double? Rate() => whole == 0 ? null : (parity == ParityOf.SelectionRate ? selected : hits) / (double)whole;
        var candidates = new List<(double, double?, long)> { (own.Length == 0 ? 0.5 : Math.BitIncrement(rows.Scores[own[0]]), Rate(), right) };
        for (int i = 0; i < own.Length; i++)
        {
            selected++;
            if (rows.Outcomes[own[i]]) hits++;
            right += rows.Outcomes[own[i]] ? 1 : -1;
            if (i + 1 == own.Length || rows.Scores[own[i + 1]] < rows.Scores[own[i]]) candidates.Add((rows.Scores[own[i]], Rate(), right));
        }
        return candidates;
    }
}
