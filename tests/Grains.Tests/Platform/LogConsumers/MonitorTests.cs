using Kolosal.Audit;
using Kolosal.Drift;
using Kolosal.Events;
using Kolosal.Fairness;
using Kolosal.Incidents;
using Kolosal.Models;
using Kolosal.Predictions;
using Kolosal.Slo;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Monitoring;

/// <summary>What is appended to the prediction log reaches every monitor exactly once, whatever the stream and the process do in between.</summary>
public class MonitorTests
{
    private const int Window = 200;
    private static readonly ModelKey Model = new("ws", "loans");
    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Kolosal:Drift:WindowRows"] = $"{Window}",
        ["Kolosal:Fairness:WindowRows"] = $"{Window}",
    };

    [Fact]
    public async Task A_shifted_stream_raises_one_drift_incident_and_a_calm_one_none()
    {
        await using var silo = await PlatformSilo.StartAsync(Settings);
        await RegisterAsync(silo);
        var random = new Random(1);
        await ServeAsync(silo, random, Window, shift: 0);
        var calm = await DriftAsync(silo, windows: 1);
        Assert.False(calm.Last!.Drifted);
        Assert.Null(calm.Last.IncidentId);

        await ServeAsync(silo, random, 2 * Window, shift: 2);
        var alarmed = await DriftAsync(silo, windows: 3);
        Assert.Equal(2, alarmed.Alarms);
        Assert.Equal("x", alarmed.Last!.Columns[0].Name);
        var incident = (await silo.Grains.Incident("ws", alarmed.Last.IncidentId!).GetAsync()).Value!;
        Assert.Equal((IncidentType.Drift, 2), (incident.Type, incident.Signals));
        Assert.True(incident.MttdSeconds >= 0);
    }

    [Fact]
    public async Task Unequal_selection_raises_a_fairness_incident()
    {
        await using var silo = await PlatformSilo.StartAsync(Settings);
        await RegisterAsync(silo);
        await ServeAsync(silo, new Random(2), Window, shift: 0, selectFemale: 0.2, selectMale: 0.7);
        var monitor = await Eventually.HoldsAsync(() => silo.Grains.FairnessMonitor(Model).GetAsync(), found => found.Value?.Windows == 1);
        var verdict = Assert.Single(monitor.Value!.Last!.Attributes);
        Assert.True(verdict.Unfair);
        Assert.InRange(verdict.DisparateImpact!.Value, 0.1, 0.6);
        Assert.NotNull(monitor.Value.Last.IncidentId);
    }

    [Fact]
    public async Task Failures_of_ours_burn_the_budget_and_mistakes_of_callers_do_not()
    {
        await using var silo = await PlatformSilo.StartAsync(Settings);
        await RegisterAsync(silo);
        for (int i = 0; i < 60; i++) await AppendAsync(silo, Failed(clientFault: true));
        var calm = await SloAsync(silo, requests: 60);
        Assert.Equal(SloStatus.OnTrack, calm.Objectives[0].Status);

        for (int i = 0; i < 60; i++) await AppendAsync(silo, Failed(clientFault: false));
        var burning = await SloAsync(silo, requests: 120);
        Assert.Equal(SloStatus.Breached, burning.Objectives[0].Status);
        Assert.Equal((120, 60), (burning.Objectives[0].Total, burning.Objectives[0].Bad));
        Assert.NotNull(burning.Objectives[0].IncidentId);
    }

    [Fact]
    public async Task Counts_are_exact_across_crashes()
    {
        await using var silo = await PlatformSilo.StartAsync(Settings);
        await RegisterAsync(silo);
        var random = new Random(3);
        int served = 0;
        for (int life = 0; life < 4; life++)
        {
            await ServeAsync(silo, random, 130, shift: 0);
            served += 130;
            await silo.Silo.KillAsync();
        }
        var drift = await Eventually.HoldsAsync(() => silo.Grains.DriftMonitor(Model).GetAsync(), found => found.Value?.RowsCounted >= served);
        Assert.Equal(served, drift.Value!.RowsCounted);
        var slo = await SloAsync(silo, requests: served);
        Assert.Equal(served, slo.Requests);
        var audit = await silo.Grains.Audit("ws").VerifyAsync();
        Assert.True(audit.Valid, audit.Fault);
    }

    [Fact]
    public async Task Counts_are_exact_when_events_come_twice_and_grains_leave_memory()
    {
        await using var silo = await PlatformSilo.StartAsync(Settings, new CallFaults(Seed: 5, Deactivations: 0.1, Redeliveries: 0.5));
        await RegisterAsync(silo);
        var random = new Random(4);
        for (int i = 0; i < 10; i++) await ServeAsync(silo, random, 37, shift: 0);
        var drift = await Eventually.HoldsAsync(() => silo.Grains.DriftMonitor(Model).GetAsync(), found => found.Value?.RowsCounted >= 370);
        Assert.Equal(370, drift.Value!.RowsCounted);
    }

    private static async Task<DriftMonitor> DriftAsync(PlatformSilo silo, long windows) =>
        (await Eventually.HoldsAsync(() => silo.Grains.DriftMonitor(Model).GetAsync(), found => found.Value?.Windows >= windows)).Value!;

    private static async Task<SloMonitor> SloAsync(PlatformSilo silo, long requests) =>
        (await Eventually.HoldsAsync(() => silo.Grains.SloMonitor(Model).GetAsync(), found => found.Value?.Requests >= requests)).Value!;

    private static async Task ServeAsync(PlatformSilo silo, Random random, int rows, double shift, double selectFemale = 0.5, double selectMale = 0.5)
    {
        for (int i = 0; i < rows; i++)
        {
            int sex = random.Next(2);
            bool selected = random.NextDouble() < (sex == 0 ? selectFemale : selectMale);
            await AppendAsync(silo, new(
                0, Guid.NewGuid(), 1, DateTimeOffset.UtcNow, 2, null, false, 1, [Normal(random) + shift, sex], selected ? [0.2, 0.8] : [0.8, 0.2],
                    [selected ? 1 : 0]));
        }
    }

    private static Task AppendAsync(PlatformSilo silo, ServedRequest request) =>
        silo.Services.GetRequiredService<IPredictionLog>().AppendAsync(Model.ToString(), new byte[32], request, durable: true).AsTask();

    private static ServedRequest Failed(bool clientFault) =>
        new(0, Guid.NewGuid(), 1, DateTimeOffset.UtcNow, 1, clientFault ? "predict.bad-rows" : "predict.fault", clientFault, 1, [], [], []);

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static async Task RegisterAsync(PlatformSilo silo)
    {
        // Deciles of the standard normal distribution; a thousand rows in each tenth.
        double[] edges = [-1.2816, -0.8416, -0.5244, -0.2533, 0, 0.2533, 0.5244, 0.8416, 1.2816];
        var x = new ColumnReference("x", false, false, [], [.. edges], [.. Enumerable.Repeat(1000L, 10)], 0, -4, 4);
        var sex = new ColumnReference("sex", true, true, ["female", "male"], [], [5000, 5000], 0, 0, 0);
        var decisions = new ColumnReference("risk", true, false, ["bad", "good"], [], [5000, 5000], 0, 0, 0);
        var registered = await silo.Grains.Model(Model).RegisterAsync(new(
            new string('a', 64), new("ws", new string('a', 64), 1), "", "", "key_author", "run_1", "ds_1", "prior", "binary", "risk",
            new("roc_auc", [], 800, 100, 100, 0.5), new(0, "binary", ["bad", "good"], 1, [x, sex], decisions)));
        Assert.True(registered.Accepted, registered.Refusal?.Message);
        Assert.Equal(1, registered.Value);
    }
}
