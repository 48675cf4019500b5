using Kolosal.Drift;
using Kolosal.Events;
using Kolosal.Incidents;
using Kolosal.LogConsumers;
using Kolosal.Slo;
using Kolosal.Storage;
using Kolosal.Support;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Predictions;

/// <summary>Consumers keep up though the stream is silent; one that cannot does not stop the others, and is told of.</summary>
public class FeedWatchTests
{
    [Fact]
    public async Task Consumers_catch_up_though_the_stream_delivers_nothing()
    {
        await using var silo = await PlatformSilo.StartAsync(services: services =>
            services.AddSingleton<IPredictionPublisher>(provider => new Silent(provider.GetRequiredService<FeedWatch>())));
        var model = new MonitoredModel(silo);
        await model.RegisterAsync();
        await model.ServeAsync(new Random(1), 40);
        Assert.Equal(40, (await Eventually.HoldsAsync(
            () => silo.Grains.DriftMonitor(model.Key).GetAsync(), found => found.Value?.RowsCounted >= 40)).Value!.RowsCounted);
        Assert.Empty(silo.Service<FeedWatch>().Stalled);
    }

    [Fact]
    public async Task A_consumer_that_cannot_be_constructed_stops_nobody_and_raises_an_incident()
    {
        using var measured = new Measurements("Kolosal.Predictions");
        await using var silo = await PlatformSilo.StartAsync(
            new() { ["Kolosal:Predictions:StalledSeconds"] = "5" },
            services: services => services.Remove(services.Last(service => service.ServiceType == typeof(SloInstruments))));
        var model = new MonitoredModel(silo);
        await model.RegisterAsync();
        await model.ServeAsync(new Random(2), 30);
        await Eventually.HoldsAsync(() => silo.Grains.DriftMonitor(model.Key).GetAsync(), found => found.Value?.RowsCounted >= 30);
        await Eventually.HoldsAsync(() => silo.Grains.PredictionStats(model.Key).GetAsync(), found => found.Requests >= 30);

        // On a busy machine others may fall behind for a while; in the end it is this one alone.
        var stalled = (await Eventually.HoldsAsync(
            () => Task.FromResult(silo.Service<FeedWatch>().Stalled), found => found is [{ Consumer: "slo-monitor" }]))[0];
        Assert.Equal(("slo-monitor", "ws/loans", null), (stalled.Consumer, stalled.Model, stalled.Counted));
        var incident = await Eventually.HoldsAsync(
            async () => (await silo.Service<ICatalogue>().QueryAsync(new("ws", CatalogueKinds.Incident, []), default)).Items
                .FirstOrDefault(item => item.Document.Contains("slo-monitor of loans does not keep up", StringComparison.Ordinal)),
            found => found is not null);
        Assert.NotNull(incident);
        Assert.True(measured.Count("kolosal.predictions.feed.stalls", "consumer=slo-monitor") >= 1);
    }

    [Fact]
    public async Task Counting_that_throws_waits_longer_each_time_and_goes_on_where_it_stopped()
    {
        var failing = new Failing();
        await using var silo = await PlatformSilo.StartAsync(services: services =>
        {
            services.AddSingleton<ServedLogCache>();
            services.AddSingleton<IServedLog>(provider => failing.Over(provider.GetRequiredService<ServedLogCache>()));
        });
        var model = new MonitoredModel(silo);
        await model.RegisterAsync();
        await model.ServeAsync(new Random(3), 10);
        await Eventually.HoldsAsync(() => silo.Grains.DriftMonitor(model.Key).GetAsync(), found => found.Value?.RowsCounted >= 10);

        failing.Fault = new InvalidDataException("A record of the test cannot be read.");
        await model.ServeAsync(new Random(4), 10);
        var held = (await Eventually.HoldsAsync(
            () => silo.Grains.DriftMonitor(model.Key).GetAsync(), found => found.Value?.Held is { Attempts: >= 2 })).Value!;
        Assert.InRange(held.RowsCounted, 0, 10); // what was counted and not yet stored is counted again
        Assert.Contains("cannot be read", held.Held!.Reason, StringComparison.Ordinal);

        failing.Fault = null;
        var counted = (await Eventually.HoldsAsync(
            () => silo.Grains.DriftMonitor(model.Key).GetAsync(), found => found.Value?.RowsCounted >= 20)).Value!;
        Assert.Equal((20, null), (counted.RowsCounted, counted.Held));
    }

    [Fact]
    public void Consumers_have_names_that_people_know() => Assert.Equal(
        [
            "drift-monitor", "fairness-monitor", "feedback", "performance-monitor", "prediction-audit", "prediction-stats", "referral-intake",
            "slo-monitor", "traffic-monitor",
        ],
        FeedWatch.Consumers.Select(FeedWatch.Name));

    private sealed class Silent(FeedWatch watch) : IPredictionPublisher
    {
        public Task PublishAsync(string model, PredictionsLogged logged, CancellationToken cancel)
        {
            watch.Heard(model, logged);
            return Task.CompletedTask;
        }
    }

    private sealed class Failing : IServedLog
    {
        private IServedLog? real;

        public Exception? Fault { get; set; }

        public IServedLog Over(IServedLog log)
        {
            real = log;
            return this;
        }

        public ValueTask<PredictionsServed?> ReadAsync(string logId, string model, long after) =>
            Fault is null ? real!.ReadAsync(logId, model, after) : throw Fault;
    }
}
