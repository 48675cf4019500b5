using System.Globalization;
using System.Text.Json;
using Kolosal.Datasets;
using Kolosal.Models;
using Kolosal.Storage;
using Microsoft.Extensions.Logging;

namespace Kolosal.Experiments;

/// <remarks>
/// Keeps <see cref="RunRecord"/>; listed as <c>run</c>. Calls the dataset it holds, the slot ledger, its trials, one slot for the refit, and the
/// model it registers. Here are its commands and queries; the work itself is a timer that carries out what <see cref="RunStep"/> decides, in
/// short turns. Calls in flight are awaited by no turn; their return asks for the next one (<see cref="CallsInFlight"/>).
/// </remarks>
internal sealed partial class RunGrain(
    [PersistentState("run")] IPersistentState<RunRecord> storage, ICatalogue catalogue, TimeProvider clock, RunPlanning planning, ISigner signer,
    IBlobStore blobs, ExperimentsInstruments instruments, ILogger<RunGrain> log)
    : RecordGrain<RunRecord>(storage, catalogue, clock), IRunGrain, IRemindable
{
    private const string Reminder = "go-on";

    private readonly ICatalogue runs = catalogue;
    private readonly TrialHistory finished = new();
    private readonly CallsInFlight calls = new(clock);
    private readonly WorkTime work = new(clock);
    private readonly WorkPause pause = new(clock);
    private readonly RunEvents events = new();
    private RunPlan? plan;
    private int? queuePosition;

    protected override string CatalogueKind => CatalogueKinds.Run;

    private string Subject => $"runs/{Key.Id}";

    private RunPlan Plan => plan ??= RunPlan.Parse(State.Plan);

    private RunSnapshot Snapshot =>
        RunView.Snapshot(Key.Id, State, Plan, calls.Count, finished, State.Elapsed + work.Uncounted, queuePosition);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        await RecallAsync();
        Stored();
        if (!State.Exists || !State.Status.IsActive()) return;
        State.Interruptions++;
        try
        {
            await StoreAsync();
        }
        catch (Exception fault)
        {
            LogUncounted(log, Key.Id, fault); // readable all the same; the first step meets the store again
        }
        GoOn();
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        calls.CancelAll();
        return base.OnDeactivateAsync(reason, cancellationToken);
    }

    public async Task<Result<RunSnapshot>> StartAsync(RunRequest request)
    {
        if (State.Exists)
            return State.IsFor(request) ? Snapshot
                : Refusal.Conflict("experiments.run-exists", $"The run '{Key.Id}' was started with other options; start another run.");

        long began = Clock.GetTimestamp();
        var dataset = await GrainFactory.Dataset(Key.Workspace, request.DatasetId).OpenAsync();
        if (!dataset.Accepted) return dataset.Refusal;
        if (dataset.Value.Unfit is { } unfit) return unfit;
        var now = Clock.GetUtcNow();
        if (!await GrainFactory.SlotLedger().EnterAsync(Key.ToString(), now))
            return new Refusal(RefusalKind.TooMany, "experiments.queue-full",
                "As many runs of this workspace wait for a training slot as may; wait until one of them has begun, or cancel one.");
        var planned = await planning.PlanAsync(request, dataset.Value);
        if (!planned.Accepted)
        {
            await ReleaseSlotsAsync();
            return planned.Refusal;
        }

        var (made, notes) = planned.Value;
        if (dataset.Value.Warning is { } warning) notes = notes.Add(warning);
        if (request.WarmStart == true)
        {
            made = Opening.WithWarmStart(made, await EarlierRuns.FindAsync(runs, GrainFactory, Key.Workspace, made));
            notes = notes.Add(made.Findings!.Value[^1]);
        }
        State.Accept(request, dataset.Value, made.ToJson(), notes, request.ModelName ?? ModelNames.For(request), Actor, now);
        State.Elapsed = Clock.GetElapsedTime(began); // reading the data and planning are part of what the caller waits for
        State.Note(Clock.GetUtcNow(), 0, null, null, null,
            $"Accepted: {made.Rows} rows, {made.Trainers.Length} trainers, at most {made.MaxTrials} trials.");
        await BeginAsync("run.start", new
        {
            dataset = request.DatasetId,
            target = request.Target,
            seed = made.Seed.ToString(CultureInfo.InvariantCulture)
        });
        return Snapshot;
    }

    public Task<Result<RunSnapshot>> GetAsync() => Task.FromResult<Result<RunSnapshot>>(State.Exists ? Snapshot : NotFound());

    public Task<Result<Leaderboard>> LeaderboardAsync() =>
        Task.FromResult<Result<Leaderboard>>(State.Exists ? RunView.Leaderboard(State, Plan, finished) : NotFound());

    public Task<Result<ImmutableArray<TrialReport>>> TrialsAsync() =>
        Task.FromResult<Result<ImmutableArray<TrialReport>>>(State.Exists ? RunView.Trials(State, finished, calls.Trials) : NotFound());

    public IAsyncEnumerable<RunEvent> EventsAsync(long after, CancellationToken cancel) => events.ReadAsync(State, after, cancel);

    public async Task<Result<RunSnapshot>> CancelAsync()
    {
        if (!State.Exists) return NotFound();
        if (State.Status == RunStatus.Cancelled) return Snapshot;
        if (RunLifecycle.Table.Refuse(State.Status, RunStatus.Cancelled, $"Run {Key.Id}") is { } refusal) return refusal;
        State.Elapsed += work.Take();
        await DecideAsync(new CancelRequested());
        return Snapshot;
    }

    public async Task<Result<RunSnapshot>> PauseAsync()
    {
        if (!State.Exists) return NotFound();
        if (State.Status == RunStatus.Paused) return Snapshot;
        if (RunLifecycle.Table.Refuse(State.Status, RunStatus.Paused, $"Run {Key.Id}") is { } refusal) return refusal;
        State.Elapsed += work.Take();
        await DecideAsync(new PauseRequested());
        return Snapshot;
    }

    public Task<Result<TrainingRecord>> RecordAsync() =>
        Task.FromResult<Result<TrainingRecord>>(State.Exists ? RunRecords.Of(Key.Id, State, Plan) : NotFound());

    public Task<Result<DeliveryWork>> DeliveryWorkAsync() => Task.FromResult<Result<DeliveryWork>>(
        !State.Exists ? NotFound()
        : State is { Winner: { } winner, Model: { } made } && finished.Find(winner) is { } trial
            ? RunView.Again(State, made, Work(trial.Spec))
            : Refusal.Conflict("experiments.no-package", $"The run '{Key.Id}' has not made a package; there is nothing to do again."));

    public async Task<Result<RunSnapshot>> ResumeAsync()
    {
        if (!State.Exists) return NotFound();
        if (State.Status.IsActive()) return Snapshot;
        if (RunLifecycle.Table.Refuse(State.Status, RunStatus.Queued, $"Run {Key.Id}") is { } refusal) return refusal;
        var held = await HoldDatasetAsync();
        if (!held.Accepted) return held.Refusal;

        State.Resume(Clock.GetUtcNow());
        NoteNow(null, "Resumed.");
        await BeginAsync("run.resume", new { trials = State.Finished.Count });
        return Snapshot;
    }

    public Task RecoverAsync()
    {
        if (!State.Exists || !State.Status.IsActive()) return ActiveRuns.RemoveAsync(runs, Key);
        if (worker is null) GoOn(); // its start was stored and not finished
        return Task.CompletedTask;
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        // Being activated was all it was for; what is over needs no waking any more.
        if (!State.Exists || !State.Status.IsActive()) await ForgetReminderAsync();
    }

    protected override object? Describe() => State.Exists ? Snapshot with { Plan = "" } : null;

    /// <summary>Commits a run that is to be worked on; whatever process lives from now on goes on with it.</summary>
    private async Task BeginAsync(string action, object detail)
    {
        await ActiveRuns.AddAsync(runs, Key, Clock.GetUtcNow()); // before the state: an entry without a run is removed by the first recovery
        await CommitAsync(action, Subject, State.ModelName, JsonSerializer.Serialize(detail));
        Stored();
        await this.RegisterOrUpdateReminder(Reminder, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
        GoOn();
    }

    /// <summary>Reads the finished trials into memory, a page a call, so that no turn has to take in all of them.</summary>
    private async Task RecallAsync()
    {
        State.Forget();
        finished.Clear();
        for (int page = 0; page < State.Pages; page++) Recall(await GrainFactory.RunTrials(Key, page).ReadAsync());
        Recall([.. State.Tail]);
    }

    private void Recall(ImmutableArray<TrialReport> trials)
    {
        State.Recall(trials);
        finished.AddRange(trials.Select(trial => trial.ToFinished()));
    }

    private Task<Result<DatasetContent>> HoldDatasetAsync() => GrainFactory.Dataset(Key.Workspace, State.Request!.DatasetId).HoldAsync(Key.Id);

    private async Task ForgetReminderAsync()
    {
        if (await this.GetReminder(Reminder) is { } reminder) await this.UnregisterReminder(reminder);
    }

    private Refusal NotFound() => Refusal.NotFound("experiments.no-such-run", $"There is no run '{Key.Id}' in this workspace.");
}
