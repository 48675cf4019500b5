using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Backup;

public sealed class BackupGrainTests : IAsyncLifetime
{
    private readonly FakeBackupEngine engine = new(TimeProvider.System);
    private PlatformSilo silo = null!;

    private IBackupDeskGrain Desk => silo.Grains.BackupDesk("acme");

    public async Task InitializeAsync() => silo = await PlatformSilo.StartAsync(
        new() { ["Kolosal:Backup:LookMilliseconds"] = "20" },
        services: services => services.AddBackup().AddSingleton<IBackupEngine>(engine));

    public async Task DisposeAsync() => await silo.DisposeAsync();

    [Fact]
    public async Task A_backup_is_taken_once_and_the_next_stands_on_it()
    {
        Assert.Equal("backup.no-base", (await Desk.StartAsync("bk_0", new(BackupType.Incremental, null, ""))).Refusal!.Code);
        engine.Gate = new();
        var started = (await Desk.StartAsync("bk_1", new(BackupType.Full, null, "first"))).Value!;
        Assert.Equal((BackupStatus.InProgress, false, "first"), (started.Status, started.External, started.Note));
        Assert.Equal("backup.running", (await Desk.StartAsync("bk_2", new(BackupType.Full, null, ""))).Refusal!.Code);
        Assert.Equal("bk_1", (await Desk.StartAsync("bk_1", new(BackupType.Full, null, "first"))).Value!.Id);
        Assert.Equal("backup.not-completed", (await silo.Grains.Backup("acme", "bk_1").VerifyAsync()).Refusal!.Code);
        engine.Gate.SetResult();
        var full = await EndedAsync("bk_1");
        Assert.Equal((BackupStatus.Completed, (double?)null), (full.Status, full.RpoSeconds));
        Assert.NotNull(full.VerifiedAt);

        await Desk.StartAsync("bk_2", new(BackupType.Incremental, null, ""));
        var second = await EndedAsync("bk_2");
        Assert.Equal(("bk_1", (second.Content!.SnapshotAt - full.Content!.SnapshotAt).TotalSeconds), (second.BaseId, second.RpoSeconds));
        await Desk.StartAsync("bk_3", new(BackupType.Incremental, null, ""));
        Assert.Equal("bk_2", (await EndedAsync("bk_3")).BaseId);
        await Desk.StartAsync("bk_4", new(BackupType.Differential, null, ""));
        Assert.Equal("bk_1", (await EndedAsync("bk_4")).BaseId);
        Assert.Equal(
            ["take bk_1 Full on nothing", "take bk_2 Incremental on bk_1", "take bk_3 Incremental on bk_2", "take bk_4 Differential on bk_1"],
            engine.Asked);
    }

    [Fact]
    public async Task A_backup_that_fails_says_why_and_is_no_base()
    {
        engine.Fails = "No space left on the target.";
        await Desk.StartAsync("bk_1", new(BackupType.Full, null, ""));
        var failed = await EndedAsync("bk_1");
        Assert.Equal((BackupStatus.Failed, "No space left on the target.", (BackupContent?)null), (failed.Status, failed.Failure, failed.Content));
        Assert.Equal("backup.no-base", (await Desk.StartAsync("bk_2", new(BackupType.Incremental, null, ""))).Refusal!.Code);
        Assert.Equal("backup.not-completed", (await silo.Grains.Backup("acme", "bk_1").RestoreAsync(new("r", "into"))).Refusal!.Code);
    }

    [Fact]
    public async Task What_a_killed_process_left_is_settled_by_what_lies_in_the_target()
    {
        engine.Gate = new();
        await Desk.StartAsync("bk_lost", new(BackupType.Full, null, ""));
        await silo.KillAsync();
        engine.Gate = FakeBackupEngine.Done();
        await silo.Grains.Backup("acme", "bk_lost").GetAsync(); // as the reminder does within a minute
        var lost = await EndedAsync("bk_lost");
        Assert.Equal(BackupStatus.Failed, lost.Status);
        Assert.Contains("ended before it was done", lost.Failure, StringComparison.Ordinal);
        Assert.Contains("remove bk_lost", engine.Asked);

        engine.Gate = new();
        await Desk.StartAsync("bk_there", new(BackupType.Full, null, ""));
        engine.Stored["bk_there"] = new(DateTimeOffset.UnixEpoch, 1, 1, 1, "/backups", false, true, null, 1, null);
        await silo.KillAsync();
        engine.Gate = FakeBackupEngine.Done();
        await silo.Grains.Backup("acme", "bk_there").GetAsync();
        Assert.Equal(BackupStatus.Completed, (await EndedAsync("bk_there")).Status);
        Assert.Contains("verify bk_there", engine.Asked);
    }

    [Fact]
    public async Task Damage_that_a_verification_finds_makes_the_backup_failed()
    {
        await Desk.StartAsync("bk_1", new(BackupType.Full, null, ""));
        await EndedAsync("bk_1");
        var backup = silo.Grains.Backup("acme", "bk_1");
        engine.Fails = "The store is away.";
        Assert.True((await backup.VerifyAsync()).Value!.Verifying);
        var unknown = await ReadAsync("bk_1", one => !one.Verifying);
        Assert.Equal((BackupStatus.Completed, "Not verified: The store is away."), (unknown.Status, unknown.Failure));
        (engine.Fails, engine.Damaged) = (null, "Pack 1 was changed at byte 7.");
        await backup.VerifyAsync();
        var damaged = await ReadAsync("bk_1", one => !one.Verifying);
        Assert.Equal((BackupStatus.Failed, engine.Damaged), (damaged.Status, damaged.Failure));
        Assert.Equal("backup.no-base", (await Desk.StartAsync("bk_2", new(BackupType.Incremental, null, ""))).Refusal!.Code);
    }

