using Microsoft.Extensions.Hosting;
using Orleans.Hosting;

namespace Kolosal.Engine.Tests;

public sealed class HostTests
{
    [Fact]
    public async Task An_open_call_fails_when_the_silo_dies()
    {
        var silo = await TestSilo.StartAsync();
        string gate = EngineFixture.NewKey();
        var call = silo.Client.GetGrain<Scheduling.ITurnGrain>(EngineFixture.NewKey()).HoldAsync(gate);
        await Gate.ReachedAsync(gate);
        await silo.KillAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => call.WaitAsync(TimeSpan.FromSeconds(40)));
        Gate.Open(gate);
        await silo.DisposeAsync();
    }

    [Fact]
    public async Task A_stopping_silo_deactivates_its_grains()
    {
        string key = EngineFixture.NewKey();
        await using (var silo = await TestSilo.StartAsync()) await silo.Client.GetGrain<Life.ILifeGrain>(key).WhoAsync();
        Assert.Equal(["activated", "deactivated ShuttingDown"], Life.Diary.Of(key));
    }

    [Fact]
    public async Task Services_of_the_silo_call_grains()
    {
        await using var silo = await TestSilo.StartAsync();
        Assert.Equal("w/1", await silo.Services.GetRequiredService<IGrainFactory>().GetGrain<Calls.IStringKeyGrain>("w/1").KeyAsync());
        Assert.Equal("w/2", await silo.Services.GetRequiredService<IClusterClient>().GetGrain<Calls.IStringKeyGrain>("w/2").KeyAsync());
    }

    [Fact]
    public async Task A_timer_follows_the_silos_clock()
    {
        var clock = new FakeTimeProvider();
        await using var silo = await TestSilo.StartAsync(new TestSiloOptions { Clock = clock });
        var grain = silo.Client.GetGrain<Timers.ITickingGrain>(EngineFixture.NewKey());
        await grain.StartAsync(TimeSpan.FromHours(1), TimeSpan.FromHours(1));
        clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(0, await grain.TicksAsync());
        clock.Advance(TimeSpan.FromMinutes(1));
        await Eventually.EqualsAsync(1, grain.TicksAsync);
        await Eventually.HoldsAsync(async () =>
        {
            clock.Advance(TimeSpan.FromHours(1));
            return await grain.TicksAsync() >= 3;
        });
    }
}
