using System.Text.Json;
using Kolosal.Datasets;
using Kolosal.Fairness;
using Kolosal.Models;
using Microsoft.Extensions.Logging;

namespace Kolosal.Experiments;

/// <summary>The work: hears what has happened, lets <see cref="RunStep"/> decide, and carries it out.</summary>
internal sealed partial class RunGrain
{
    /// <summary>How often budget, leases and lost slots are looked after when nothing lands.</summary>
    private static readonly TimeSpan StepEvery = TimeSpan.FromMilliseconds(500);

    private IGrainTimer? worker;
    private TimeSpan storedElapsed;
    private int stumbles;

    private RunSituation Situation => new(
        Plan, RunView.Stage(State.Phase), State.Status == RunStatus.Running, finished, State.FirstFailure, State.Winner, calls.Trials, State.Elapsed,
        calls.LeaseAge, State.LastEvent > events.Stored, State.Elapsed - storedElapsed, Clock.GetUtcNow(),
        [.. State.Lost.Where(call => call.Phase == State.Phase)
            .Select(call => new Loss(call.Trial, call.Times, call.LastAt, call.Reason, call.EndedBefore))],
        State.Interruptions);

    private void GoOn()
    {
        if (State.Status == RunStatus.Running) work.Start(); // waiting for the first slot is no time at work
        worker ??= this.RegisterGrainTimer(StepAsync, new GrainTimerCreationOptions
        {
            DueTime = TimeSpan.Zero,
            Period = StepEvery,
            KeepAlive = true
        });
        StepSoon(TimeSpan.Zero);
    }

    private void StepSoon(TimeSpan due) => worker?.Change(due < StepEvery ? due : StepEvery, StepEvery);

    /// <summary>One short turn of work. Whatever it throws is counted, and ends the run when it does not stop.</summary>
    private async Task StepAsync(CancellationToken stopping)
    {
        if (!State.Status.IsActive() || !pause.IsOver) return;
        try
        {
            await WorkAsync();
            stumbles = 0;
        }
        catch (JsonException unwritable)
        {
            // It would be thrown again for ever. What is stored is sound, so the run ends from there.
            LogStumbled(log, Key.Id, unwritable);
            instruments.StepFailed();
            await ReloadAsync();
            await RecallAsync();
            if (State.Status.IsActive()) await BreakOffAsync($"What the run came to cannot be stored: {FailureText.OfCall(unwritable)}");
        }
        catch (Exception fault)
        {
            LogStumbled(log, Key.Id, fault);
            instruments.StepFailed();
            stumbles++;
            pause.Begin(RetryTerms.PauseAfter(stumbles));
            if (stumbles >= RetryTerms.MostLosses)
                await BreakOffAsync($"{stumbles} steps in a row failed, the last one by: {FailureText.OfCall(fault)} When that is mended, resume "
                    + "the run.");
        }
    }

    /// <summary>Ends the run though something of it does not work, which may be what gives back its slots or its dataset.</summary>
    private async Task BreakOffAsync(string reason)
    {
        foreach (var giveBack in (Func<Task>[])[ReleaseSlotsAsync, () => ReleaseDatasetAsync([])])
        {
            try
            {
                await giveBack();
            }
            catch (Exception fault)
            {
                LogKept(log, Key.Id, fault);
            }
        }
        await DecideAsync(new Broken(reason));
    }

    private async Task WorkAsync()
    {
        State.Elapsed += work.Take();
        while (calls.TryTake(out var returned))
        {
            if (returned.Loss is { } reason)
            {
                LogLost(log, Key.Id, returned.Spec.Number, reason);
                instruments.CallLost(State.Phase == RunPhase.Refit ? "refit" : "trial");
            }
            await DecideAsync(returned.Input, returned);
        }
        await DecideAsync(new Tick());
    }