    [Fact]
    public async Task A_restore_runs_once_for_a_command_and_again_for_another()
    {
        await Desk.StartAsync("bk_1", new(BackupType.Full, null, ""));
        await EndedAsync("bk_1");
        var backup = silo.Grains.Backup("acme", "bk_1");
        engine.Gate = new();
        await backup.RestoreAsync(new("one", "into"));
        await backup.RestoreAsync(new("one", "into"));
        Assert.Equal("workflow.transition-not-allowed", (await backup.RestoreAsync(new("two", "other"))).Refusal!.Code);
        Assert.Equal("backup.not-external", (await backup.CompleteRestoreAsync(new(null))).Refusal!.Code);
        engine.Gate.SetResult();
        var restored = (await ReadAsync("bk_1", one => one.Restore.Status == RestoreStatus.Completed)).Restore;
        Assert.Equal("/restored/into", restored.Into);
        Assert.True(restored.Seconds >= 0);
        engine.Fails = "The folder is not empty.";
        await backup.RestoreAsync(new("two", "into"));
        Assert.Equal(engine.Fails, (await ReadAsync("bk_1", one => one.Restore.Status == RestoreStatus.Failed)).Restore.Failure);
        Assert.Equal(2, engine.Asked.Count(one => one.StartsWith("restore", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_outside_tools_backup_is_reported_and_marked()
    {
        var started = (await Desk.StartAsync("bk_x", new(BackupType.Full, "pgbackrest", "nightly"))).Value!;
        Assert.Equal((true, "pgbackrest"), (started.External, started.Tool));
        var backup = silo.Grains.Backup("acme", "bk_x");
        var completion = new ExternalCompletion(null, 42, "s3://elsewhere", null, true, true);
        var completed = (await backup.CompleteAsync(completion)).Value!;
        Assert.Equal((BackupStatus.Completed, 42, (DateTimeOffset?)null), (completed.Status, completed.Content!.Bytes, completed.VerifiedAt));
        Assert.Equal(completed.Revision, (await backup.CompleteAsync(completion)).Value!.Revision);
        Assert.Equal("workflow.transition-not-allowed", (await backup.CompleteAsync(completion with { Bytes = 43 })).Refusal!.Code);
        Assert.Equal("backup.external", (await backup.VerifyAsync()).Refusal!.Code);
        Assert.Equal("backup.external", (await Desk.StartDrillAsync("drill_1", "bk_x")).Refusal!.Code);
        Assert.Equal("backup.no-base", (await Desk.StartAsync("bk_2", new(BackupType.Incremental, null, ""))).Refusal!.Code);

        Assert.Equal("workflow.transition-not-allowed", (await backup.CompleteRestoreAsync(new(null))).Refusal!.Code);
        await backup.RestoreAsync(new("r1", "the other site"));
        Assert.Equal(RestoreStatus.Completed, (await backup.CompleteRestoreAsync(new(null))).Value!.Restore.Status);
        Assert.Equal(BackupStatus.Failed, (await backup.FailAsync("Found damaged.")).Value!.Status);
        Assert.Equal("workflow.transition-not-allowed", (await backup.FailAsync("Again.")).Refusal!.Code);
        Assert.Empty(engine.Asked);
    }

    [Fact]
    public async Task A_drill_passes_when_all_is_equal_and_fails_otherwise()
    {
        Assert.Equal("backup.nothing-to-restore", (await Desk.StartDrillAsync("drill_0", null)).Refusal!.Code);
        Assert.Equal("backup.not-found", (await Desk.StartDrillAsync("drill_0", "bk_none")).Refusal!.Code);
        await Desk.StartAsync("bk_1", new(BackupType.Full, null, ""));
        await EndedAsync("bk_1");
        await Desk.StartDrillAsync("drill_1", null);
        var passed = await DrilledAsync("drill_1");
        Assert.Equal((RestoreDrillStatus.Passed, "bk_1"), (passed.Status, passed.BackupId));
        Assert.Equal((2.5, 7L), (passed.Outcome!.RtoSeconds, passed.Outcome.GoldenRows));
        Assert.True(passed.RpoSeconds >= 0);
        engine.Equal = false;
        await Desk.StartDrillAsync("drill_2", "bk_1");
        Assert.Equal(RestoreDrillStatus.Failed, (await DrilledAsync("drill_2")).Status);
        engine.Fails = "The target is away.";
        await Desk.StartDrillAsync("drill_3", "bk_1");
        var failed = await DrilledAsync("drill_3");
        Assert.Equal((RestoreDrillStatus.Failed, engine.Fails, (RestoreDrillOutcome?)null), (failed.Status, failed.Failure, failed.Outcome));
        Assert.Equal("drill_1", (await Desk.StartDrillAsync("drill_1", null)).Value!.Id);
    }

    private Task<BackupReport> EndedAsync(string id) => ReadAsync(id, one => one.Status != BackupStatus.InProgress);

    private async Task<BackupReport> ReadAsync(string id, Func<BackupReport, bool> wanted)
    {
        BackupReport? found = null;
        await Eventually.HoldsAsync(async () =>
            (found = (await silo.Grains.Backup("acme", id).GetAsync()).Value) is { } read && wanted(read));
        return found!;
    }

    private async Task<RestoreDrillReport> DrilledAsync(string id)
    {
        RestoreDrillReport? found = null;
        await Eventually.HoldsAsync(async () => (found = (await silo.Grains.RestoreDrill("acme", id).GetAsync()).Value)
            is { Status: not RestoreDrillStatus.Running });
        return found!;
    }
}
