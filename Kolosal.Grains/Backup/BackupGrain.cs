using System.Text.Json;
using Kolosal.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kolosal.Backup;

/// <remarks>Keeps <see cref="BackupState"/>; listed as <c>backup</c>. Has the host's engine work beside its turns, looks at it by a timer, and by a
/// reminder settles what a stopped process left. Tells workspaces on <see cref="Events.BackupStreams"/>, after the write.</remarks>
internal sealed partial class BackupGrain(
    [PersistentState("backup")] IPersistentState<BackupState> storage, ICatalogue catalogue, TimeProvider clock, IBackupEngine engine,
    BackupJobs jobs, IOptionsMonitor<BackupOptions> options, BackupInstruments instruments, ILogger<BackupGrain> log)
    : RecordGrain<BackupState>(storage, catalogue, clock), IBackupGrain, IRemindable
{
    private const string Reminder = "settle";

    private static readonly TimeSpan SettleEvery = TimeSpan.FromMinutes(1);

    private IGrainTimer? looking;

    protected override string CatalogueKind => CatalogueKinds.Backup;

    private string Subject => $"backups/{Key.Id}";

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        if (State.IsAtWork) Watch();
    }

    public async Task<BackupReport> BeginAsync(BackupOrder order)
    {
        if (State.Exists)
        {
            if (State.IsAtWork) Watch();
            return Read();
        }

        if (!order.External) await RemindAsync();
        State.Begin(order, Actor);
        await CommitAsync("backup.start", Subject, null, JsonSerializer.Serialize(new
        {
            type = WireJson.Word(order.Type),
            external = order.External,
            @base = order.BaseId,
        }));
        if (!order.External)
        {
            jobs.Start(TakeJob, () => engine.TakeAsync(new(Key.Id, order.Type, order.BaseId), CancellationToken.None));
            Watch();
        }

        return Read();
    }

    public Task<Result<BackupReport>> GetAsync() =>
        Task.FromResult<Result<BackupReport>>(State.Exists ? Read() : BackupLifecycle.NotFound(Key.Id));

    public async Task<Result<BackupReport>> CompleteAsync(ExternalCompletion completion)
    {
        if (RefuseReport() is { } refusal) return refusal;
        if (State.Status == BackupStatus.Completed && State.Reported == completion) return Read();
        if (BackupLifecycle.Backups.Refuse(State.Status, BackupStatus.Completed, $"Backup {Key.Id}") is { } wrong) return wrong;
        var now = Clock.GetUtcNow();
        State.Reported = completion;
        State.Complete(new(
            completion.SnapshotAt ?? State.CreatedAt, completion.Bytes, 0, 0, completion.Location, completion.OffHost, completion.Encrypted,
            completion.Sha256, (now - State.CreatedAt).TotalSeconds, null), now, verified: false);
        await CommitAsync("backup.complete", Subject, null, JsonSerializer.Serialize(new { external = true, sha256 = completion.Sha256 }));
        await TellAsync(whole: true);
        return Read();
    }

    public async Task<Result<BackupReport>> FailAsync(string reason)
    {
        if (RefuseReport() is { } refusal) return refusal;
        if (State.Status == BackupStatus.Failed && State.Failure == reason) return Read();
        if (BackupLifecycle.Backups.Refuse(State.Status, BackupStatus.Failed, $"Backup {Key.Id}") is { } wrong) return wrong;
        State.Fail(reason, Clock.GetUtcNow());
        await CommitAsync("backup.fail", Subject, null, JsonSerializer.Serialize(new { external = true }));
        await TellAsync(whole: false);
        return Read();
    }

    public async Task<Result<BackupReport>> VerifyAsync()
    {
        if (!State.Exists) return BackupLifecycle.NotFound(Key.Id);
        if (State.Verifying) return Read();
        if (BackupLifecycle.RefuseReading(Read()) is { } refusal) return refusal;
        await RemindAsync();
        State.Verifying = true;
        await CommitAsync("backup.begin-verify", Subject);
        StartVerify();
        Watch();
        return Read();
    }

    public async Task<Result<BackupReport>> RestoreAsync(RestoreOrder order)
    {
        if (!State.Exists) return BackupLifecycle.NotFound(Key.Id);
        if (State.RestoreCommand == order.CommandId) return Read();
        if (BackupLifecycle.Unready(Read()) is { } refusal) return refusal;
        if (BackupLifecycle.Restores.Refuse(State.Restore.Status, RestoreStatus.InProgress, $"The restore of {Key.Id}") is { } wrong) return wrong;
        bool own = !State.Order!.External;
        if (own && engine.Refuse() is { } unable) return unable;
        if (own) await RemindAsync();
        State.BeginRestore(order, Actor, Clock.GetUtcNow());
        await CommitAsync("backup.restore", Subject, null, JsonSerializer.Serialize(new { into = order.Into, external = !own }));
        if (own)
        {
            jobs.Start(RestoreJob, () => engine.RestoreAsync(Key.Id, order.Into, CancellationToken.None));
            Watch();
        }

        return Read();
    }

    public async Task<Result<BackupReport>> CompleteRestoreAsync(RestoreCompletion completion)
    {
        if (RefuseReport() is { } refusal) return refusal;
        var to = completion.Failure is null ? RestoreStatus.Completed : RestoreStatus.Failed;
        if (State.Restore.Status == to && State.Restore.Failure == completion.Failure) return Read();
        if (BackupLifecycle.Restores.Refuse(State.Restore.Status, to, $"The restore of {Key.Id}") is { } wrong) return wrong;
        await EndRestoreAsync(completion.Failure, null);
        return Read();
    }

    public async Task RemoveAsync()
    {
        if (!State.Exists || State.RemovedAt is not null || State.IsAtWork) return;
        await engine.RemoveAsync(Key.Id, CancellationToken.None);
        State.RemovedAt = Clock.GetUtcNow();
        await CommitAsync("backup.remove", Subject);
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (State.IsAtWork) Watch();
        else if (await this.GetReminder(Reminder) is { } reminder) await this.UnregisterReminder(reminder);
    }

    protected override object? Describe() => State.Exists ? Read() : null;

    private Refusal? RefuseReport() => !State.Exists ? BackupLifecycle.NotFound(Key.Id)
        : State.Order!.External ? null : BackupLifecycle.NotExternal(Key.Id);

    private Task<IGrainReminder> RemindAsync() => this.RegisterOrUpdateReminder(Reminder, SettleEvery, SettleEvery);

    private BackupReport Read() => State.Read(Key.Id);
}
