using Kolosal.Backup;
using static Kolosal.Faults.Stage;

namespace Kolosal.Faults;

/// <summary>The commands of backups, of an outside tool's where nothing runs beside the grain.</summary>
internal static class BackupCommands
{
    private static readonly ExternalCompletion Completion = new(At, 42, "elsewhere", null, true, true);

    public static readonly Command[] All =
    [
        new("IBackupDeskGrain.StartAsync", async s => (await s.Grains.BackupDesk(s.Workspace).StartAsync("bk_1", Request)).Value?.Status),
        new("IBackupDeskGrain.SetScheduleAsync", async s => (await s.Grains.BackupDesk(s.Workspace).SetScheduleAsync(
            new(false, "0 2 * * *", null, null, null, null, 30, 2), null)).Value?.Schedule),
        new("IBackupGrain.BeginAsync", async s => (await Backup(s).BeginAsync(new(BackupType.Full, true, "tool", null, null, ""))).Status),
        new("IBackupGrain.CompleteAsync", async s => (await Backup(s).CompleteAsync(Completion)).Value?.Status, OrderAsync),
        new("IBackupGrain.FailAsync", async s => (await Backup(s).FailAsync("why")).Value?.Status, OrderAsync),
        new("IBackupGrain.RestoreAsync", async s => (await Backup(s).RestoreAsync(new("r", "elsewhere"))).Value?.Restore.Status, CompleteAsync),
        new("IBackupGrain.CompleteRestoreAsync", async s => (await Backup(s).CompleteRestoreAsync(new(null))).Value?.Restore.Status, async s =>
        {
            await CompleteAsync(s);
            await Backup(s).RestoreAsync(new("r", "elsewhere"));
        }),
    ];

    private static BackupRequest Request => new(BackupType.Full, "tool", "nightly");

    private static IBackupGrain Backup(Stage stage) => stage.Grains.Backup(stage.Workspace, "bk_1");

    private static Task OrderAsync(Stage stage) => stage.Grains.BackupDesk(stage.Workspace).StartAsync("bk_1", Request);

    private static async Task CompleteAsync(Stage stage)
    {
        await OrderAsync(stage);
        await Backup(stage).CompleteAsync(Completion);
    }
}
