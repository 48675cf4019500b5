using System.Globalization;
using System.Text.Json;
using Kolosal.Events;
using Kolosal.Incidents;
using Kolosal.LogConsumers;
using Kolosal.Models;
using Kolosal.Storage;
using Microsoft.Extensions.Options;

namespace Kolosal.Slo;

/// <remarks>
/// Reads <see cref="PredictionStream"/>; keeps <see cref="SloState"/>, listed as <c>slo_monitor</c>; raises incidents of type availability
/// and performance when the budget burns too fast.
/// </remarks>
[ImplicitStreamSubscription(PredictionStream.Namespace)]
internal sealed class SloMonitorGrain(
    [PersistentState("slo-monitor")] IPersistentState<SloState> storage, ICatalogue catalogue, TimeProvider clock, IOptions<SloOptions> options)
    : WindowMonitorGrain<SloState>(storage, catalogue, clock), ISloMonitorGrain
{
    protected override string CatalogueKind => CatalogueKinds.SloMonitor;

    public Task<Result<SloMonitor>> GetAsync() => Task.FromResult<Result<SloMonitor>>(
        State.Objectives.Count == 0
            ? Refusal.NotFound(
                "slo.no-traffic", $"Nothing is promised for '{Model.Name}' yet; the first prediction or POST /api/monitoring/slos begins it.")
            : Read());

    public async Task<Result<SloStanding>> DefineAsync(SloObjective objective)
    {
        if (Refuse(objective) is { } refusal) return refusal;
        if (!(await GrainFactory.Model(Model).GetAsync()).Accepted)
            return Refusal.NotFound("models.not-found", $"There is no model '{Model.Name}' in this workspace.");

        AddDefaults();
        var tracked = State.Objectives.Find(t => t.Objective.Id == objective.Id);
        if (tracked?.Objective != objective)
        {
            if (tracked is not null) State.Objectives.Remove(tracked);
            State.Objectives.Add(tracked = new() { Objective = objective, Counts = RequestCounts.Over(objective.WindowDays) });
            await CommitAsync("slo.define", $"slos/{objective.Id}", Model.Name, JsonSerializer.Serialize(new
            {
                type = objective.Type.ToString(),
                target = objective.Target.ToString(CultureInfo.InvariantCulture),
                threshold_milliseconds = objective.ThresholdMilliseconds?.ToString(CultureInfo.InvariantCulture),
                window_days = objective.WindowDays,
            }));
        }
        return Standing(tracked, Minute(Clock.GetUtcNow()));
    }

    protected override async Task CountAsync(ServedRequest request)
    {
        AddDefaults();
        State.Requests++;
        long minute = Minute(request.At);
        if (request.Error is null) State.Time(request.LatencyMilliseconds, minute / 60);
        foreach (var tracked in State.Objectives)
        {
            if (Bad(tracked.Objective, request) is not { } bad) continue;
            tracked.Counts.Add(minute, bad);

            // Only a bad request can start an alert, and only a good one can end it.
            if (bad == (tracked.FiringSince is null)) await JudgeAsync(tracked, request, minute);
        }
    }

    protected override object? Describe() => State.Objectives.Count == 0 ? null : Read();

    protected override IEnumerable<(string Kind, string Id, object Document)> DescribeParts()
    {
        long minute = Minute(Clock.GetUtcNow());
        return State.Objectives.Select(tracked => (CatalogueKinds.ServiceLevelObjective, tracked.Objective.Id, (object)Standing(tracked, minute)));
    }

    private async Task JudgeAsync(TrackedObjective tracked, ServedRequest request, long minute)
    {
        var rules = Burns(tracked, minute);
        var firing = rules.FirstOrDefault(rule => rule.Firing);
        if (firing is null == tracked.FiringSince is null) return;

        tracked.FiringSince = firing is null ? null : request.Position;
        if (firing is not null) tracked.IncidentId = await GrainFactory.IncidentDesk(Model.Workspace).RaiseAsync(Signal(tracked, request, firing));
        await CommitAsync(firing is null ? "slo.recover" : "slo.burn", $"slos/{tracked.Objective.Id}", Model.Name, JsonSerializer.Serialize(
            new { position = request.Position, incident_id = tracked.IncidentId }));
    }

    private IncidentSignal Signal(TrackedObjective tracked, ServedRequest request, BurnStanding firing)
    {
        var objective = tracked.Objective;
        bool slow = objective.Type == SloType.Latency;
        return new(
            $"slo/{this.GetPrimaryKeyString()}/{objective.Id}/{request.Position}", $"models/{Model.Name}", Model.Name,
            slow ? IncidentType.Performance : IncidentType.Availability, IncidentSeverity.Sev2,
            slow ? $"{Model.Name} answers too slowly" : $"{Model.Name} fails too often",
            // The short window is where the trouble shows; that it began earlier cannot be told from counts.
            request.At.AddMinutes(-firing.ShortMinutes), Clock.GetUtcNow(),
            string.Create(CultureInfo.InvariantCulture, $"{objective.Id}: the budget of {1 - objective.Target:0.####%} burns {firing.LongBurn:0.#} "
                + $"times too fast over {firing.LongMinutes} minutes (limit {firing.Limit})."));
    }

    private void AddDefaults()
    {
        if (State.Objectives.Count > 0) return;
        var promised = options.Value;
        State.Objectives =
        [
            Track(new($"slo_{Model.Name}.availability", SloType.Availability, promised.Availability, null, promised.WindowDays)),
            Track(new($"slo_{Model.Name}.latency", SloType.Latency, promised.LatencyShare, promised.LatencyMilliseconds, promised.WindowDays)),
        ];
    }

    private SloMonitor Read()
    {
        var recent = new LatencySketch();
        recent.Merge(State.ThisHour);
        recent.Merge(State.LastHour);
        long minute = Minute(Clock.GetUtcNow());
        return new(
            Model.Name, State.Requests,
            recent.Count == 0 ? null : new(recent.Quantile(0.5), recent.Quantile(0.95), recent.Quantile(0.99), recent.Count),
            [.. State.Objectives.Select(tracked => Standing(tracked, minute))]);
    }

    private SloStanding Standing(TrackedObjective tracked, long minute)
    {
        var objective = tracked.Objective;
        var (total, bad) = tracked.Counts.Window(minute);
        double consumed = new ErrorBudget(objective.Target, objective.WindowDays).Consumed(total, bad);
        var burns = Burns(tracked, minute);
        var status = SloStatusRule.Of(consumed, total, burns.Any(burn => burn.Firing));
        return new(objective.Id, Model.Name, objective, status, total, bad, total == 0 ? 1 : 1 - bad / (double)total, consumed, burns,
            tracked.IncidentId);
    }

    private static ImmutableArray<BurnStanding> Burns(TrackedObjective tracked, long minute)
    {
        var budget = new ErrorBudget(tracked.Objective.Target, tracked.Objective.WindowDays);
        return [.. BurnRule.Paging.Select(rule =>
        {
            var (longTotal, longBad) = tracked.Counts.Recent(minute, rule.LongMinutes);
            var (shortTotal, shortBad) = tracked.Counts.Recent(minute, rule.ShortMinutes);
            double longBurn = budget.Burn(longTotal, longBad), shortBurn = budget.Burn(shortTotal, shortBad);
            bool firing = longTotal >= BurnRule.MinimumRequests && rule.Fires(longBurn, shortBurn);
            return new BurnStanding(rule.LongMinutes, rule.ShortMinutes, longBurn, shortBurn, rule.Burn, firing);
        })];
    }

    /// <summary>Whether a request is bad for an objective; null when the objective is not about it.</summary>
    private static bool? Bad(SloObjective objective, ServedRequest request) => objective.Type switch
    {
        SloType.Latency => request.Error is null ? request.LatencyMilliseconds > objective.ThresholdMilliseconds : null,
        SloType.Availability => request.Error is not null && !request.ClientFault,
        _ => request.Error is not null,
    };

    private static TrackedObjective Track(SloObjective objective) =>
        new() { Objective = objective, Counts = RequestCounts.Over(objective.WindowDays) };

    private static long Minute(DateTimeOffset at) => at.ToUnixTimeSeconds() / 60;

    private static Refusal? Refuse(SloObjective objective) => objective switch
    {
        { Type: not (SloType.Availability or SloType.Latency or SloType.ErrorRate) } => Refusal.Unprocessable(
            "slo.type-not-measured",
                $"Need availability, latency or error_rate, which are measured from requests; nothing measures {objective.Type} yet."),
        { Target: not (>= SloOptions.LowestTarget and <= SloOptions.HighestTarget) } => Refusal.Invalid(
            "slo.target", $"Need a target of {SloOptions.LowestTarget} to {SloOptions.HighestTarget}, got {objective.Target}."),
        { WindowDays: < 1 or > SloOptions.LongestWindowDays } => Refusal.Invalid(
            "slo.window-days", $"Need a window of 1 to {SloOptions.LongestWindowDays} days, got {objective.WindowDays}."),
        { Type: SloType.Latency, ThresholdMilliseconds: not > 0 } => Refusal.Invalid(
            "slo.threshold", "Need threshold_milliseconds above 0 for a latency objective."),
        { Type: not SloType.Latency, ThresholdMilliseconds: not null } => Refusal.Invalid(
            "slo.threshold", "threshold_milliseconds belongs to latency objectives; leave it out."),
        _ => null,
    };
}
