using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Kolosal.Backup;

public sealed class BackupScheduleGrainTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 1, 4, 0, 30, 0, TimeSpan.Zero); // a Sunday

    private readonly FakeTimeProvider clock = new(Start);
    private FakeBackupEngine engine = null!;
    private PlatformSilo silo = null!;

    private IBackupDeskGrain Desk => silo.Grains.BackupDesk("acme");

    public async Task InitializeAsync()
    {
        engine = new(clock);
        silo = await PlatformSilo.StartAsync(
            new() { ["Kolosal:Backup:LookMilliseconds"] = "1000" }, clock: clock,
            services: services => services.AddBackup().AddSingleton<IBackupEngine>(engine));
    }

    public async Task DisposeAsync() => await silo.DisposeAsync();

    [Fact]
    public async Task Scheduled_backups_and_drills_come_and_old_chains_go()
    {
        var schedule = new BackupSchedule(true, "0 2 * * *", "0 1 * * *", null, "0 3 * * *", null, 2, 1);
        var set = (await Desk.SetScheduleAsync(schedule, null)).Value!;
        Assert.Equal((Start.AddMinutes(30), Start.AddMinutes(150)), (set.NextBackupAt!.Value, set.NextDrillAt!.Value));
        Assert.Equal("backup.schedule-changed", (await Desk.SetScheduleAsync(schedule with { KeepDays = 9 }, 99)).Refusal!.Code);
        Assert.Equal("backup.bad-schedule", (await Desk.SetScheduleAsync(schedule with { Full = "x" }, null)).Refusal!.Code);

        // 1:00 has nothing to stand on, so a full one is taken; 2:00 the full one; 3:00 the drill; next day's incremental stands on that.
        await AtAsync(Start.AddMinutes(31), 1);
        await AtAsync(Start.AddMinutes(91), 2);
        await AtAsync(Start.AddMinutes(151), 2);
        await AtAsync(Start.AddMinutes(31).AddDays(1), 3);
        string[] taken = Taken();
        Assert.EndsWith(" Full on nothing", taken[0], StringComparison.Ordinal);
        Assert.EndsWith(" Full on nothing", taken[1], StringComparison.Ordinal);
        Assert.EndsWith($" Incremental on {taken[1].Split(' ')[1]}", taken[2], StringComparison.Ordinal);
        await EndAsync(() => Task.FromResult(engine.Asked.Contains($"drill {taken[1].Split(' ')[1]}")));

        // Days later the first chain is older than two days, and not the latest full one.
        string first = taken[0].Split(' ')[1];
        Assert.DoesNotContain($"remove {first}", engine.Asked);
        await AtAsync(Start.AddMinutes(35).AddDays(3), 4);
        await AtAsync(Start.AddMinutes(36).AddDays(3), 4);
        Assert.Contains($"remove {first}", engine.Asked);
        Assert.NotNull((await silo.Grains.Backup("acme", first).GetAsync()).Value!.RemovedAt);
        Assert.Equal("backup.removed", (await silo.Grains.Backup("acme", first).VerifyAsync()).Refusal!.Code);
    }

    /// <summary>Has the desk look at a time, as its reminder does, and so many backups in all be taken and end.</summary>
    private async Task AtAsync(DateTimeOffset time, int taken)
    {
        clock.Advance(time - clock.GetUtcNow());
        await silo.Silo.Client.GetGrain(Desk.GetGrainId()).AsReference<IRemindable>().ReceiveReminder("schedule", default);
        await EndAsync(() => Task.FromResult(Taken().Length >= taken));
        Assert.Equal(taken, Taken().Length);
        foreach (string one in Taken())
            await EndAsync(async () => (await silo.Grains.Backup("acme", one.Split(' ')[1]).GetAsync()).Value!.Status != BackupStatus.InProgress);
    }

    private string[] Taken() => [.. engine.Asked.Where(one => one.StartsWith("take", StringComparison.Ordinal))];

    /// <summary>A second at a time, so that the look at a job has its turn.</summary>
    private Task EndAsync(Func<Task<bool>> ended) => Eventually.HoldsAsync(async () =>
    {
        if (await ended()) return true;
        clock.Advance(TimeSpan.FromSeconds(1));
        return false;
    });
}
