using System.Globalization;

namespace Kolosal.Fairness;

/// <summary>What of a scan somebody should look at.</summary>
internal static class BiasFindings
{
    private const string High = "high", Medium = "medium", Low = "low";

    private static readonly string[] Order = [High, Medium, Low];

    public static ImmutableArray<BiasFinding> Of(string? target, ImmutableArray<ShareOf> classes, ImmutableArray<AttributeBias> attributes) =>
    [
        .. Classes(target, classes).Concat(attributes.SelectMany(Groups)).Concat(attributes.SelectMany(Labels)).Concat(attributes.SelectMany(Proxies))
            .OrderBy(finding => Array.IndexOf(Order, finding.Severity)),
    ];

    private static IEnumerable<BiasFinding> Classes(string? target, ImmutableArray<ShareOf> classes)
    {
        if (classes.Length < 2) yield break;
        var (most, least) = (classes.MaxBy(c => c.Rows)!, classes.MinBy(c => c.Rows)!);
        double ratio = (double)most.Rows / least.Rows;
        if (ratio >= BiasScanTerms.Imbalance)
            yield return new("class_imbalance", ratio >= BiasScanTerms.GraveImbalance ? High : Medium, target!, ratio, null, null,
                BiasScanTerms.Imbalance,
                Say($"'{most.Name}' has {ratio:0.#} times the rows of '{least.Name}' ({most.Rows} against {least.Rows})."));
    }

    private static IEnumerable<BiasFinding> Groups(AttributeBias attribute)
    {
        if (!attribute.Intersection && attribute.Imbalance >= BiasScanTerms.Imbalance)
            yield return new("group_imbalance", attribute.Imbalance >= BiasScanTerms.GraveImbalance ? High : Medium, attribute.Attribute,
                attribute.Imbalance,
                null, null, BiasScanTerms.Imbalance,
                    Say($"The largest group of '{attribute.Attribute}' has {attribute.Imbalance:0.#} times the rows of the smallest."));
        foreach (var group in attribute.Groups)
        {
            if (group.Rows < BiasScanTerms.SmallGroup && group.Name != LabelledRows.Missing)
                yield return new("small_group", group.Rows < BiasScanTerms.TinyGroup && !attribute.Intersection ? Medium : Low,
                    $"{attribute.Attribute}: {group.Name}", group.Rows, null, null, BiasScanTerms.SmallGroup,
                    Say($"Group '{group.Name}' of '{attribute.Attribute}' has {group.Rows} rows; what a model does to it can hardly be measured."));
            if (group.Representation is { } ratio && Math.Abs(ratio - 1) > BiasScanTerms.RepresentationTolerance
                && (group.Declared > group.High || group.Declared < group.Low))
                yield return new("representation", Math.Abs(ratio - 1) > 0.5 ? High : Medium, $"{attribute.Attribute}: {group.Name}", ratio,
                    group.Low / group.Declared, group.High / group.Declared, BiasScanTerms.RepresentationTolerance,
                    Say($"Group '{group.Name}' of '{attribute.Attribute}' is {group.Share:0.###} of the rows, and ")
                        + Say($"{group.Declared:0.###} of the population."));
        }
    }

    private static IEnumerable<BiasFinding> Labels(AttributeBias attribute) => attribute.Labels.Where(measure => measure.Unfair).Select(measure =>
        new BiasFinding("label_skew", measure.Measure == MeasureNames.BaseRate ? measure.Value >= 0.2 ? High : Medium : measure.Value <= 0.6 ? High
            : Medium,
            attribute.Attribute, measure.Value, measure.Low, measure.High, measure.Limit!.Value,
            Say($"The favourable label comes less often to '{measure.LowGroup}' than to '{measure.HighGroup}' of '{attribute.Attribute}': ")
            + Say($"{(measure.Measure == MeasureNames.BaseRate ? "difference" : "ratio")} {measure.Value:0.###} ")
            + Say($"({measure.Low:0.###} to {measure.High:0.###}).")));

    private static IEnumerable<BiasFinding> Proxies(AttributeBias attribute)
    {
        if (attribute.TargetAssociation is { } with && with.Strength >= BiasScanTerms.ProxyStrength)
            yield return new("target_association", with.Strength >= BiasScanTerms.StrongProxy ? High : Medium, attribute.Attribute, with.Strength,
                null, null,
                BiasScanTerms.ProxyStrength,
                    Say($"'{attribute.Attribute}' and the target '{with.Column}' go together ({with.Measure} {with.Strength:0.##})."));
        foreach (var proxy in attribute.Proxies)
        {
            if (proxy.Strength >= BiasScanTerms.ProxyStrength)
                yield return new("proxy", proxy.Strength >= BiasScanTerms.StrongProxy ? High : Medium, $"{attribute.Attribute}: {proxy.Column}",
                    proxy.Strength,
                    null, null, BiasScanTerms.ProxyStrength,
                    Say($"'{proxy.Column}' can stand for '{attribute.Attribute}' ({proxy.Measure} {proxy.Strength:0.##}): leaving the ")
                        + "attribute out hides it only.");
            if (proxy is { MissingDifference: > BiasScanTerms.MissingDifference, MissingPValue: <= 0.01 })
                yield return new("missing_values", Medium, $"{attribute.Attribute}: {proxy.Column}", proxy.MissingDifference.Value, null, null,
                    BiasScanTerms.MissingDifference,
                        Say($"'{proxy.Column}' is missing more often in some groups of '{attribute.Attribute}' than in others."));
        }
        // The lower end: an area over few rows is above ½ by chance.
        if (attribute.Predictability is { } told && told.Auc >= BiasScanTerms.ProxyAuc && told.Low > 0.5)
            yield return new("joint_proxy", told.Auc >= BiasScanTerms.StrongProxyAuc ? High : Medium, attribute.Attribute, told.Auc, told.Low,
                told.High,
                BiasScanTerms.ProxyAuc, Say($"The features together tell '{attribute.Attribute}' with an area under the curve of {told.Auc:0.###}."));
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
