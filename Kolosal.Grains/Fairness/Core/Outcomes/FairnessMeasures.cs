namespace Kolosal.Fairness;

/// <summary>How differently a model treats groups, and how differently it errs on them. A measure is null where fewer than two groups have the rate
/// that it compares.</summary>
/// <remarks>
/// Differences are largest less smallest, ratios smallest over largest. Independence: demographic parity (Calders and Verwer 2010), disparate
/// impact (29 CFR 1607.4 D). Separation: equalised odds and equal opportunity (Hardt, Price and Srebro, arXiv:1610.02413). Sufficiency: predictive
/// parity (Chouldechova, arXiv:1610.07524). The names follow fairlearn.
/// </remarks>
/// <param name="DemographicParityDifference">Of selection rates.</param>
/// <param name="DemographicParityRatio">Disparate impact; null when nobody is selected.</param>
/// <param name="DifferenceToOverall">The largest distance of a group's selection rate from that of all.</param>
/// <param name="FourFifths">Whether the ratio is at least 0.8.</param>
/// <param name="EqualOpportunityDifference">Of true positive rates.</param>
/// <param name="EqualizedOddsDifference">The larger of the differences of true and of false positive rates.</param>
/// <param name="EqualizedOddsRatio">The smaller of their ratios.</param>
/// <param name="AverageOddsDifference">Of the means of true and false positive rates.</param>
/// <param name="PredictiveParityDifference">Of positive predictive values.</param>
/// <param name="AccuracyDifference">Of accuracies.</param>
/// <param name="BaseRateDifference">Of base rates: what there is to be fair about before any model.</param>
public sealed record FairnessMeasures(
    double? DemographicParityDifference, double? DemographicParityRatio, double? DifferenceToOverall, bool? FourFifths,
    double? EqualOpportunityDifference, double? EqualizedOddsDifference, double? EqualizedOddsRatio, double? AverageOddsDifference,
    double? PredictiveParityDifference, double? AccuracyDifference, double? BaseRateDifference)
{
    private const double FourFifthsRule = 0.8;

    /// <param name="groups">Those to be compared.</param>
    /// <param name="undefinedRate">What a rate of nothing counts as: null leaves the group out of that measure, 0 is fairlearn's way.</param>
    public static FairnessMeasures Of(IReadOnlyCollection<GroupOutcomes> groups, double? undefinedRate = null)
    {
        double[] Rates(Func<GroupOutcomes, double?> rate) =>
            [.. groups.Where(g => g.Rows > 0).Select(g => rate(g) ?? undefinedRate).OfType<double>()];
        double[] selection = Rates(g => g.SelectionRate), tpr = Rates(g => g.Tpr), fpr = Rates(g => g.Fpr);
        var (opportunity, alarms) = (Difference(tpr), Difference(fpr));
        double? ratio = Ratio(selection), overall = groups.Sum(g => g.Rows) is var rows and > 0 ? groups.Sum(g => g.Selected) / (double)rows : null;
        return new(Difference(selection), ratio,
            selection.Length > 1 ? selection.Max(rate => Math.Abs(rate - overall!.Value)) : null, ratio is null ? null : ratio >= FourFifthsRule,
            opportunity, opportunity is null || alarms is null ? null : Math.Max(opportunity.Value, alarms.Value),
            Ratio(tpr) is { } one && Ratio(fpr) is { } other ? Math.Min(one, other) : null,
            Difference(Rates(g => (g.Tpr ?? undefinedRate) is { } hit && (g.Fpr ?? undefinedRate) is { } alarm ? (hit + alarm) / 2 : null)),
            Difference(Rates(g => g.Ppv)), Difference(Rates(g => g.Accuracy)), Difference(Rates(g => g.BaseRate)));
    }

    private static double? Difference(double[] rates) => rates.Length > 1 ? rates.Max() - rates.Min() : null;

    private static double? Ratio(double[] rates) => rates.Length > 1 && rates.Max() > 0 ? rates.Min() / rates.Max() : null;
}
