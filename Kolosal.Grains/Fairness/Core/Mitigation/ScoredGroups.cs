namespace Kolosal.Fairness;

/// <summary>Rows with their scores, outcomes and groups: what decision rules are fitted to and judged on.</summary>
/// <param name="Labels">The groups.</param>
/// <param name="GroupOf">The group of each row.</param>
/// <param name="Scores">Probability of the favourable outcome, 0 to 1.</param>
/// <param name="Outcomes">Whether it came.</param>
public sealed record ScoredGroups(string[] Labels, int[] GroupOf, double[] Scores, bool[] Outcomes)
{
    public int Rows => Scores.Length;

    /// <summary>The rows named, in their order.</summary>
    public ScoredGroups Take(int[] rows) => new(Labels, [.. rows.Select(r => GroupOf[r])], [.. rows.Select(r => Scores[r])],
        [.. rows.Select(r => Outcomes[r])]);

    /// <summary>What a rule comes to.</summary>
    public GroupOutcomes[] Under(DecisionRule rule)
    {
        var decisions = new bool[Rows];
        for (int row = 0; row < decisions.Length; row++) decisions[row] = rule.Selects(GroupOf[row], Scores[row]);
        return GroupOutcomes.Count(Labels, GroupOf, decisions, Outcomes);
    }
}

/// <summary>Who is selected: in each group the rows whose score is at least the group's threshold.</summary>
/// <param name="Thresholds">One a group.</param>
public sealed record DecisionRule(double[] Thresholds)
{
    /// <summary>The rule before mitigation: one threshold of ½.</summary>
    public static DecisionRule Usual(int groups) => new([.. Enumerable.Repeat(0.5, groups)]);

    public bool Selects(int group, double score) => score >= Thresholds[group];
}
