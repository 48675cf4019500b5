namespace Kolosal.Fairness;

/// <summary>How decisions could be made fairer, and what it costs.</summary>
/// <param name="Method"><c>reweighing</c>, <c>threshold_optimizer</c> or <c>reject_option</c>.</param>
/// <param name="Found">Whether it reaches what was asked; true for weights, which ask for nothing.</param>
/// <param name="Reason">Why not, or what the figures leave out; null when there is nothing to say.</param>
/// <param name="Thresholds">The rule, fitted to all rows: a row is selected from its group's threshold on; empty for weights.</param>
/// <param name="Weights">Training weights by group and outcome; empty for rules.</param>
/// <param name="Before">One threshold of ½; null where nothing was measured.</param>
/// <param name="After">Rules fitted to one half of the rows, judged on the other.</param>
public sealed record FairnessMitigation(
    string Method, bool Found, string? Reason, ImmutableArray<GroupThreshold> Thresholds, ImmutableArray<GroupWeights> Weights,
    MitigationFigures? Before, MitigationFigures? After)
{
    public const string WeightsMethod = "reweighing", ThresholdsMethod = "threshold_optimizer", RejectMethod = "reject_option";

    /// <summary>Weights that make group and outcome independent.</summary>
    public static FairnessMitigation Reweigh(ScoredGroups rows) => new(WeightsMethod, true,
        "The cost shows when a model has been trained with these weights.", [],
        [.. Reweighing.Weights(rows.Under(DecisionRule.Usual(rows.Labels.Length))).Select(w => new GroupWeights(w.Group, w.Negative, w.Positive))],
        null, null);

    /// <summary>A rule of a method.</summary>
    /// <param name="method">The method's name.</param>
    /// <param name="rows">All rows.</param>
    /// <param name="fit">Fits a rule; null when none reaches the ratio.</param>
    /// <param name="seed">Of the halves.</param>
    public static FairnessMitigation Rule(string method, ScoredGroups rows, Func<ScoredGroups, DecisionRule?> fit, ulong seed)
    {
        if (fit(rows) is not { } rule)
            return new(method, false, "No rule of this method reaches the ratio on these rows; ask for less.", [], [], null, null);
        var cost = MitigationCost.Of(rows, fit, seed);
        return new(method, true, cost is null ? "Half of the rows cannot carry a rule, so its cost was not measured; give more rows." : null,
            [.. rows.Labels.Select((label, g) => new GroupThreshold(label, rule.Thresholds[g]))], [],
            cost is null ? null : MitigationFigures.Of(cost.Before), cost is null ? null : MitigationFigures.Of(cost.After));
    }
}

/// <param name="Group">Its label.</param>
/// <param name="Threshold">Rows of at least this score are selected; above 1 for none.</param>
public sealed record GroupThreshold(string Group, double Threshold);

/// <param name="Group">Its label.</param>
/// <param name="Negative">Weight of its rows without the favourable outcome; null when it has none.</param>
/// <param name="Positive">Weight of its rows with it; null when it has none.</param>
public sealed record GroupWeights(string Group, double? Negative, double? Positive);

/// <param name="Accuracy">Right decisions / rows.</param>
/// <param name="Measures">Over all groups.</param>
public sealed record MitigationFigures(double Accuracy, FairnessMeasures Measures)
{
    internal static MitigationFigures Of(GroupOutcomes[] groups) =>
        new(groups.Sum(g => g.TruePositives + g.TrueNegatives) / (double)groups.Sum(g => g.Rows), FairnessMeasures.Of(groups));
}
