using System.Text.Json;
using Kolosal.Events;
using Kolosal.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Streams;

namespace Kolosal.Backup;

/// <remarks>Keeps <see cref="RestoreDrillState"/>; listed as <c>restore_drill</c>. Has the host's engine restore and compare beside its turns. Tells
/// workspaces on <see cref="BackupStreams"/>, after the write.</remarks>
internal sealed partial class RestoreDrillGrain(
    [PersistentState("restore-drill")] IPersistentState<RestoreDrillState> storage, ICatalogue catalogue, TimeProvider clock, IBackupEngine engine,
    BackupJobs jobs, IOptionsMonitor<BackupOptions> options, BackupInstruments instruments, ILogger<RestoreDrillGrain> log)
    : RecordGrain<RestoreDrillState>(storage, catalogue, clock), IRestoreDrillGrain, IRemindable
{
    private const string Reminder = "settle";

    private static readonly TimeSpan SettleEvery = TimeSpan.FromMinutes(1);

    private IGrainTimer? looking;

    protected override string CatalogueKind => CatalogueKinds.RestoreDrill;

    private bool IsRunning => State is { Exists: true, Status: RestoreDrillStatus.Running };

    private string Subject => $"restore-drills/{Key.Id}";

    private string Job => $"{this.GetPrimaryKeyString()}/drill";

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        if (IsRunning) Watch();
    }

    public async Task<RestoreDrillReport> BeginAsync(RestoreDrillOrder order)
    {
        if (State.Exists)
        {
            if (IsRunning) Watch();
            return State.Read(Key.Id);
        }

        await this.RegisterOrUpdateReminder(Reminder, SettleEvery, SettleEvery);
        State.Begin(order, Actor);
        await CommitAsync("backup.start-drill", Subject, null, JsonSerializer.Serialize(new { backup = order.BackupId }));
        jobs.Start(Job, () => engine.DrillAsync(order.BackupId, CancellationToken.None));
        Watch();
        return State.Read(Key.Id);
    }

    public Task<Result<RestoreDrillReport>> GetAsync() =>
        Task.FromResult<Result<RestoreDrillReport>>(State.Exists ? State.Read(Key.Id) : BackupLifecycle.NoDrill(Key.Id));

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (IsRunning) Watch();
        else if (await this.GetReminder(Reminder) is { } reminder) await this.UnregisterReminder(reminder);
    }

    protected override object? Describe() => State.Exists ? State.Read(Key.Id) : null;

    private void Watch()
    {
        var pause = TimeSpan.FromMilliseconds(options.CurrentValue.LookMilliseconds);
        looking ??= this.RegisterGrainTimer(LookAsync, new GrainTimerCreationOptions(pause, pause) { KeepAlive = true });
    }

    private async Task LookAsync()
    {
        var job = jobs.Find<RestoreDrillOutcome>(Job);
        if (IsRunning && job is { IsCompleted: false }) return;
        looking?.Dispose();
        looking = null;
        if (!IsRunning) return;
        var (outcome, failure) = await OutcomeAsync(job);
        State.End(outcome, failure, Clock.GetUtcNow());
        await CommitAsync("backup.end-drill", Subject, null, JsonSerializer.Serialize(new
        {
            backup = State.Order!.BackupId,
            status = WireJson.Word(State.Status),
            golden_rows = outcome?.GoldenRows,
        }));
        jobs.Forget(Job);
        var report = State.Read(Key.Id);
        instruments.Drilled(report);
        await TellAsync(report);
    }

    private async Task<(RestoreDrillOutcome? Outcome, string? Failure)> OutcomeAsync(Task<RestoreDrillOutcome>? job)
    {
        if (job is null) return (null, "The process that ran it ended before it was done.");
        try
        {
            return (await job, null);
        }
        catch (BackupFailedException failed)
        {
            return (null, failed.Message);
        }
        catch (Exception fault)
        {
            // Whatever a drill throws ends that drill alone, and its record says so.
            LogFault(log, fault, Key.Id);
            return (null, fault.Message);
        }
    }

    private async Task TellAsync(RestoreDrillReport drill)
    {
        var told = new RestoreDrilled(
            drill.Id, drill.BackupId, drill.Status == RestoreDrillStatus.Passed, drill.FinishedAt!.Value, drill.Outcome?.RtoSeconds,
            drill.RpoSeconds, drill.Outcome?.GoldenRows ?? 0);
        var backup = await GrainFactory.Backup(Key.Workspace, drill.BackupId).GetAsync();
        foreach (string workspace in (backup.Value?.Content?.Facts?.Chains.Select(chain => chain.Workspace) ?? []).Append(Key.Workspace).Distinct())
        {
            try
            {
                await this.GetStreamProvider(PredictionStream.Provider)
                    .GetStream<RestoreDrilled>(StreamId.Create(BackupStreams.Drills, workspace)).OnNextAsync(told);
            }
            catch (Exception fault)
            {
                LogUntold(log, fault, Key.Id, workspace);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Drill {Drill} was broken off by a fault")]
    private static partial void LogFault(ILogger log, Exception fault, string drill);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The stream did not take the news of drill {Drill} for {Workspace}")]
    private static partial void LogUntold(ILogger log, Exception fault, string drill, string workspace);
}
