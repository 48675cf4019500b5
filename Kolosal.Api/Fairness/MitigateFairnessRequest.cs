using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Kolosal.Fairness;

/// <summary>Rows from which fairer decisions are sought.</summary>
/// <param name="Method"><c>reweighing</c>, <c>threshold_optimizer</c> or <c>reject_option</c>.</param>
/// <param name="Groups">The group of each row.</param>
/// <param name="Scores">Probability of the favourable outcome, 0 to 1.</param>
/// <param name="Outcomes">1 where it came, 0 where it did not.</param>
/// <param name="Parity">Of the threshold optimizer: <c>selection_rate</c> or <c>true_positive_rate</c>. Default: selection_rate.</param>
/// <param name="MinimumRatio">Smallest over largest rate that is asked for. Default: 0.8.</param>
/// <param name="Seed">Of the halves that the cost is measured on.</param>
internal sealed record MitigateFairnessRequest(
    [property: JsonRequired] string Method, [property: JsonRequired] string[] Groups, [property: JsonRequired] double[] Scores,
    [property: JsonRequired] int[] Outcomes, string Parity = "selection_rate", [property: Range(0.01, 1)] double MinimumRatio = 0.8,
    [property: Range(0, int.MaxValue)] int Seed = 0)
{
    /// <summary>The mitigation, or what is wrong with the request.</summary>
    public Result<FairnessMitigation> Mitigate()
    {
        if (FairnessRows.Fault(Scores.Length, ("$.outcomes", Outcomes)) is { } fault) return fault;
        if (Groups.Length != Scores.Length)
            return FairnessRows.Bad("$.groups", $"Expected a group for each of {Scores.Length} rows, got {Groups.Length}.");
        if (Groups.Any(group => group is null)) return FairnessRows.Bad("$.groups", "Expected a text in every row, got null.");
        if (Array.FindIndex(Scores, score => score is not (>= 0 and <= 1)) is >= 0 and var at)
            return FairnessRows.Bad($"$.scores[{at}]", $"Expected 0 to 1, got {Scores[at]}.");
        string[] labels = [.. Groups.Distinct().Order(StringComparer.Ordinal)];
        if (labels.Length is < 2 or > FairnessRows.MostGroups)
            return FairnessRows.Bad("$.groups", $"Expected 2 to {FairnessRows.MostGroups} groups, got {labels.Length}.");
        var codes = labels.Index().ToDictionary(label => label.Item, label => label.Index);
        var rows = new ScoredGroups(labels, [.. Groups.Select(group => codes[group])], Scores, FairnessRows.Flags(Outcomes));
        ParityOf? parity = Parity switch
        {
            "selection_rate" => ParityOf.SelectionRate,
            "true_positive_rate" => ParityOf.TruePositiveRate,
            _ => null,
        };
        if (parity is null) return FairnessRows.Bad("$.parity", $"Expected selection_rate or true_positive_rate, got '{Parity}'.");
        return Method switch
        {
            FairnessMitigation.WeightsMethod => FairnessMitigation.Reweigh(rows),
            FairnessMitigation.ThresholdsMethod => FairnessMitigation.Rule(
                Method, rows, part => ThresholdOptimizer.Fit(part, parity.Value, MinimumRatio), (ulong)Seed),
            FairnessMitigation.RejectMethod => FairnessMitigation.Rule(Method, rows, part => RejectOption.Fit(part, MinimumRatio), (ulong)Seed),
            _ => FairnessRows.Bad("$.method", $"Expected {FairnessMitigation.WeightsMethod}, {FairnessMitigation.ThresholdsMethod} or "
                + $"{FairnessMitigation.RejectMethod}, got '{Method}'."),
        };
    }
}
