using Kolosal.Engine.Tests.Life;

namespace Kolosal.Engine.Tests.Timers;

[Collection(EngineCollection.Name)]
public sealed class TimerTests(EngineFixture engine)
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(5);
    private readonly string _key = EngineFixture.NewKey();

    private ITickingGrain Grain => engine.Grains.GetGrain<ITickingGrain>(_key);

    private Task<int> TicksAtLeastAsync(int ticks) => Eventually.HoldsAsync(Grain.TicksAsync, got => got >= ticks);

    [Fact]
    public async Task A_timer_ticks_again_and_again_on_the_grain()
    {
        await Grain.StartAsync(Soon, Soon);
        await TicksAtLeastAsync(5);
        Assert.True(await Grain.TickedOnGrainAsync());
    }

    [Fact]
    public async Task A_timer_without_a_period_ticks_once()
    {
        await Grain.StartAsync(Soon, Timeout.InfiniteTimeSpan);
        await TicksAtLeastAsync(1);
        Assert.False(await Grain.TicksWhileHeldAsync(1));
        Assert.Equal(1, await Grain.TicksAsync());
    }

    [Fact]
    public async Task A_timer_without_a_due_time_waits_to_be_changed()
    {
        await Grain.StartAsync(Timeout.InfiniteTimeSpan, Soon);
        Assert.Equal(0, await Grain.TicksAsync());
        await Grain.ChangeAsync(Soon, Soon);
        await TicksAtLeastAsync(2);
    }

    [Fact]
    public async Task Ticks_wait_for_the_call_that_runs()
    {
        await Grain.StartAsync(Soon, Soon);
        Assert.False(await Grain.TicksWhileHeldAsync(1));
        await TicksAtLeastAsync(2);
    }

    [Fact]
    public async Task Interleaving_ticks_come_while_a_call_waits()
    {
        await Grain.StartAsync(Soon, Soon, interleave: true);
        Assert.True(await Grain.TicksWhileHeldAsync(3));
    }

    [Fact]
    public async Task A_failing_tick_does_not_end_the_timer()
    {
        await Grain.StartAsync(Soon, Soon, fail: true);
        await TicksAtLeastAsync(3);
    }

    [Fact]
    public async Task A_disposed_timer_ticks_no_more()
    {
        await Grain.StartAsync(Soon, Soon, interleave: true);
        await TicksAtLeastAsync(1);
        await Grain.StopAsync();
        Assert.False(await Grain.TicksWhileHeldAsync(2));
    }

    [Fact]
    public async Task A_timer_ends_with_its_activation()
    {
        await Grain.StartAsync(Soon, Soon);
        await TicksAtLeastAsync(1);
        await engine.Silo.DeactivateAsync(Grain);
        Assert.Equal(0, await Grain.TicksAsync());
        Assert.False(await Grain.TicksWhileHeldAsync(1));
    }

    [Fact]
    public async Task A_timer_keeps_its_grain_only_when_told_to()
    {
        string kept = EngineFixture.NewKey();
        var every = TimeSpan.FromMilliseconds(100);
        await Grain.StartAsync(every, every);
        await engine.Grains.GetGrain<ITickingGrain>(kept).StartAsync(every, every, keepAlive: true);
        await Eventually.HoldsAsync(() => Diary.Of(_key).Contains("deactivated ActivationIdle"));
        Assert.Empty(Diary.Of(kept));
        await engine.Grains.GetGrain<ITickingGrain>(kept).StopAsync();
    }

    [Fact]
    public async Task A_negative_due_time_is_refused() => Assert.Equal("refused", await Grain.RefusedAsync(TimeSpan.FromSeconds(-2)));
}
