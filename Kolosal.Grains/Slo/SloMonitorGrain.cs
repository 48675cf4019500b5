using System.Globalization;
using System.Text.Json;
using Kolosal.Events;
using Kolosal.Incidents;
using Kolosal.LogConsumers;
using Kolosal.Monitoring;
using Kolosal.Storage;
using Microsoft.Extensions.Options;

namespace Kolosal.Slo;

/// <remarks>
/// Reads <see cref="PredictionStream"/>; keeps <see cref="SloState"/>, listed as <c>slo_monitor</c>; raises incidents of type availability
/// and performance when the budget burns too fast.
/// </remarks>
[ImplicitStreamSubscription(PredictionStream.Namespace)]
internal sealed class SloMonitorGrain(
    [PersistentState("slo-monitor")] IPersistentState<SloState> storage, ICatalogue catalogue, TimeProvider clock, IOptions<SloOptions> options,
    SloInstruments instruments)
    : LogConsumerGrain<SloState>(storage, catalogue, clock, instruments), ISloMonitorGrain
{
    protected override string CatalogueKind => CatalogueKinds.SloMonitor;

    public Task<Result<SloMonitor>> GetAsync() => Task.FromResult<Result<SloMonitor>>(
        State.Objectives.Count > 0 ? Read()
            : Refusal.NotFound(
                "slo.no-traffic", $"Nothing is promised for '{Model.Name}' yet; the first prediction or POST /api/monitoring/slos begins it."));

    public Task<Result<SloStanding>> GetObjectiveAsync(string id) => Task.FromResult<Result<SloStanding>>(
        State.Objectives.Find(tracked => tracked.Objective.Id == id) is { } found ? Standing(found, Now)
            : SloId.NotFound);

    public async Task<Result<SloStanding>> DefineAsync(SloObjective objective)
    {
        if ((SloObjectives.Refuse(objective, Model.Name) ?? await GrainFactory.RefuseUnknownAsync(Model)) is { } refusal) return refusal;
        AddDefaults();
        var tracked = State.Objectives.Find(t => t.Objective.Id == objective.Id);
        if (tracked?.Objective != objective)
        {
            tracked = State.Track(objective);
            await CommitAsync("slo.define", $"slos/{objective.Id}", Model.Name, JsonSerializer.Serialize(new
            {
                type = objective.Type.ToString(),
                target = objective.Target.ToString(CultureInfo.InvariantCulture),
                threshold_milliseconds = objective.ThresholdMilliseconds?.ToString(CultureInfo.InvariantCulture),
                window_days = objective.WindowDays,
            }));
        }
        return Standing(tracked, Now);
    }

    protected override async Task CountAsync(ServedRequest request)
    {
        AddDefaults();
        State.Requests++;
        long minute = Minute(request.At);
        if (request.Error is null) State.Time(request.LatencyMilliseconds, minute / 60);
        foreach (var tracked in State.Objectives)
        {
            if (tracked.Objective.IsBad(request) is not { } bad) continue;
            tracked.Counts.Add(minute, bad);

            // Only a bad request can start an alert, and only a good one can end it.
            if (bad == (tracked.FiringSince is null)) await JudgeAsync(tracked, request, minute);
        }
    }

    protected override object? Describe() => State.Objectives.Count == 0 ? null : Read();

    protected override IEnumerable<(string Kind, string Id, object Document)> DescribeParts() =>
        State.Objectives.Select(tracked => (CatalogueKinds.ServiceLevelObjective, tracked.Objective.Id, (object)Standing(tracked, Now)));

    private long Now => Minute(Clock.GetUtcNow());

    private async Task JudgeAsync(TrackedObjective tracked, ServedRequest request, long minute)
    {
        var firing = tracked.Judge(minute).Firing;
        if (firing is null == tracked.FiringSince is null) return;

        tracked.FiringSince = firing is null ? null : request.Position;
        if (firing is not null) tracked.IncidentId = await GrainFactory.IncidentDesk(Model.Workspace).RaiseAsync(Signal(tracked, request, firing));
        instruments.Alerted(tracked.Objective.Type, began: firing is not null);
        await CommitAsync(firing is null ? "slo.recover" : "slo.burn", $"slos/{tracked.Objective.Id}", Model.Name, JsonSerializer.Serialize(
            new { position = request.Position, incident_id = tracked.IncidentId }));
    }

    private IncidentSignal Signal(TrackedObjective tracked, ServedRequest request, BurnFinding firing)
    {
        var objective = tracked.Objective;
        bool slow = objective.Type == SloType.Latency;
        return new(
            $"slo/{this.GetPrimaryKeyString()}/{objective.Id}/{request.Position}", $"models/{Model.Name}", Model.Name,
            slow ? IncidentType.Performance : IncidentType.Availability, IncidentSeverity.Sev2,
            slow ? $"{Model.Name} answers too slowly" : $"{Model.Name} fails too often",
            // The short window is where the trouble shows; that it began earlier cannot be told from counts.
            request.At.AddMinutes(-firing.Rule.ShortMinutes), Clock.GetUtcNow(),
            string.Create(CultureInfo.InvariantCulture, $"{objective.Id}: the budget of {objective.Budget().Fraction:0.####%} burns "
                + $"{firing.LongBurn:0.#} times too fast over {firing.Rule.LongMinutes} minutes (limit {firing.Rule.Burn})."));
    }

    private void AddDefaults()
    {
        if (State.Objectives.Count > 0) return;
        foreach (var objective in SloObjectives.Defaults(Model.Name, options.Value)) State.Track(objective);
    }

    private SloMonitor Read() => new(Model.Name, State.Requests, State.Recent(), [.. State.Objectives.Select(tracked => Standing(tracked, Now))]);

    private SloStanding Standing(TrackedObjective tracked, long minute)
    {
        var found = tracked.Judge(minute);
        return new(
            tracked.Objective.Id, Model.Name, tracked.Objective, Status(found.Verdict), found.Total, found.Bad,
            found.GoodShare, found.Consumed,
            [.. found.Burns.Select(burn => new BurnStanding(
                burn.Rule.LongMinutes, burn.Rule.ShortMinutes, burn.LongBurn, burn.ShortBurn, burn.Rule.Burn, burn.Firing))],
            tracked.IncidentId);
    }

    private static SloStatus Status(BudgetVerdict verdict) => verdict switch
    {
        BudgetVerdict.Breached => SloStatus.Breached,
        BudgetVerdict.AtRisk => SloStatus.AtRisk,
        _ => SloStatus.OnTrack,
    };

    private static long Minute(DateTimeOffset at) => at.ToUnixTimeSeconds() / 60;
}
