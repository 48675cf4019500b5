using Kolosal.Engine.Tests.Life;

namespace Kolosal.Engine.Tests.Timers;

[Collection(EngineCollection.Name)]
public sealed class ReminderTests(EngineFixture engine)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly string _key = EngineFixture.NewKey();

    private IRemindedGrain Grain => engine.Grains.GetGrain<IRemindedGrain>(_key);

    [Fact]
    public async Task A_reminder_wakes_its_grain()
    {
        await Grain.RegisterAsync("wake", TimeSpan.FromMilliseconds(500), Minute);
        await engine.Silo.DeactivateAsync(Grain);
        await Eventually.HoldsAsync(() => Diary.Of(_key).Contains("wake every 1 min, first before now: True"));
        Assert.Equal(1, await Grain.TicksAsync());
        Assert.True(await Grain.UnregisterAsync("wake"));
    }

    [Fact]
    public async Task A_period_under_a_minute_is_refused() =>
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Grain.RegisterAsync("fast", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(59)));

    [Fact]
    public async Task Reminders_are_found_replaced_and_taken_back_by_name()
    {
        await Grain.RegisterAsync("a", Minute, Minute);
        await Grain.RegisterAsync("b", Minute, Minute);
        await Grain.RegisterAsync("a", Minute * 2, Minute);
        Assert.Equal(["a", "b"], (await Grain.NamesAsync()).Order());
        Assert.True(await Grain.UnregisterAsync("a"));
        Assert.False(await Grain.UnregisterAsync("a"));
        Assert.Equal(["b"], await Grain.NamesAsync());
        Assert.True(await Grain.UnregisterAsync("b"));
    }

    [Fact]
    public async Task A_class_that_takes_no_reminders_cannot_ask_for_them() => await Assert.ThrowsAsync<InvalidOperationException>(
        engine.Grains.GetGrain<IForgetfulGrain>(EngineFixture.NewKey()).RegisterAsync);

    [Fact]
    public async Task A_reminder_survives_a_crash_of_the_silo()
    {
        await using var silo = await TestSilo.StartAsync();
        string key = EngineFixture.NewKey();
        await silo.Client.GetGrain<IRemindedGrain>(key).RegisterAsync("late", TimeSpan.FromSeconds(4), Minute);
        await silo.KillAsync();
        Assert.Equal(["late"], await silo.Client.GetGrain<IRemindedGrain>(key).NamesAsync());
        await Eventually.HoldsAsync(() => Diary.Of(key).Count > 0);
    }
}
