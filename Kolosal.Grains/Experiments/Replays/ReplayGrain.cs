using System.Text.Json;
using Kolosal.Datasets;
using Kolosal.Models;
using Kolosal.Storage;
using Microsoft.Extensions.Logging;

namespace Kolosal.Experiments;

/// <remarks>
/// Keeps <see cref="ReplayState"/>; listed as <c>replay</c>. Calls the model, the run, the dataset, the slot ledger, and one slot, on which the
/// refit is done again. The fit is awaited by no turn: a timer looks what came of it. A crash begins it again, by the reminder.
/// </remarks>
internal sealed partial class ReplayGrain(
    [PersistentState("replay")] IPersistentState<ReplayState> storage, ICatalogue catalogue, TimeProvider clock,
    ExperimentsInstruments instruments, ILogger<ReplayGrain> log)
    : RecordGrain<ReplayState>(storage, catalogue, clock), IReplayGrain, IRemindable
{
    private const string Reminder = "go-on";

    private static readonly TimeSpan StepEvery = TimeSpan.FromMilliseconds(250);

    private IGrainTimer? worker;
    private Task<Result<ReplayedFit>>? fit;
    private string? slot;
    private readonly WorkPause pause = new(clock);
    private long leasedAt;

    protected override string CatalogueKind => CatalogueKinds.Replay;

    private string Subject => $"replays/{Key.Id}";

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        if (State.IsActive) GoOn();
    }

    public async Task<Result<ReplayReport>> StartAsync(string model, string? reference)
    {
        var found = await GrainFactory.Model(new ModelKey(Key.Workspace, model)).GetVersionAsync(reference);
        if (!found.Accepted) return found.Refusal;
        int number = found.Value.Number;
        if (State.Exists)
            return State.Model == model && State.Version == number ? Report()
                : Refusal.Conflict("experiments.replay-exists", $"The replay '{Key.Id}' is of another version; start another replay.");

        var made = found.Value.Registration;
        if (made.Origin is { } origin)
            return Refusal.Conflict("experiments.no-record", origin.FromVersion is { } of
                ? $"{model}:{number} was made of version {of} in {origin.Source}; replay that version."
                : $"{model}:{number} was trained elsewhere ({origin.Source}) and imported; there is no run to do again.");
        var work = await GrainFactory.Run(new ResourceKey(Key.Workspace, made.RunId)).DeliveryWorkAsync();
        if (!work.Accepted)
            return Refusal.Conflict(
                "experiments.no-record", $"The run '{made.RunId}' of {model}:{number} cannot be done again: {work.Refusal.Message}");

        State.Accept(model, number, made, work.Value);
        await CommitAsync("replay.start", Subject, model, JsonSerializer.Serialize(new { version = number, run = made.RunId }));
        await this.RegisterOrUpdateReminder(Reminder, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
        GoOn();
        return Report();
    }

    public Task<Result<ReplayReport>> GetAsync() => Task.FromResult<Result<ReplayReport>>(State.Exists ? Report()
        : Refusal.NotFound("experiments.no-such-replay", $"There is no replay '{Key.Id}' in this workspace."));

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        // Being activated was all it was for; what is over needs no waking any more.
        if (!State.IsActive) await ForgetReminderAsync();
    }

    protected override object? Describe() => State.Exists ? Report() : null;

    private void GoOn() => worker ??= this.RegisterGrainTimer(StepAsync, new GrainTimerCreationOptions
    {
        DueTime = TimeSpan.Zero,
        Period = StepEvery,
        KeepAlive = true
    });

    private async Task StepAsync(CancellationToken stopping)
    {
        if (!State.IsActive || !pause.IsOver) return;
        if (fit is null) await BeginAsync();
        else if (fit.IsCompleted) await TakeAsync();
        else if (Clock.GetElapsedTime(leasedAt) >= LeaseTerms.RenewEvery) await ClaimAsync([slot!], 0);
    }

    private async Task BeginAsync()
    {
        if (await ClaimAsync([], 1) is not [var granted, ..]) return;
        State.Status = ReplayStatus.Running;
        slot = granted;
        fit = GrainFactory.TrainingSlot(granted).ReplayAsync(State.Work!, State.Package!);
    }

    /// <returns>The slots granted.</returns>
    private async Task<ImmutableArray<string>> ClaimAsync(ImmutableArray<string> held, int wanted)
    {
        var lease = await GrainFactory.SlotLedger().ClaimAsync(
            new SlotClaim(Key.ToString(), held, wanted, State.CreatedAt, State.Status == ReplayStatus.Running));
        leasedAt = Clock.GetTimestamp();
        if (!lease.Lost.IsEmpty && fit is { IsCompleted: false }) await LoseAsync("The process of its slot is gone.");
        return lease.Granted;
    }

    private async Task TakeAsync()
    {
        var ended = fit!;
        try
        {
            var answer = await ended;
            if (answer.Accepted) await EndAsync(answer.Value, null);
            else if (answer.Refusal.Code == SlotRefusals.Vanished) await LoseAsync(answer.Refusal.Message);
            else await EndAsync(null, answer.Refusal.Message);
        }
        catch (Exception fault) when (ended.IsFaulted || ended.IsCanceled)
        {
            LogLost(log, Key.Id, fault);
            await LoseAsync(FailureText.OfCall(fault));
        }
    }

    /// <summary>The fit brought nothing: its slot, its process or the store went away. It is begun again after a pause, some times.</summary>
    private async Task LoseAsync(string reason)
    {
        (fit, slot) = (null, null);
        State.Lost++;
        pause.Begin(RetryTerms.PauseAfter(State.Lost));
        if (State.Lost < RetryTerms.MostLosses) await StoreAsync();
        else await EndAsync(null, $"The fit was lost {State.Lost} times, the last time by: {reason}");
    }

    private async Task EndAsync(ReplayedFit? made, string? reason)
    {
        (fit, slot) = (null, null);
        await GrainFactory.SlotLedger().ReleaseAsync(Key.ToString());
        var run = await GrainFactory.Run(new ResourceKey(Key.Workspace, State.RunId)).RecordAsync();
        var data = await GrainFactory.Dataset(Key.Workspace, State.Work!.Winner.Data.DatasetId).OpenAsync();
        if (!run.Accepted) State.Fail(run.Refusal.Message, []);
        else
        {
            var parts = RecordComparison.Parts(State.Record, run.Value, data.Value, made?.Environment);
            if (made is null) State.Fail(reason!, parts);
            else State.Complete(made.PackageSha256 == State.Package!.Sha256, parts.Append(RecordComparison.Package(State.Package.Sha256, made)));
        }
        string outcome = State.Same is not { } same ? "failed" : same ? "same" : "different";
        instruments.Replayed(outcome);
        try
        {
            await CommitAsync("replay.end", Subject, State.Model, JsonSerializer.Serialize(
                new { version = State.Version, outcome, package_sha256 = made?.PackageSha256 }));
        }
        catch (PublishPendingException pending)
        {
            LogLost(log, Key.Id, pending); // it is stored, and the record sees to list and trail by itself
        }
        await ForgetReminderAsync();
        worker?.Dispose();
        worker = null;
    }

    private async Task ForgetReminderAsync()
    {
        if (await this.GetReminder(Reminder) is { } reminder) await this.UnregisterReminder(reminder);
    }

    private ReplayReport Report() => new(Key.Id, State.Status, State.Model, State.Version, State.RunId, State.Same, [.. State.Parts], State.Reason,
        State.CreatedAt, State.UpdatedAt);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Replay {Replay}: a step brought nothing")]
    private static partial void LogLost(ILogger log, string replay, Exception fault);
}
