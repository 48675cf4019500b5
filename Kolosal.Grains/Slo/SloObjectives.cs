using Kolosal.Events;

namespace Kolosal.Slo;

/// <summary>What is promised when nobody has said anything, and which events break a promise.</summary>
internal static class SloObjectives
{
    /// <summary>The promises that hold until others are defined.</summary>
    public static IEnumerable<SloObjective> Defaults(string model, SloOptions promised) =>
    [
        new(new SloId(model, "availability").ToString(), SloType.Availability, promised.Availability, null, promised.WindowDays),
        new(new SloId(model, "latency").ToString(), SloType.Latency, promised.LatencyShare, promised.LatencyMilliseconds, promised.WindowDays),
    ];

    public static ErrorBudget Budget(this SloObjective objective) => new(objective.Target, objective.WindowDays);

    /// <summary>Whether a request is bad for an objective about requests; null when the objective is not about it.</summary>
    /// <param name="objective">The promise.</param>
    /// <param name="request">A request.</param>
    /// <param name="registeredAt">When the version that answered was registered; null when that is not known.</param>
    public static bool? IsBad(this SloObjective objective, ServedRequest request, DateTimeOffset? registeredAt) => objective.Type switch
    {
        SloType.Latency => request.Error is null ? request.LatencyMilliseconds > objective.ThresholdMilliseconds : null,
        SloType.Availability => request.Error is not null && !request.ClientFault,
        SloType.ErrorRate => request.Error is not null,
        SloType.Freshness => request.Error is null && registeredAt is { } began
            ? request.At - began > TimeSpan.FromHours(objective.MaxAgeHours!.Value) : null,
        _ => null,
    };

    /// <summary>How an outcome counts for an objective about quality.</summary>
    /// <returns>Events and bad ones to add; a correction adds no event, and takes back what it corrects.</returns>
    public static (int Total, int Bad) Count(this SloObjective objective, PredictionOutcome outcome)
    {
        bool bad = objective.IsWrong(outcome, outcome.Actual);
        if (outcome.Corrects is not { } before) return (1, bad ? 1 : 0);
        return (0, (bad ? 1 : 0) - (objective.IsWrong(outcome, before) ? 1 : 0));
    }

    private static bool IsWrong(this SloObjective objective, PredictionOutcome outcome, double actual) => outcome.Decision >= 0
        ? outcome.Decision != actual
        : Math.Abs(actual - outcome.Outputs[0]) > (objective.MaxError ?? 0);
}
