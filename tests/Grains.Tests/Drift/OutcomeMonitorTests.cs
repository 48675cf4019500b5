using Kolosal.Events;
using Kolosal.Incidents;
using Kolosal.LogConsumers;
using Kolosal.Support;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Drift;

/// <summary>Outcomes on their way through the monitor's grain, as records of a log made by hand.</summary>
public class OutcomeMonitorTests
{
    private const int Window = 200, Together = 20;
    private const string LogId = "hand";

    [Fact]
    public async Task Outcomes_that_are_wrong_more_often_raise_concept_drift()
    {
        var log = new HandMade();
        await using var silo = await PlatformSilo.StartAsync(services: services => services.AddSingleton<IServedLog>(log));
        var model = new MonitoredModel(silo);
        await model.RegisterAsync(reference: MonitoredModel.Reference() with { Detail = OutcomeDriftTests.Detail(0.1).ToReference() });
        var monitor = silo.Grains.DriftMonitor(model.Key);
        await monitor.ConfigureAsync(new(Window, 0.01, EarlyAlarm: false, Detectors: ["hddm_a"]));
        var random = new Random(6);
        log.Add(new ServedRequest(0, Guid.NewGuid(), 1, At(0), 1, null, false, 1, [0, 0], [0.4, 0.6], [1]));
        log.Report(random, Window, errorRate: 0.1, version: 1);
        log.Report(random, Window, errorRate: 0.9, version: 7); // of a version that is not counted
        log.Report(random, Together, errorRate: 1, version: 1, corrects: true); // counted when they first came
        var calm = await CountAsync(monitor, log);
        Assert.Equal((Window, 1, 0), (calm.RowsCounted, calm.Windows, calm.RowsInWindow));
        Assert.False(calm.Last!.Drifted);

        log.Report(random, Window, errorRate: 0.5, version: 1);
        var alarmed = await CountAsync(monitor, log);
        var report = alarmed.Last!;
        Assert.Equal((2, 1, "rows"), (alarmed.Windows, alarmed.Alarms, report.ClosedBy));
        Assert.Contains(
            report.Findings, finding => finding is { Type: DriftType.ConceptDrift, Subject: "errors", Test: "fisher_exact", Drifted: true });
        Assert.Contains(report.Findings, finding => finding is { Test: "hddm_a", FalseAlarm: null, Drifted: true });
        var incident = (await silo.Grains.Incident("ws", report.IncidentId!).GetAsync()).Value!;
        Assert.Equal((IncidentType.Drift, At(0).Date), (incident.Type, incident.BeganAt.Date));
    }

    [Fact]
    public async Task Bets_close_a_window_of_outcomes_early()
    {
        var log = new HandMade();
        await using var silo = await PlatformSilo.StartAsync(services: services => services.AddSingleton<IServedLog>(log));
        var model = new MonitoredModel(silo);
        await model.RegisterAsync(reference: MonitoredModel.Reference() with { Detail = OutcomeDriftTests.Detail(0.1).ToReference() });
        var monitor = silo.Grains.DriftMonitor(model.Key);
        await monitor.ConfigureAsync(new(100_000, 0.01));
        log.Add(new ServedRequest(0, Guid.NewGuid(), 1, At(0), 1, null, false, 1, [0, 0], [0.4, 0.6], [1]));
        log.Report(new Random(7), 1_000, errorRate: 0.5, version: 1);
        var found = await CountAsync(monitor, log);
        Assert.Equal(1, found.Windows); // afterwards they wait for a calm one
        Assert.Equal("early_alarm", found.Last!.ClosedBy);
        Assert.Contains(found.Last.Findings, finding => finding is { Subject: "errors", Test: "e_process", Drifted: true });
    }

    private static DateTimeOffset At(int seconds) => new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddSeconds(seconds);

    private static async Task<OutcomeMonitor> CountAsync(IDriftMonitorGrain monitor, HandMade log)
    {
        await Eventually.HoldsAsync(
            () => monitor.AsReference<ILogConsumerGrain>().StandAsync(LogId, log.Last), standing => standing.Counted == log.Last);
        return (await monitor.GetAsync()).Value!.Outcomes!;
    }

    private sealed class HandMade : IServedLog
    {
        private readonly List<ServedRequest> records = [];

        public long Last => records.Count - 1;

        public void Add(ServedRequest record) => records.Add(record with { Position = records.Count });

        public void Report(Random random, int outcomes, double errorRate, int version, bool corrects = false)
        {
            for (int sent = 0; sent < outcomes; sent += Together)
                Add(new(0, Guid.NewGuid(), version, At(records.Count), 0, null, false, 0, [], [], [], [.. Enumerable.Range(0, Together).Select(row =>
                {
                    int actual = random.NextDouble() < 0.3 ? 1 : 0, decision = random.NextDouble() < errorRate ? 1 - actual : actual;
                    return new PredictionOutcome(
                        Guid.NewGuid(), row, At(0), actual, corrects ? 1 - actual : null, [0, 0], [1 - decision, decision], decision);
                })]));
        }

        public ValueTask<PredictionsServed?> ReadAsync(string logId, string model, long after) => new(
            logId != LogId || after >= Last ? null : new PredictionsServed(LogId, after, after + 1, Last, [.. records.Skip((int)after + 1)]));
    }
}
