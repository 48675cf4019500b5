using Kolosal.Audit;
using Kolosal.Drift;
using Kolosal.Events;
using Kolosal.Predictions;
using Kolosal.Slo;
using Kolosal.Support;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;

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

    [Fact]
    public async Task Lost_records_are_passed_within_and_at_the_end_and_what_is_left_is_counted_once()
    {
        await using var silo = await PlatformSilo.StartAsync(services: services =>
        {
            services.AddSingleton<ServedLogCache>();
            services.AddSingleton<IServedLog>(provider => new Lossy(provider.GetRequiredService<ServedLogCache>()));
        });
        var model = new MonitoredModel(silo);
        await model.RegisterAsync();
        var log = silo.Service<IPredictionLog>();
        long last = -1;
        for (int i = 0; i < 20 || !Lossy.IsLost(last); i++)
        {
            await model.ServeAsync(new Random(i), 1);
            last = await Eventually.HoldsAsync(
                () => silo.Service<IPredictionLogReader>().LastAsync(log.LogId, model.Key.ToString()), at => at > last);
        }

        foreach (var consumer in FeedWatch.Consumers)
        {
            var grain = silo.Grains.GetGrain<ILogConsumerGrain>(model.Key.ToString(), consumer.FullName);
            await Eventually.HoldsAsync(() => grain.StandAsync(log.LogId, last), standing => standing.Counted == last);
        }

        var stats = await silo.Grains.PredictionStats(model.Key).GetAsync();
        Assert.Equal(Enumerable.Range(0, (int)last + 1).Count(position => !Lossy.IsLost(position)), stats.Requests);
    }

    /// <summary>Of what is served, as a log whose rows were removed hands it out: the positions are passed, the requests are not there.</summary>
    private sealed class Lossy(ServedLogCache real) : IServedLog
    {
        public static bool IsLost(long position) => position % 5 is 3 or 4;

        public async ValueTask<PredictionsServed?> ReadAsync(string logId, string model, long after) =>
            await real.ReadAsync(logId, model, after) is { } read
                ? read with { Requests = [.. read.Requests.Where(request => !IsLost(request.Position))] } : null;
    }
}