    private async Task DecideAsync(RunInput input, CallReturned? returned = null)
    {
        foreach (var decision in RunStep.Decide(Situation, input))
        {
            if (State.Status.IsOver()) return; // carrying out an earlier one ended the run
            await CarryOutAsync(decision, returned);
        }
    }

    private async Task CarryOutAsync(RunDecision decision, CallReturned? returned)
    {
        switch (decision)
        {
            case RecordTrial: KeepTrial(returned!.Spec, returned.Trial!); break;
            case RecordLoss lost: State.Lose(lost.Trial, lost.Reason, Clock.GetUtcNow()); break;
            case GiveUpTrial given: KeepTrial(given.Spec, new TrialResult(null, given.Reason)); break;
            case RecordModel: State.Fitted(returned!.Model!); break;
            case RequestSlots request: await RequestSlotsAsync(request.Wanted); break;
            case StartRunning: await StartRunningAsync(); break;
            case LaunchTrial(var spec, var slot):
                calls.Launch(new(spec, slot), cancel => GrainFactory.Trial(Key, spec.Number).ExecuteAsync(Work(spec), slot, cancel), StepSoon);
                break;
            case LaunchRefit refit:
                calls.Launch(refit.InFlight, cancel => GrainFactory.TrainingSlot(refit.Slots[0]).DeliverAsync(Delivery(refit), cancel), StepSoon);
                break;
            case CancelCalls cancelled: calls.Cancel(cancelled.Trials); break;
            case ChooseWinner winner: State.Choose(winner.Trial, winner.AllowanceSeconds); break;
            case RegisterVersion: await RegisterVersionAsync(); break;
            case ReleaseSlots: await ReleaseSlotsAsync(); break;
            case ReleaseDataset released: await ReleaseDatasetAsync(released.Models); break;
            case Note note: NoteNow(note.Trial, note.Message); break;
            case Store: await KeepAsync(); break;
            case StepAfter step: StepSoon(step.Delay); break;
            case PauseRun: await RestAsync(); break;
            case EndRun end: await EndAsync(end); break;
        }
    }

    private void KeepTrial(TrialSpec spec, TrialResult result)
    {
        var report = RunView.ToReport(spec, result);
        State.Finish(report, result.HeldOut);
        finished.Add(report.ToFinished());
    }

    private async Task RequestSlotsAsync(int wanted)
    {
        var lease = await GrainFactory.SlotLedger().ClaimAsync(new SlotClaim(
            Key.ToString(), calls.Slots, wanted, State.QueuedAt == default ? State.CreatedAt : State.QueuedAt, State.Status == RunStatus.Running));
        calls.Renewed();
        queuePosition = lease.QueuePosition;
        await DecideAsync(new SlotsLeased(lease.Granted, lease.Lost));
    }

    private async Task StartRunningAsync()
    {
        var held = await HoldDatasetAsync();
        if (!held.Accepted)
        {
            await DecideAsync(new DataRefused(held.Refusal.Message));
            return;
        }
        State.Run();
        work.Start();
        NoteNow(null, "Running.");
        await CommitWorkAsync("run.run");
        Stored();
    }

    private async Task RegisterVersionAsync()
    {
        Result<int> registered;
        try
        {
            registered = await GrainFactory.Model(new ModelKey(Key.Workspace, State.ModelName))
                .RegisterAsync(RunView.ToRegistration(Key.Id, State, Plan, signer));
            if (registered.Accepted && State.Model!.Fairness is { } fairness)
                await GrainFactory.VersionFairness(new(Key.Workspace, State.ModelName, registered.Value)).KeepAsync(fairness);
        }
        catch (Exception fault)
        {
            // The model may have the version already: registering the same package again answers which it is.
            LogStumbled(log, Key.Id, fault);
            instruments.CallLost("registration");
            await DecideAsync(new RegistrationLost(FailureText.OfCall(fault)));
            return;
        }
        await DecideAsync(registered.Accepted ? new VersionRegistered(State.ModelName, registered.Value)
            : new RegistrationRefused(State.ModelName, registered.Refusal.Message));
    }

