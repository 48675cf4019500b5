using Kolosal.Statistics;

namespace Kolosal.Fairness;

/// <summary>What a rule brings and costs on rows that it was not fitted to.</summary>
/// <param name="Before">One threshold of ½.</param>
/// <param name="After">The rules of each half on the other half, taken together.</param>
/// <param name="Rows">Rows judged: all, each by the half it was not in.</param>
public sealed record MitigationCost(GroupOutcomes[] Before, GroupOutcomes[] After, int Rows)
{
    /// <summary>Fits to each half of the rows and judges on the other; halves are dealt group by group and outcome by outcome, by lot.</summary>
    /// <param name="rows">All rows.</param>
    /// <param name="fit">Fits a rule; null when it cannot.</param>
    /// <param name="seed">The only source of randomness.</param>
    /// <returns>Null when a half has no rule.</returns>
    public static MitigationCost? Of(ScoredGroups rows, Func<ScoredGroups, DecisionRule?> fit, ulong seed)
    {
        int[] order = [.. Enumerable.Range(0, rows.Rows)];
        new SeededRandom(seed).Shuffle<int>(order);
        int[][] halves = [.. order.GroupBy(r => (rows.GroupOf[r], rows.Outcomes[r])).OrderBy(g => g.Key).SelectMany(g => g).Index()
            .GroupBy(r => r.Index % 2).OrderBy(g => g.Key).Select(g => g.Select(r => r.Item).ToArray())];
        if (halves.Length < 2) return null;
        var after = new List<GroupOutcomes[]>();
        for (int half = 0; half < 2; half++)
        {
            if (fit(rows.Take(halves[half])) is not { } rule) return null;
            after.Add(rows.Take(halves[1 - half]).Under(rule));
        }
        return new(rows.Under(DecisionRule.Usual(rows.Labels.Length)), [.. after[0].Zip(after[1], Sum)], rows.Rows);
    }

    private static GroupOutcomes Sum(GroupOutcomes one, GroupOutcomes other) => new(one.Group, one.TruePositives + other.TruePositives,
        one.FalsePositives + other.FalsePositives, one.TrueNegatives + other.TrueNegatives, one.FalseNegatives + other.FalseNegatives);
}
