namespace Kolosal.Compliance.Controls;

/// <summary>Q03: the metrics are of rows that no fit saw, with an interval.</summary>
internal sealed class HoldoutUntouched() : RecordQuery(
    "Q03", "holdout", "Test part untouched", TimeSpan.FromDays(30),
    "Mark the metrics as invalid, take the version back to evaluating and run again with a fresh split.", "Experiments", "Models")
{
    protected override string NotJudged => "the row hashes of the parts, which a run does not keep; the split is made once, before any fit";

    protected override Judgement Ask(WorkspaceFacts facts) =>
        Each("no model is in service", Champions(facts), PathOf, served => Wrong(served.Version));

    private static IEnumerable<string> Wrong(VersionFact version)
    {
        if (!version.IsHeldOut) yield return "Its metrics are of rows that were given, not held out.";
        if (version.TestRows <= 0) yield return "No row was held out.";
        if (version.Metrics.FirstOrDefault(metric => metric.Name == version.PrimaryMetric) is not { } primary)
            yield return $"Its metric {version.PrimaryMetric} was not measured.";
        else if (!(primary.Low <= primary.Value && primary.Value <= primary.High && primary.Low < primary.High))
            yield return $"Its metric {primary.Name} has no confidence interval.";
    }
}
