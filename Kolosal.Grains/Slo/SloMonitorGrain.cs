using System.Globalization;
using System.Text.Json;
using Kolosal.Events;
using Kolosal.LogConsumers;
using Kolosal.Models;
using Kolosal.Monitoring;
using Kolosal.Storage;
using Microsoft.Extensions.Options;

namespace Kolosal.Slo;

/// <remarks>
/// Reads <see cref="PredictionStream"/>; keeps <see cref="SloState"/>, listed as <c>slo_monitor</c>; raises incidents when a budget burns too
/// fast, and does to <see cref="IModelGrain"/> what the error-budget policy says (<see cref="SloResponse"/>). A reminder looks every minute
/// whether what was begun is over, as long as something is: a model without traffic recovers, too.
/// </remarks>
[ImplicitStreamSubscription(PredictionStream.Namespace)]
internal sealed class SloMonitorGrain(
    [PersistentState("slo-monitor")] IPersistentState<SloState> storage, ICatalogue catalogue, TimeProvider clock, IOptions<SloOptions> options,
    SloInstruments instruments)
    : LogConsumerGrain<SloState>(storage, catalogue, clock, instruments), ISloMonitorGrain, IRemindable
{
    private const string Watch = "slo-watch";

    /// <summary>Objectives of one model; each keeps rings of its own.</summary>
    private const int MostObjectives = 20;

    private static readonly TimeSpan WatchEvery = TimeSpan.FromMinutes(1);

    private VersionFacts facts = null!;
    private SloResponse response = null!;
    private DateTimeOffset listedAt;
    private IGrainTimer? listing;

    protected override string CatalogueKind => CatalogueKinds.SloMonitor;

    private DateTimeOffset Now => Clock.GetUtcNow();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // Before the base, which begins to count.
        facts = new(GrainFactory, Model);
        response = new(GrainFactory, Model, this.GetPrimaryKeyString(), Clock);
        return base.OnActivateAsync(cancellationToken);
    }

    public Task<Result<SloMonitor>> GetAsync() => Task.FromResult<Result<SloMonitor>>(
        State.Objectives.Count > 0 ? SloViews.Monitor(State, Model.Name, Now, history: true)
            : Refusal.NotFound(
                "slo.no-traffic", $"Nothing is promised for '{Model.Name}' yet; the first prediction or POST /api/monitoring/slos begins it."));

    public Task<Result<SloStanding>> GetObjectiveAsync(string id) => Task.FromResult<Result<SloStanding>>(
        State.Find(id) is { } found ? Standing(found) : SloId.NotFound);

    public async Task<Result<SloStanding>> DefineAsync(SloObjective objective)
    {
        if ((SloRules.Refuse(objective, Model.Name) ?? await GrainFactory.RefuseUnknownAsync(Model) ?? await RefuseOfModelAsync(objective))
            is { } refusal) return refusal;
        AddDefaults();
        var tracked = State.Find(objective.Id);
        if (tracked is null && State.Objectives.Count >= MostObjectives) return Refusal.Conflict(
            "slo.too-many", $"'{Model.Name}' has {MostObjectives} objectives, which is the most; replace one by its name.");
        if (tracked?.Objective != objective)
        {
            // What it froze was its own promise's doing; the new one begins with a full budget.
            if (tracked is { Frozen: true }) await response.LiftAsync(tracked);
            tracked = State.Track(objective);
            await CommitAsync("slo.define", $"slos/{objective.Id}", Model.Name, Detail(objective));
        }
        return Standing(tracked);
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        try
        {
            foreach (var tracked in State.Objectives.Where(tracked => tracked.IsActing).ToArray()) await JudgeAsync(tracked, null, Now, worse: false);
            if (State.Objectives.Exists(tracked => tracked.IsActing)) await ListAsync();
            else if (await this.GetReminder(Watch) is { } reminder) await this.UnregisterReminder(reminder);
        }
        catch
        {
            // Memory may be ahead of the store; the next tick reads it again.
            DeactivateOnIdle();
            throw;
        }
    }

    protected override ValueTask<string?> PrepareAsync(ServedRequest request)
    {
        if (request.Outcomes is not null || request.Error is not null) return new((string?)null);
        bool freshness = State.Promises(SloType.Freshness), fairness = State.Promises(SloType.Fairness) && request.Decisions.Length > 0;
        return freshness || fairness ? facts.PrepareAsync(request, freshness, fairness) : new((string?)null);
    }

    protected override Task CountAsync(ServedRequest request)
    {
        AddDefaults();
        long minute = SloViews.Minute(request.At);
        State.Count(request, minute);
        return CountForAllAsync(request, minute, tracked => tracked.Objective.Type == SloType.Fairness
            ? Decisions(tracked, request)
            : tracked.Objective.IsBad(request, facts.RegisteredAt(request.Version)) is { } bad ? (1, bad ? 1 : 0) : default);
    }

    protected override Task CountOutcomesAsync(ServedRequest record)
    {
        AddDefaults();
        return CountForAllAsync(record, SloViews.Minute(record.At), tracked =>
        {
            var counted = (Total: 0, Bad: 0);
            if (tracked.Objective.Type != SloType.Quality) return counted;
            foreach (var outcome in record.Outcomes!.Value)
            {
                var (total, bad) = tracked.Objective.Count(outcome);
                counted = (counted.Total + total, counted.Bad + bad);
            }
            return counted;
        });
    }

    protected override Task KeepAsync()
    {
        if (State.Outbox.Count > 0) return base.KeepAsync();
        var rest = listedAt + TimeSpan.FromSeconds(options.Value.ListSeconds) - Now;
        if (rest <= TimeSpan.Zero) return ListAsync();

        // Should no more traffic come, what was counted since is listed all the same.
        listing ??= this.RegisterGrainTimer(ListAsync, new GrainTimerCreationOptions(rest, Timeout.InfiniteTimeSpan));
        return base.KeepAsync();
    }

    protected override object? Describe() => State.Objectives.Count == 0 ? null : SloViews.Monitor(State, Model.Name, Now, history: false);

    protected override IEnumerable<(string Kind, string Id, object Document)> DescribeParts() =>
        State.Objectives.Select(tracked => (CatalogueKinds.ServiceLevelObjective, tracked.Objective.Id, (object)Standing(tracked)));

    /// <summary>Counts for every objective before any is judged: a judgement may write, and what is written stands behind the record.</summary>
    private async Task CountForAllAsync(ServedRequest record, long minute, Func<TrackedObjective, (int Total, int Bad)> count)
    {
        List<(TrackedObjective Tracked, bool Worse)>? due = null;
        foreach (var tracked in State.Objectives)
        {
            var (total, bad) = count(tracked);
            if (total == 0 && bad == 0) continue;
            tracked.Counts.Add(minute, total, bad);
            if (tracked.IsDue(bad > 0, minute)) (due ??= []).Add((tracked, bad > 0));
        }
        foreach (var (tracked, worse) in due ?? []) await JudgeAsync(tracked, record, record.At, worse);
    }

    private (int Windows, int Unfair) Decisions(TrackedObjective tracked, ServedRequest request) =>
        request.Error is null && request.Decisions.Length > 0 && facts.Decisions(request.Version) is { } watched
            ? watched.Count(request, tracked.Selection, tracked.Objective.MinImpactRatio!.Value, options.Value.FairnessWindowRows)
            : default;

    /// <param name="tracked">The objective.</param>
    /// <param name="record">What was counted last; null when only time has passed.</param>
    /// <param name="at">When.</param>
    /// <param name="worse">Something bad was counted.</param>
    private async Task JudgeAsync(TrackedObjective tracked, ServedRequest? record, DateTimeOffset at, bool worse)
    {
        long minute = SloViews.Minute(at);
        if (!tracked.IsDue(worse, minute)) return;
        tracked.JudgedMinute = minute;
        var events = await response.RespondAsync(tracked, tracked.Judge(minute), record, at);
        if (events.Count == 0) return;
        foreach (var (action, detail) in events)
        {
            Enter(action, $"slos/{tracked.Objective.Id}", Model.Name, detail);
            if (action is SloResponse.Burn or SloResponse.Recover) instruments.Alerted(tracked.Objective.Type, began: action == SloResponse.Burn);
        }
        if (tracked.IsActing) await this.RegisterOrUpdateReminder(Watch, WatchEvery, WatchEvery);
        await CommitEnteredAsync();
    }

    private async Task<Refusal?> RefuseOfModelAsync(SloObjective objective)
    {
        if (objective.Type is not (SloType.Quality or SloType.Fairness)) return null;
        var model = await GrainFactory.Model(Model).GetAsync();
        if (!model.Accepted) return model.Refusal;
        var newest = model.Value.Versions[^1];
        if (objective.Type == SloType.Quality) return SloRules.RefuseOf(objective, newest.Task, watchesFairness: false);
        var reference = await GrainFactory.ModelVersion(Model.Version(newest.Number)).GetReferenceAsync();
        return reference.Refusal ?? SloRules.RefuseOf(objective, newest.Task, WatchedDecisions.Of(reference.Value!) is not null);
    }

    /// <summary>Brings the lists up to date; it is no change, so the trail does not hear of it.</summary>
    private Task ListAsync()
    {
        listing?.Dispose();
        (listing, listedAt) = (null, Now);
        if (!State.Exists) State.CreatedAt = Now;
        (State.UpdatedAt, State.Unlisted) = (Now, true);
        return CommitEnteredAsync();
    }

    private void AddDefaults()
    {
        if (State.Objectives.Count > 0) return;
        foreach (var objective in SloObjectives.Defaults(Model.Name, options.Value)) State.Track(objective);
    }

    private SloStanding Standing(TrackedObjective tracked) => SloViews.Standing(tracked, Model.Name, SloViews.Minute(Now));

    private static string Detail(SloObjective objective) => JsonSerializer.Serialize(new
    {
        type = objective.Type.ToString(),
        target = Text(objective.Target),
        threshold_milliseconds = Text(objective.ThresholdMilliseconds),
        window_days = objective.WindowDays,
        max_age_hours = Text(objective.MaxAgeHours),
        max_error = Text(objective.MaxError),
        min_impact_ratio = Text(objective.MinImpactRatio),
        policy = WireJson.Word(objective.Policy),
    });

    private static string? Text(double? number) => number?.ToString(CultureInfo.InvariantCulture);
}
