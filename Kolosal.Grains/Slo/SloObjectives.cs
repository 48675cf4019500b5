using Kolosal.Events;

namespace Kolosal.Slo;

/// <summary>What can be promised, what is promised when nobody has said anything, and which requests break a promise.</summary>
internal static class SloObjectives
{
    /// <summary>The promises that hold until others are defined.</summary>
    public static IEnumerable<SloObjective> Defaults(string model, SloOptions promised) =>
    [
        new(new SloId(model, "availability").ToString(), SloType.Availability, promised.Availability, null, promised.WindowDays),
        new(new SloId(model, "latency").ToString(), SloType.Latency, promised.LatencyShare, promised.LatencyMilliseconds, promised.WindowDays),
    ];

    public static ErrorBudget Budget(this SloObjective objective) => new(objective.Target, objective.WindowDays);

    /// <summary>Whether a request is bad for an objective; null when the objective is not about it.</summary>
    public static bool? IsBad(this SloObjective objective, ServedRequest request) => objective.Type switch
    {
        SloType.Latency => request.Error is null ? request.LatencyMilliseconds > objective.ThresholdMilliseconds : null,
        SloType.Availability => request.Error is not null && !request.ClientFault,
        _ => request.Error is not null,
    };

    /// <returns>Null when the objective can be promised of this model.</returns>
    public static Refusal? Refuse(SloObjective objective, string model) => objective switch
    {
        _ when !SloId.TryParse(objective.Id, out var id) || id.Model != model || !id.HasValidName => Refusal.Invalid(
            "slo.name", $"Need a name of 1 to {SloId.MaxNameLength} of a-z, 0-9 and -, got '{SloId.NameIn(objective.Id, model)}'."),
        { Type: not (SloType.Availability or SloType.Latency or SloType.ErrorRate) } => Refusal.Unprocessable(
            "slo.type-not-measured",
            $"Need availability, latency or error_rate, which are measured from requests; nothing measures {objective.Type} yet."),
        { Target: not (>= SloOptions.MinTarget and <= SloOptions.MaxTarget) } => Refusal.Invalid(
            "slo.target", $"Need a target of {SloOptions.MinTarget} to {SloOptions.MaxTarget}, got {objective.Target}."),
        { WindowDays: < 1 or > SloOptions.MaxWindowDays } => Refusal.Invalid(
            "slo.window-days", $"Need a window of 1 to {SloOptions.MaxWindowDays} days, got {objective.WindowDays}."),
        { Type: SloType.Latency, ThresholdMilliseconds: not > 0 } => Refusal.Invalid(
            "slo.threshold", "Need threshold_milliseconds above 0 for a latency objective."),
        { Type: not SloType.Latency, ThresholdMilliseconds: not null } => Refusal.Invalid(
            "slo.threshold", "threshold_milliseconds belongs to latency objectives; leave it out."),
        _ => null,
    };
}
