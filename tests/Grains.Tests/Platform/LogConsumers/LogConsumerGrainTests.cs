using Kolosal.Audit;
using Kolosal.Drift;
using Kolosal.Predictions;
using Kolosal.Slo;
using Kolosal.Support;
using Kolosal.Testing;

namespace Kolosal.LogConsumers;

/// <summary>What is appended to the prediction log reaches every consumer exactly once, whatever the stream and the process do in between.</summary>
public class LogConsumerGrainTests
{
    [Fact]
    public async Task Counts_are_exact_across_crashes()
    {
        await using var silo = await PlatformSilo.StartAsync();
        var model = new MonitoredModel(silo);
        await model.RegisterAsync();
        var random = new Random(3);
        int served = 0;
        for (int life = 0; life < 4; life++)
        {
            await model.ServeAsync(random, 130);
            served += 130;
            await silo.Silo.KillAsync();
        }

        var drift = await Eventually.HoldsAsync(() => silo.Grains.DriftMonitor(model.Key).GetAsync(), found => found.Value?.RowsCounted >= served);
        Assert.Equal(served, drift.Value!.RowsCounted);
        var slo = await Eventually.HoldsAsync(() => silo.Grains.SloMonitor(model.Key).GetAsync(), found => found.Value?.Requests >= served);
        Assert.Equal(served, slo.Value!.Requests);
        var stats = await Eventually.HoldsAsync(() => silo.Grains.PredictionStats(model.Key).GetAsync(), found => found.Requests >= served);
        Assert.Equal(served, stats.Requests);
        var audit = await silo.Grains.Audit("ws").VerifyAsync();
        Assert.True(audit.Valid, audit.Fault);
    }

    [Fact]
    public async Task Counts_are_exact_when_events_come_twice_and_grains_leave_memory()
    {
        await using var silo = await PlatformSilo.StartAsync(faults: new CallFaults(Seed: 5, Deactivations: 0.1, Redeliveries: 0.5));
        var model = new MonitoredModel(silo);
        await model.RegisterAsync();
        var random = new Random(4);
        for (int i = 0; i < 10; i++) await model.ServeAsync(random, 37);
        var drift = await Eventually.HoldsAsync(() => silo.Grains.DriftMonitor(model.Key).GetAsync(), found => found.Value?.RowsCounted >= 370);
        Assert.Equal(370, drift.Value!.RowsCounted);
    }
}
