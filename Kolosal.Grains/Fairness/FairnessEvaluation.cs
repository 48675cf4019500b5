using Kolosal.Statistics;

namespace Kolosal.Fairness;

/// <summary>How decisions fell on the groups of each protected attribute; nothing of it is kept.</summary>
/// <param name="Unfair">At least one attribute, or intersection, fails the four-fifths rule, and not by chance.</param>
/// <param name="Attributes">Each attribute, then, when asked for, all attributes crossed.</param>
/// <param name="GeneralizedEntropy">Inequality between single persons, α = 2; null without outcomes.</param>
/// <param name="Theil">Theil's index; null without outcomes.</param>
public sealed record FairnessEvaluation(bool Unfair, ImmutableArray<EvaluatedAttribute> Attributes, double? GeneralizedEntropy, double? Theil)
{
    /// <param name="decisions">Whether a row got the favourable decision.</param>
    /// <param name="outcomes">Whether it should have; null when not known.</param>
    /// <param name="attributes">Group labels, row by row.</param>
    /// <param name="crossed">Whether all attributes together are judged as one more.</param>
    /// <param name="limits">What to judge by.</param>
    public static FairnessEvaluation Of(
        bool[] decisions, bool[]? outcomes, IReadOnlyDictionary<string, string[]> attributes, bool crossed, FairnessLimits limits)
    {
        var judged = attributes.ToList();
        if (crossed && attributes.Count > 1)
        {
            string[] labels = [.. Enumerable.Range(0, decisions.Length).Select(row => string.Join(" × ", attributes.Values.Select(a => a[row])))];
            judged.Add(new(string.Join(" × ", attributes.Keys), labels));
        }
        double level = limits.FalseAlarm / judged.Count;
        ImmutableArray<EvaluatedAttribute> found =
            [.. judged.Select(a => EvaluatedAttribute.Of(a.Key, a.Value, decisions, outcomes, limits, level))];
        var all = outcomes is null ? null : GroupOutcomes.Count(["all"], new int[decisions.Length], decisions, outcomes);
        return new(found.Any(a => a.Unfair), found, all is null ? null : InequalityIndex.GeneralizedEntropy(all),
            all is null ? null : InequalityIndex.Theil(all));
    }
}

/// <summary>One attribute, or all crossed.</summary>
/// <param name="Attribute">Its name.</param>
/// <param name="Unfair">Its disparate impact is below the limit, and not by chance.</param>
/// <param name="DisparateImpact">Smallest over largest selection rate of the groups that are large enough; null where nothing is to be compared.
/// </param>
/// <param name="ImpactLow">Lower end of its 95 % interval.</param>
/// <param name="ImpactHigh">Upper end.</param>
/// <param name="PValue">Of the extreme pair, times the number of pairs.</param>
/// <param name="Measures">Over the groups that are large enough; those that need outcomes are null without.</param>
/// <param name="Groups">All of them, the small ones, too.</param>
public sealed record EvaluatedAttribute(
    string Attribute, bool Unfair, double? DisparateImpact, double? ImpactLow, double? ImpactHigh, double? PValue, FairnessMeasures Measures,
    ImmutableArray<EvaluatedGroup> Groups)
{
    internal static EvaluatedAttribute Of(
        string name, string[] labelOf, bool[] decisions, bool[]? outcomes, FairnessLimits limits, double level)
    {
        string[] labels = [.. labelOf.Distinct().Order(StringComparer.Ordinal)];
        var codes = labels.Index().ToDictionary(label => label.Item, label => label.Index);
        int[] groupOf = [.. labelOf.Select(label => codes[label])];
        var groups = GroupOutcomes.Count(labels, groupOf, decisions, outcomes ?? decisions);
        GroupOutcomes[] large = [.. groups.Where(g => g.Rows >= limits.MinimumGroupRows)];
        var found = Disparity.Measure([.. groups.Select(g => g.Rows)], [.. groups.Select(g => g.Selected)], limits.MinimumGroupRows);
        var measures = FairnessMeasures.Of(large);
        return new(name, found is not null && found.Impact < limits.MinimumImpactRatio && found.PValue <= level, found?.Impact, found?.ImpactLow,
            found?.ImpactHigh, found?.PValue, outcomes is null ? WithoutOutcomes(measures) : measures,
            [.. groups.Select(g => EvaluatedGroup.Of(g, outcomes is not null, g.Rows >= limits.MinimumGroupRows))]);
    }

    private static FairnessMeasures WithoutOutcomes(FairnessMeasures measures) => measures with
    {
        EqualOpportunityDifference = null,
        EqualizedOddsDifference = null,
        EqualizedOddsRatio = null,
        AverageOddsDifference = null,
        PredictiveParityDifference = null,
        AccuracyDifference = null,
        BaseRateDifference = null,
    };
}

/// <param name="Group">Its label.</param>
/// <param name="Rows">Decisions on it.</param>
/// <param name="Judged">Large enough to be compared.</param>
/// <param name="SelectionRate">Favourable decisions / rows.</param>
/// <param name="SelectionLow">Lower end of its 95 % interval (Wilson 1927).</param>
/// <param name="SelectionHigh">Upper end.</param>
/// <param name="Tpr">True positive rate; like all that follow null without outcomes, or without a row to divide by.</param>
/// <param name="Fpr">False positive rate.</param>
/// <param name="Ppv">Positive predictive value.</param>
/// <param name="Accuracy">Right decisions / rows.</param>
/// <param name="BaseRate">Positive outcomes / rows.</param>
public sealed record EvaluatedGroup(
    string Group, long Rows, bool Judged, double SelectionRate, double SelectionLow, double SelectionHigh, double? Tpr, double? Fpr, double? Ppv,
    double? Accuracy, double? BaseRate)
{
    internal static EvaluatedGroup Of(GroupOutcomes group, bool known, bool judged)
    {
        var interval = Proportions.Wilson(group.Selected, group.Rows);
        return new(group.Group, group.Rows, judged, group.SelectionRate!.Value, interval.Low, interval.High, known ? group.Tpr : null,
            known ? group.Fpr : null, known ? group.Ppv : null, known ? group.Accuracy : null, known ? group.BaseRate : null);
    }
}
