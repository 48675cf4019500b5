namespace Kolosal.Slo;

/// <summary>What can be promised of a model.</summary>
internal static class SloRules
{
    /// <returns>Null when the objective can be promised of this model.</returns>
    public static Refusal? Refuse(SloObjective objective, string model) => objective switch
    {
        _ when !SloId.TryParse(objective.Id, out var id) || id.Model != model || !id.HasValidName => Refusal.Invalid(
            "slo.name", $"Need a name of 1 to {SloId.MaxNameLength} of a-z, 0-9 and -, got '{SloId.NameIn(objective.Id, model)}'."),
        { Percentile: not (null or 50 or 95 or 99) } => Refusal.Invalid(
            "slo.percentile", $"Need a percentile of 50, 95 or 99, got {objective.Percentile}."),
        { Percentile: not null } when objective.Type != SloType.Latency => Misplaced("percentile", "latency"),
        { Percentile: { } percentile } when Math.Abs(objective.Target - percentile / 100.0) > 1e-9 => Refusal.Invalid(
            "slo.target", $"p{percentile} is a target of {percentile / 100.0}, got {objective.Target} beside it; leave out one of the two."),
        { Target: not (>= SloOptions.MinTarget and <= SloOptions.MaxTarget) } => Refusal.Invalid(
            "slo.target", $"Need a target of {SloOptions.MinTarget} to {SloOptions.MaxTarget}, got {objective.Target}."),
        { WindowDays: < 1 or > SloOptions.MaxWindowDays } => Refusal.Invalid(
            "slo.window-days", $"Need a window of 1 to {SloOptions.MaxWindowDays} days, got {objective.WindowDays}."),
        _ => RefuseLimits(objective),
    };

    private static Refusal? RefuseLimits(SloObjective objective) => objective switch
    {
        { Type: SloType.Latency, ThresholdMilliseconds: not (> 0 and <= SloOptions.MaxMilliseconds) } => Refusal.Invalid(
            "slo.threshold", $"Need threshold_milliseconds above 0, at most {SloOptions.MaxMilliseconds}, for a latency objective."),
        { Type: not SloType.Latency, ThresholdMilliseconds: not null } => Misplaced("threshold_milliseconds", "latency"),
        { Type: SloType.Freshness, MaxAgeHours: not (> 0 and <= SloOptions.MaxAgeHours) } => Refusal.Invalid(
            "slo.threshold", $"Need max_age_hours above 0, at most {SloOptions.MaxAgeHours}, for a freshness objective."),
        { Type: not SloType.Freshness, MaxAgeHours: not null } => Misplaced("max_age_hours", "freshness"),
        { Type: SloType.Quality, MaxError: not (null or (> 0 and <= double.MaxValue)) } => Refusal.Invalid(
            "slo.threshold", "Need max_error above 0 for a quality objective of a regression; a classification needs none."),
        { Type: not SloType.Quality, MaxError: not null } => Misplaced("max_error", "quality"),
        { Type: SloType.Fairness, MinImpactRatio: not (> 0 and <= 1) } => Refusal.Invalid(
            "slo.threshold", "Need min_impact_ratio above 0, at most 1, for a fairness objective; the four-fifths rule is 0.8."),
        { Type: not SloType.Fairness, MinImpactRatio: not null } => Misplaced("min_impact_ratio", "fairness"),
        _ => null,
    };

    /// <returns>Why an objective cannot be measured of a model with this task and these declarations; null when it can.</returns>
    /// <param name="objective">The promise, in order by itself.</param>
    /// <param name="task">The newest version's task: <c>regression</c> or a classification.</param>
    /// <param name="watchesFairness">It has a favourable class and protected attributes.</param>
    public static Refusal? RefuseOf(SloObjective objective, string task, bool watchesFairness) => objective.Type switch
    {
        SloType.Quality when task == "regression" && objective.MaxError is null => Refusal.Unprocessable(
            "slo.threshold", "This model predicts a number: say with max_error how large an error may be and still be good."),
        SloType.Quality when task != "regression" && objective.MaxError is not null => Refusal.Unprocessable(
            "slo.threshold", "This model decides between classes, where an outcome is good when the decision was correct; leave out max_error."),
        SloType.Fairness when !watchesFairness => Refusal.Unprocessable(
            "slo.type-not-measured",
            "Fairness is measured between groups of a protected attribute by a favourable class, and the newest version declares none; set them in "
            + "the data set's schema and train again."),
        _ => null,
    };

    private static Refusal Misplaced(string member, string type) =>
        Refusal.Invalid("slo.threshold", $"{member} belongs to {type} objectives; leave it out.");
}
