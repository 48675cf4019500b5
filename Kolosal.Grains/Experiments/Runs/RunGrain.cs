using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Kolosal.Datasets;
using Kolosal.Learning;
using Kolosal.Models;
using Kolosal.Storage;
using Microsoft.Extensions.Logging;

namespace Kolosal.Experiments;

/// <remarks>
/// Keeps <see cref="RunRecord"/>; listed as <c>run</c>. Calls the dataset it holds, the slot ledger, its trials, one slot for the refit, and the
/// model it registers. A timer drives it in short turns: each takes in what has landed, writes it, and launches what may be launched. Trials in
/// flight are calls that no turn awaits; their landing asks for the next turn (<see cref="RunFlights"/>).
/// </remarks>
internal sealed partial class RunGrain(
    [PersistentState("run")] IPersistentState<RunRecord> storage, ICatalogue catalogue, TimeProvider clock, ITrainingPool pool, FrameCache frames,
    ISigner signer, ILogger<RunGrain> log)
    : RecordGrain<RunRecord>(storage, catalogue, clock), IRunGrain, IRemindable
{
    private const string Reminder = "go-on";

    /// <summary>How often budget, leases and lost slots are looked after when nothing lands.</summary>
    private static readonly TimeSpan StepEvery = TimeSpan.FromMilliseconds(500);

    private readonly ICatalogue runs = catalogue;
    private readonly List<FinishedTrial> finished = [];
    private readonly RunFlights flights = new(clock);
    private TaskCompletionSource news = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RunPlan? plan;
    private IGrainTimer? worker;
    private DateTimeOffset countedTo;
    private TimeSpan storedElapsed;
    private long storedEvents;
    private string? cannotFit;

    protected override string CatalogueKind => "run";

    private string Subject => $"runs/{Key.Id}";

    private RunPlan Plan => plan ??= RunPlan.Parse(State.Plan);

    private FinishedTrial? Ahead => TrialRanking.Best(finished, RunMetrics.HigherIsBetter(Plan.Metric));

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        finished.AddRange(State.Finished.Select(trial => trial.ToFinished()));
        (storedEvents, storedElapsed) = (State.LastEvent, State.Elapsed);
        if (State.Exists && State.Status.IsActive()) GoOn();
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        flights.Abandon();
        return base.OnDeactivateAsync(reason, cancellationToken);
    }

    public async Task<Result<RunSnapshot>> StartAsync(RunRequest request)
    {
        if (State.Exists)
            return JsonSerializer.Serialize(State.Request) == JsonSerializer.Serialize(request)
                ? Snapshot()
                : Refusal.Conflict("experiments.run-exists", $"The run '{Key.Id}' was started with other options; start another run.");

        var dataset = await GrainFactory.Dataset(Key.Workspace, request.DatasetId).OpenAsync();
        if (!dataset.Accepted) return dataset.Refusal;
        var planned = await PlanAsync(request, dataset.Value);
        if (!planned.Accepted) return planned.Refusal;

        State.Accept(request, dataset.Value, planned.Value.ToJson(), request.ModelName ?? ModelNames.For(request), Principal.CurrentSubject);
        State.Note(Clock.GetUtcNow(), 0, null, null, null,
            $"Accepted: {planned.Value.Rows} rows, {planned.Value.Trainers.Length} trainers, at most {planned.Value.MaxTrials} trials.");
        await BeginAsync("run.start", new { dataset = request.DatasetId, target = request.Target,
            seed = planned.Value.Seed.ToString(CultureInfo.InvariantCulture) });
        return Snapshot();
    }

    public Task<Result<RunSnapshot>> GetAsync() => Task.FromResult<Result<RunSnapshot>>(State.Exists ? Snapshot() : NotFound());

    public Task<Result<Leaderboard>> LeaderboardAsync() =>
        Task.FromResult<Result<Leaderboard>>(State.Exists ? RunView.Leaderboard(State, Plan) : NotFound());

    public Task<Result<ImmutableArray<TrialReport>>> TrialsAsync() =>
        Task.FromResult<Result<ImmutableArray<TrialReport>>>(State.Exists ? RunView.Trials(State, flights.Specs) : NotFound());

    public async IAsyncEnumerable<RunEvent> EventsAsync(long after, [EnumeratorCancellation] CancellationToken cancel)
    {
        while (State.Exists)
        {
            var next = news.Task;
            foreach (var noted in State.Events.Where(e => e.Sequence > after && e.Sequence <= storedEvents).ToArray())
            {
                after = noted.Sequence;
                yield return noted;
            }
            if (after < storedEvents) continue;
            if (!State.Status.IsActive()) yield break;
            await next.WaitAsync(cancel);
        }
    }

    public async Task<Result<RunSnapshot>> CancelAsync()
    {
        if (!State.Exists) return NotFound();
        if (State.Status == RunStatus.Cancelled) return Snapshot();
        if (RunLifecycle.Table.Refuse(State.Status, RunStatus.Cancelled, $"Run {Key.Id}") is { } refusal) return refusal;
        CountTime();
        State.Cancel();
        await EndAsync("run.cancel", "Cancelled.", []);
        return Snapshot();
    }

    public async Task<Result<RunSnapshot>> ResumeAsync()
    {
        if (!State.Exists) return NotFound();
        if (State.Status.IsActive()) return Snapshot();
        if (RunLifecycle.Table.Refuse(State.Status, RunStatus.Queued, $"Run {Key.Id}") is { } refusal) return refusal;
        var held = await HoldAsync();
        if (!held.Accepted) return held.Refusal;

        State.Resume();
        cannotFit = null;
        Note(null, "Resumed.");
        await BeginAsync("run.resume", new { trials = State.Finished.Count });
        return Snapshot();
    }

    public Task WakeAsync() => State.Exists && State.Status.IsActive() ? Task.CompletedTask : ActiveRuns.RemoveAsync(runs, Key);

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        // Being activated was all it was for; what is over needs no waking any more.
        if (!State.Exists || !State.Status.IsActive()) await ForgetReminderAsync();
    }

    protected override object? Describe() => State.Exists ? Snapshot() with { Plan = "" } : null;

    private async Task<Result<RunPlan>> PlanAsync(RunRequest request, DatasetContent data)
    {
        try
        {
            ModelNames.Check(request.ModelName);
            var table = await frames.GetAsync(data, CancellationToken.None);
            return await pool.RunAsync(0, _ => RunPlanner.Plan(request.ToOptions(), table, data.FavourableLabel), CancellationToken.None);
        }
        catch (TrainingException cannot)
        {
            return Refusal.Unprocessable("experiments.cannot-learn", cannot.Message);
        }
        catch (RunOptionException meaningless)
        {
            return new Refusal(RefusalKind.Invalid, "experiments.bad-option", meaningless.Message,
                ImmutableDictionary<string, string>.Empty.Add($"$.{meaningless.Option}", meaningless.Message));
        }
    }

    /// <summary>Commits a run that is to be worked on; whatever process lives from now on goes on with it.</summary>
    private async Task BeginAsync(string action, object detail)
    {
        await ActiveRuns.AddAsync(runs, Key, Clock.GetUtcNow()); // before the state: an entry without a run is removed by the first waking
        await CommitAsync(action, Subject, State.ModelName, JsonSerializer.Serialize(detail));
        Published();
        await this.RegisterOrUpdateReminder(Reminder, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
        GoOn();
    }

    private void GoOn()
    {
        countedTo = Clock.GetUtcNow();
        worker ??= this.RegisterGrainTimer(StepAsync, new GrainTimerCreationOptions { DueTime = TimeSpan.Zero, Period = StepEvery,
            KeepAlive = true });
        StepSoon(TimeSpan.Zero);
    }

    private void StepSoon(TimeSpan due) => worker?.Change(due < StepEvery ? due : StepEvery, StepEvery);

    /// <summary>One short turn of work.</summary>
    private async Task StepAsync(CancellationToken stopping)
    {
        if (!State.Status.IsActive()) return;
        CountTime();
        while (flights.TryLand(out var landing)) Take(landing);
        bool timeToKeep = Plan.TimeBudgetSeconds is not null && State.Elapsed - storedElapsed > TrainingSlots.HeartbeatEvery;
        if (State.LastEvent > storedEvents || timeToKeep) await KeepAsync();

        await (State.Phase switch
        {
            RunPhase.Search => SearchAsync(),
            RunPhase.Refit => RefitAsync(),
            _ => RegisterAsync(),
        });
    }

    private async Task SearchAsync()
    {
        var until = Plan.TimeBudgetSeconds is { } budget
            ? Ahead is { } ahead ? TimeBudget.SearchUntil(Plan, budget, ahead.FitSeconds) : TimeBudget.End(budget)
            : TimeSpan.MaxValue;
        if (State.Elapsed >= until || TrialSchedule.IsComplete(Plan, finished.Count))
        {
            await DecideAsync(State.Elapsed >= until);
            return;
        }

        int[] next = [.. TrialSchedule.Launchable(Plan, n => finished.Exists(t => t.Number == n), flights.Contains)];
        var slots = await LeaseAsync(next.Length);
        foreach (var (number, slot) in next.Zip(slots))
        {
            // Everything with a lower number is finished or in flight: launches go by number, also after a restart.
            var spec = Suggestion.For(Plan, number, finished, flights.Specs);
            flights.Launch(spec, slot, cancel => GrainFactory.Trial(Key, number).ExecuteAsync(Work(spec), slot, cancel), StepSoon);
        }
        StepSoon(until - State.Elapsed);
    }

    private async Task DecideAsync(bool outOfTime)
    {
        flights.Abandon();
        if (Ahead is not { } winner)
        {
            await FailAsync(State.Finished.Find(t => t.Failure is not null)?.Failure is { } first
                ? $"No trial has a score; the first failure was: {first}"
                : "No trial ended within the time budget; give more time, or fewer rows.");
            return;
        }
        State.Choose(winner.Number);
        Note(winner.Number, $"Search over{(outOfTime ? " by its time budget" : "")} after {finished.Count} trials; fitting trial {winner.Number}, "
            + $"{winner.Trainer}, on all development rows.");
        await KeepAsync();
        StepSoon(TimeSpan.Zero);
    }

    private async Task RefitAsync()
    {
        if (cannotFit is not null)
        {
            await FailAsync(cannotFit);
            return;
        }
        int winner = State.Winner!.Value;
        var slots = await LeaseAsync(flights.Contains(winner) ? 0 : 1);
        if (slots.IsEmpty) return;
        var spec = finished.Find(t => t.Number == winner)!.ToSpec();
        flights.Launch(spec, slots[0], cancel => GrainFactory.TrainingSlot(slots[0]).RefitAsync(Work(spec), cancel), StepSoon);
    }

    private async Task RegisterAsync()
    {
        var model = State.Model!;
        string signature = Convert.ToBase64String(signer.Sign(Convert.FromHexString(model.Package.Sha256)));
        var registered = await GrainFactory.Model(new ModelKey(Key.Workspace, State.ModelName)).RegisterAsync(new VersionRegistration(
            model.Package.Sha256, model.Package, signature, signer.KeyId, State.Author, Key.Id, State.Request!.DatasetId,
            finished.Find(t => t.Number == State.Winner)!.Trainer, WireJson.Word(Plan.Problem.Task), Plan.Problem.Target, model.Evaluation, model.Reference));
        if (!registered.Accepted)
        {
            await FailAsync($"The model '{State.ModelName}' does not take the version: {registered.Refusal.Message}");
            return;
        }
        State.Complete(registered.Value);
        await EndAsync("run.complete", $"Completed: {State.ModelName}:{registered.Value}.", [$"{State.ModelName}:{registered.Value}"]);
    }

    private Task FailAsync(string reason)
    {
        State.Fail(reason);
        return EndAsync("run.fail", $"Failed: {reason}", []);
    }

    /// <summary>Lets go of everything, then writes the end that the state already says: a crash in between repeats it all.</summary>
    private async Task EndAsync(string action, string message, ImmutableArray<string> models)
    {
        flights.Abandon();
        try
        {
            await GrainFactory.TrainingSlots().LeaseAsync(Key.ToString(), [], 0);
            await GrainFactory.Dataset(Key.Workspace, State.Request!.DatasetId).LetGoAsync(Key.Id, models);
        }
        catch
        {
            DeactivateOnIdle(); // the end is in memory alone; the next activation is still at work and comes here again
            throw;
        }
        Note(State.Winner, message);
        await CommitAsync(action, Subject, State.ModelName,
            JsonSerializer.Serialize(new { version = State.ModelVersion, trials = finished.Count, package_sha256 = State.Model?.Package.Sha256 }));
        Published();
        await ActiveRuns.RemoveAsync(runs, Key);
        await ForgetReminderAsync();
        worker?.Dispose();
        worker = null;
    }

    /// <summary>Renews the slots in use and asks for more; a flight whose slot is lost is given up, to be launched again.</summary>
    /// <returns>The slots granted, all to be used in this turn.</returns>
    private async Task<ImmutableArray<string>> LeaseAsync(int wanted)
    {
        if (wanted == 0 && !flights.NeedRenewal) return [];
        var lease = await GrainFactory.TrainingSlots().LeaseAsync(Key.ToString(), flights.Slots, wanted);
        flights.Renewed(lease.Lost);
        if (lease.Granted.IsEmpty || State.Status == RunStatus.Running) return lease.Granted;

        var held = await HoldAsync();
        if (!held.Accepted)
        {
            await FailAsync(held.Refusal.Message);
            return [];
        }
        State.Status = RunStatus.Running;
        Note(null, "Running.");
        await CommitAsync("run.run", Subject, State.ModelName);
        Published();
        return lease.Granted;
    }

    private Task<Result<DatasetContent>> HoldAsync() => GrainFactory.Dataset(Key.Workspace, State.Request!.DatasetId).HoldAsync(Key.Id);

    private void Take(Landing landing)
    {
        switch (landing)
        {
            case TrialLanding { Result: var result } when State.Phase == RunPhase.Search: TakeTrial(landing.Spec, result); break;
            case RefitLanding { Result: var model } when State.Phase == RunPhase.Refit: TakeModel(model); break;
            case RefusedLanding { Reason: var reason } when State.Phase == RunPhase.Refit: cannotFit = reason; break;
            case LostLanding lost: LogLost(log, Key.Id, lost.Spec.Number, lost.Reason); break; // launched again by this turn
        }
    }

    private void TakeTrial(TrialSpec spec, TrialResult result)
    {
        var (outcome, failure) = result;
        var report = new TrialReport(spec.Number, spec.Trainer, spec.Parameters.ToString(), outcome is null ? TrialStatus.Failed : TrialStatus.Scored,
            outcome, failure);
        if (!State.Finish(report)) return;
        finished.Add(report.ToFinished());
        Note(spec.Number, outcome is null
            ? $"Trial {spec.Number}, {spec.Trainer}, failed: {failure}"
            : string.Create(CultureInfo.InvariantCulture, $"Trial {spec.Number}, {spec.Trainer}: {Plan.Metric} {outcome.Score:0.#####}"));
    }

    private void TakeModel(RefitResult model)
    {
        State.Fitted(model);
        Note(State.Winner, "Fitted and evaluated on the test part.");
    }

    private TrialWork Work(TrialSpec spec) => new(State.Data!, State.Plan, spec.Number, spec.Trainer, spec.Parameters.ToString());

    private RunSnapshot Snapshot() => RunView.Snapshot(Key.Id, State, Plan, flights.Count, Ahead, State.Elapsed + Uncounted);

    private TimeSpan Uncounted => State.Status.IsActive() && worker is not null ? Clock.GetUtcNow() - countedTo : TimeSpan.Zero;

    private void CountTime()
    {
        State.Elapsed += Uncounted;
        countedTo = Clock.GetUtcNow();
    }

    private void Note(int? trial, string message)
    {
        var seen = Snapshot();
        State.Note(Clock.GetUtcNow(), seen.Percent, seen.EtaSeconds, seen.BestScore, trial, message);
    }

    private async Task KeepAsync()
    {
        await StoreAsync();
        Published();
    }

    /// <summary>What is stored may be seen by readers of the events.</summary>
    private void Published()
    {
        (storedEvents, storedElapsed) = (State.LastEvent, State.Elapsed);
        var told = news;
        news = new(TaskCreationOptions.RunContinuationsAsynchronously);
        told.SetResult();
    }

    private async Task ForgetReminderAsync()
    {
        if (await this.GetReminder(Reminder) is { } reminder) await this.UnregisterReminder(reminder);
    }

    private Refusal NotFound() => Refusal.NotFound("experiments.no-such-run", $"There is no run '{Key.Id}' in this workspace.");

    [LoggerMessage(Level = LogLevel.Information, Message = "Run {Run}: trial {Trial} is launched again: {Reason}")]
    private static partial void LogLost(ILogger log, string run, int trial, string reason);
}
