using System.Text.Json;
using Kolosal.Datasets;
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

    private RunSituation Situation => new(
        Plan, RunView.Stage(State.Phase), State.Status == RunStatus.Running, finished, State.FirstFailure, State.Winner, calls.Trials, State.Elapsed,
        calls.LeaseAge, State.LastEvent > events.Stored, State.Elapsed - storedElapsed);

    private void GoOn()
    {
        work.Start();
        worker ??= this.RegisterGrainTimer(StepAsync, new GrainTimerCreationOptions
        {
            DueTime = TimeSpan.Zero,
            Period = StepEvery,
            KeepAlive = true
        });
        StepSoon(TimeSpan.Zero);
    }

    private void StepSoon(TimeSpan due) => worker?.Change(due < StepEvery ? due : StepEvery, StepEvery);

    /// <summary>One short turn of work.</summary>
    private async Task StepAsync(CancellationToken stopping)
    {
        if (!State.Status.IsActive()) return;
        State.Elapsed += work.Take();
        while (calls.TryTake(out var returned))
        {
            if (returned.Loss is { } reason)
            {
                LogLost(log, Key.Id, returned.Spec.Number, reason);
                instruments.CallLost();
            }
            await DecideAsync(returned.Input, returned);
        }
        await DecideAsync(new Tick());
    }

    private async Task DecideAsync(RunInput input, CallReturned? returned = null)
    {
        foreach (var decision in RunStep.Decide(Situation, input))
        {
            if (!State.Status.IsActive()) return; // carrying out an earlier one ended the run
            await CarryOutAsync(decision, returned);
        }
    }

    private async Task CarryOutAsync(RunDecision decision, CallReturned? returned)
    {
        switch (decision)
        {
            case RecordTrial: KeepTrial(returned!.Spec, returned.Trial!); break;
            case RecordModel: State.Fitted(returned!.Model!); break;
            case RequestSlots request: await RequestSlotsAsync(request.Wanted); break;
            case StartRunning: await StartRunningAsync(); break;
            case LaunchTrial(var spec, var slot):
                calls.Launch(new(spec, slot), cancel => GrainFactory.Trial(Key, spec.Number).ExecuteAsync(Work(spec), slot, cancel), StepSoon);
                break;
            case LaunchRefit(var spec, var slot):
                calls.Launch(new(spec, slot), cancel => GrainFactory.TrainingSlot(slot).RefitAsync(Work(spec), cancel), StepSoon);
                break;
            case CancelCalls cancelled: calls.Cancel(cancelled.Trials); break;
            case ChooseWinner winner: State.Choose(winner.Trial); break;
            case RegisterVersion: await RegisterVersionAsync(); break;
            case ReleaseSlots: await ReleaseSlotsAsync(); break;
            case ReleaseDataset released: await ReleaseDatasetAsync(released.Models); break;
            case Note note: NoteNow(note.Trial, note.Message); break;
            case Store: await KeepAsync(); break;
            case StepAfter step: StepSoon(step.Delay); break;
            case EndRun end: await EndAsync(end); break;
        }
    }

    private void KeepTrial(TrialSpec spec, TrialResult result)
    {
        var report = RunView.ToReport(spec, result);
        State.Finish(report);
        finished.Add(report.ToFinished());
    }

    private async Task RequestSlotsAsync(int wanted)
    {
        var lease = await GrainFactory.SlotLedger().LeaseAsync(Key.ToString(), calls.Slots, wanted);
        calls.Renewed();
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
        NoteNow(null, "Running.");
        await CommitAsync("run.run", Subject, State.ModelName);
        Stored();
    }

    private async Task RegisterVersionAsync()
    {
        var registered = await GrainFactory.Model(new ModelKey(Key.Workspace, State.ModelName))
            .RegisterAsync(RunView.ToRegistration(Key.Id, State, Plan, signer));
        await DecideAsync(registered.Accepted ? new VersionRegistered(State.ModelName, registered.Value)
            : new RegistrationRefused(State.ModelName, registered.Refusal.Message));
    }

    private Task ReleaseSlotsAsync() => GrainFactory.SlotLedger().ReleaseAsync(Key.ToString());

    private Task ReleaseDatasetAsync(ImmutableArray<string> models) =>
        GrainFactory.Dataset(Key.Workspace, State.Request!.DatasetId).ReleaseAsync(Key.Id, models);

    private async Task EndAsync(EndRun end)
    {
        State.End(end);
        NoteNow(State.Winner, end.Message);
        await CommitAsync($"run.{RunView.Verb(end)}", Subject, State.ModelName,
            JsonSerializer.Serialize(new { version = State.ModelVersion, trials = finished.Count, package_sha256 = State.Model?.Package.Sha256 }));
        Stored();
        instruments.RunEnded(WireJson.Word(State.Status));
        await ActiveRuns.RemoveAsync(runs, Key);
        await ForgetReminderAsync();
        work.Stop();
        worker?.Dispose();
        worker = null;
    }

    private TrialWork Work(TrialSpec spec) => new(State.Data!, State.Plan, spec.Number, spec.Trainer, spec.Parameters.ToString());

    private void NoteNow(int? trial, string message)
    {
        var seen = Snapshot;
        State.Note(Clock.GetUtcNow(), seen.Percent, seen.EtaSeconds, seen.BestScore, trial, message);
    }

    private async Task KeepAsync()
    {
        await StoreAsync();
        Stored();
    }

    /// <summary>What is stored may be seen by readers of the events.</summary>
    private void Stored()
    {
        storedElapsed = State.Elapsed;
        events.Publish(State.LastEvent);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Run {Run}: trial {Trial} is launched again: {Reason}")]
    private static partial void LogLost(ILogger log, string run, int trial, string reason);
}
