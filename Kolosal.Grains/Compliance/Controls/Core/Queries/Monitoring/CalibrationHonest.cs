namespace Kolosal.Compliance.Controls;

/// <summary>Q26: probabilities and intervals are what they say.</summary>
internal sealed class CalibrationHonest() : RecordQuery(
    "Q26", "calib", "Calibration and uncertainty honest", TimeSpan.FromDays(30),
    "Calibrate again on held-out folds, which makes a new version.", "Models", "Predictions", "Feedback")
{
    /// <summary>Fewer outcomes say nothing about a coverage to two points: the standard error of a share of 0.9 is 0.02 at 225.</summary>
    private const int LeastOutcomes = 225;

    protected override string NotJudged => "the share of answers that carry their uncertainty, which a caller chooses";

    protected override Judgement Ask(WorkspaceFacts facts) =>
        Each("no model is in service", InService(facts), model => model.Path, model => Wrong(facts, model));

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, ModelFact model)
    {
        double limit = facts.Parameters.CalibrationError;
        double? held = model.Champion!.Metrics.FirstOrDefault(metric => metric.Name == "ece")?.Value;
        bool classifies = !model.Champion.Metrics.Any(metric => metric.Name is "rmse" or "mae" or "r2");
        if (held is null && classifies) yield return "Its calibration was not measured on held-out rows.";
        if (held > limit) yield return $"Its calibration error on held-out rows is {held:0.####}, above {limit:0.####}.";
        if (model.Performance is { CalibrationError: { } found } performance && performance.Version == model.Active && found > limit)
            yield return $"Its calibration error in production is {found:0.####}, above {limit:0.####}.";
        foreach (var coverage in (model.Traffic?.Coverage ?? [])
            .Where(coverage => coverage.Version == model.Active && coverage.Outcomes >= LeastOutcomes))
        {
            if (Math.Abs(coverage.Found - coverage.Promised) > facts.Parameters.CoverageGap)
                yield return $"Its answers promise a coverage of {coverage.Promised:0.###} and cover {coverage.Found:0.###}.";
        }
    }
}