    private Task ReleaseSlotsAsync() => GrainFactory.SlotLedger().ReleaseAsync(Key.ToString());

    private Task ReleaseDatasetAsync(ImmutableArray<string> models) =>
        GrainFactory.Dataset(Key.Workspace, State.Request!.DatasetId).ReleaseAsync(Key.Id, models);

    private async Task RestAsync()
    {
        State.Pause();
        NoteNow(null, "Paused.");
        await CommitWorkAsync("run.pause", JsonSerializer.Serialize(new { trials = finished.Count }));
        await StopAsync();
    }

    private async Task EndAsync(EndRun end)
    {
        if (end is Complete) await ForgetHeldOutAsync();
        State.End(end);
        NoteNow(State.Winner, end.Message);
        await CommitWorkAsync($"run.{RunView.Verb(end)}",
            JsonSerializer.Serialize(new { version = State.ModelVersion, trials = finished.Count, package_sha256 = State.Model?.Package.Sha256 }));
        instruments.RunEnded(WireJson.Word(State.Status));
        await StopAsync();
    }

    /// <summary>Nothing goes on by itself from now on; what says so is stored.</summary>
    private async Task StopAsync()
    {
        Stored();
        queuePosition = null;
        await ActiveRuns.RemoveAsync(runs, Key);
        await ForgetReminderAsync();
        work.Stop();
        worker?.Dispose();
        worker = null;
    }

    /// <summary>What trials said is of no further use once there is a model; a run that failed may be resumed and keeps it.</summary>
    private async Task ForgetHeldOutAsync()
    {
        foreach (var said in State.HeldOut.Values) await blobs.DeleteAsync(said, CancellationToken.None);
        State.HeldOut.Clear();
    }

    /// <summary>Commits what no caller waits for: once it is stored the run goes on, and the record sees to list and trail by itself.</summary>
    private async Task CommitWorkAsync(string action, string detail = "{}")
    {
        try
        {
            await CommitAsync(action, Subject, State.ModelName, detail);
        }
        catch (PublishPendingException pending)
        {
            LogStumbled(log, Key.Id, pending);
        }
    }

    private TrialWork Work(TrialSpec spec) =>
        new(State.Data!, State.Plan, spec.Number, spec.Trainer, spec.Parameters.ToString(), spec.Rung, spec.ClimbedFrom, Key.ToString(),
            spec.Rival is { } rival ? new TrialRival(rival.Trial, rival.Folds) : null);

    private DeliveryWork Delivery(LaunchRefit refit) =>
        new(Work(refit.Spec), RunView.Library(State, Plan), State.AllowanceSeconds, refit.Slots.Length);

    private void NoteNow(int? trial, string message)
    {
        var seen = Snapshot;
        State.Note(Clock.GetUtcNow(), seen.Percent, seen.EtaSeconds, seen.BestScore, trial, message);
    }

    private async Task KeepAsync()
    {
        // The page first: a crash in between finds its trials in both places, and keeps the same page again.
        while (State.NextPage() is { } page)
        {
            await GrainFactory.RunTrials(Key, State.Pages).KeepAsync(page);
            State.Turn();
        }
        await StoreAsync();
        Stored();
    }

    /// <summary>What is stored may be seen by readers of the events.</summary>
    private void Stored()
    {
        storedElapsed = State.Elapsed;
        events.Publish(State.LastEvent);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Run {Run}: a step failed")]
    private static partial void LogStumbled(ILogger log, string run, Exception fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "Run {Run} ends without giving back what it holds")]
    private static partial void LogKept(ILogger log, string run, Exception fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Run {Run} is taken up again, which could not be counted")]
    private static partial void LogUncounted(ILogger log, string run, Exception fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Run {Run}: the call for trial {Trial} was lost: {Reason}")]
    private static partial void LogLost(ILogger log, string run, int trial, string reason);
}
