using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Kolosal.Storage;

namespace Kolosal.Backup;

/// <remarks>Keeps <see cref="BackupDeskState"/>; listed nowhere. Finds what was taken in the list of backups, and calls
/// <see cref="IBackupGrain"/> and <see cref="IRestoreDrillGrain"/>, which never call back. A reminder every minute keeps the schedule.</remarks>
internal sealed class BackupDeskGrain(
    [PersistentState("backup-desk")] IPersistentState<BackupDeskState> storage, ICatalogue catalogue, TimeProvider clock, IBackupEngine engine)
    : RecordGrain<BackupDeskState>(storage, catalogue, clock), IBackupDeskGrain, IRemindable
{
    private const string Reminder = "schedule";
    private const int PageRows = 500;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);

    private readonly ICatalogue lists = catalogue;

    protected override string CatalogueKind => CatalogueKinds.BackupDesk;

    public async Task<Result<BackupReport>> StartAsync(string id, BackupRequest request)
    {
        var backup = GrainFactory.Backup(Key.Workspace, id);
        if ((await backup.GetAsync()).Value is { } known) return known;
        if (request.Tool is { } tool) return await backup.BeginAsync(new(request.Type, true, tool, null, null, request.Note));
        if (engine.Refuse() is { } unable) return unable;
        if (await RunningAsync() is { } running)
            return Refusal.Conflict("backup.running", $"The backup {running.Id} is being taken; wait until it has ended.");
        var taken = await OwnAsync();
        string? baseId = request.Type switch
        {
            BackupType.Full => null,
            BackupType.Differential => taken.Where(one => one.Type == BackupType.Full).MaxBy(one => one.Content!.SnapshotAt)?.Id,
            _ => taken.MaxBy(one => one.Content!.SnapshotAt)?.Id,
        };
        if (request.Type != BackupType.Full && baseId is null)
            return Refusal.Conflict("backup.no-base", "There is no completed full backup to stand on; take one with type 'full' first.");
        return await backup.BeginAsync(new(
            request.Type, false, null, baseId, taken.Max(one => (DateTimeOffset?)one.Content!.SnapshotAt), request.Note));
    }

    public async Task<Result<RestoreDrillReport>> StartDrillAsync(string id, string? backupId)
    {
        var drill = GrainFactory.RestoreDrill(Key.Workspace, id);
        if ((await drill.GetAsync()).Value is { } known) return known;
        if (engine.Refuse() is { } unable) return unable;
        BackupReport? backup;
        if (backupId is null) backup = (await OwnAsync()).MaxBy(one => one.Content!.SnapshotAt);
        else
        {
            var found = await GrainFactory.Backup(Key.Workspace, backupId).GetAsync();
            if (!found.Accepted) return found.Refusal;
            backup = found.Value;
        }

        if (backup is null) return Refusal.Conflict("backup.nothing-to-restore", "There is no completed backup to restore; take one first.");
        if (BackupLifecycle.RefuseReading(backup) is { } refusal) return refusal;
        return await drill.BeginAsync(new(backup.Id, backup.Content!.SnapshotAt));
    }

    public Task<BackupScheduleReport> GetScheduleAsync() => Task.FromResult(State.Read(Clock.GetUtcNow()));

    public async Task<Result<BackupScheduleReport>> SetScheduleAsync(BackupSchedule schedule, long? ifRevision)
    {
        if (BackupScheduling.Refuse(schedule) is { } refusal) return refusal;
        var now = Clock.GetUtcNow();
        if (State.Exists && State.Schedule == schedule) return State.Read(now);
        if (ifRevision is { } revision && revision != State.Revision)
            return new Refusal(RefusalKind.PreconditionFailed, "backup.schedule-changed",
                $"The schedule is at revision {State.Revision}, not {revision}; read it again.");
        if (schedule.Enabled) await this.RegisterOrUpdateReminder(Reminder, LookEvery, LookEvery);
        State.Set(schedule, now);
        await CommitAsync("backup.schedule", "backups/schedule", null, JsonSerializer.Serialize(new
        {
            enabled = schedule.Enabled,
            full = schedule.Full,
            incremental = schedule.Incremental,
            differential = schedule.Differential,
            drill = schedule.Drill,
            keep_days = schedule.KeepDays,
            keep_fulls = schedule.KeepFulls,
        }));
        return State.Read(now);
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (!State.Schedule.Enabled)
        {
            if (await this.GetReminder(Reminder) is { } reminder) await this.UnregisterReminder(reminder);
            return;
        }

        var (after, now) = (State.ScheduledUpTo, Clock.GetUtcNow());
        string? refusal = null;
        bool due = false;
        if (BackupScheduling.DueBackup(State.Schedule, after, now) is { } type)
        {
            due = true;
            if (type != BackupType.Full && (await OwnAsync()).Count == 0) type = BackupType.Full;
            refusal = (await StartAsync(IdOf("bk", after), new(type, null, "Scheduled."))).Refusal?.Message;
        }

        if (BackupScheduling.IsDrillDue(State.Schedule, after, now))
        {
            due = true;
            refusal = (await StartDrillAsync(IdOf("drill", after), null)).Refusal?.Message ?? refusal;
        }

        State.ScheduledUpTo = now;
        if (due) State.LastRefusal = refusal;
        await StoreAsync();
        await RemoveOldAsync(now);
    }

    protected override object? Describe() => null;

    private async Task RemoveOldAsync(DateTimeOffset now)
    {
        KeptBackup[] kept = [.. (await OwnAsync()).Select(one => new KeptBackup(one.Id, one.BaseId, one.Content!.SnapshotAt))];

        // What is being taken stands on something that must not go meanwhile.
        if (kept.Length == 0 || await RunningAsync() is not null) return;
        foreach (string id in BackupChains.ToRemove(kept, now.AddDays(-State.Schedule.KeepDays), State.Schedule.KeepFulls))
            await GrainFactory.Backup(Key.Workspace, id).RemoveAsync();
    }

    private async Task<BackupReport?> RunningAsync() => (await ListAsync(BackupStatus.InProgress)).FirstOrDefault();

    /// <summary>The platform's own completed backups whose content is there.</summary>
    private async Task<List<BackupReport>> OwnAsync() => [.. (await ListAsync(BackupStatus.Completed)).Where(one => one.RemovedAt is null)];

    private async Task<List<BackupReport>> ListAsync(BackupStatus status)
    {
        var found = new List<BackupReport>();
        for (int page = 1; ; page++)
        {
            var listed = await lists.QueryAsync(
                new(Key.Workspace, CatalogueKinds.Backup,
                    [new("status", FilterOperator.Equal, WireJson.Word(status)), new("external", FilterOperator.Equal, "false")], "id", page,
                    PageRows),
                CancellationToken.None);
            foreach (var entry in listed.Items) found.Add(JsonSerializer.Deserialize<BackupReport>(entry.Document, WireJson.Options)!);
            if (listed.Items.Length < PageRows) return found;
        }
    }

    /// <summary>The id of what comes due behind a time: the same however often it is asked.</summary>
    private string IdOf(string kind, DateTimeOffset after) => $"{kind}_" + Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Key.Workspace}/{kind}/{State.Revision}/{after.UtcTicks}"))))[..20];
}
