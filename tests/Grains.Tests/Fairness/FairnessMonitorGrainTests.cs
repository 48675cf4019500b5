using Kolosal.Incidents;
using Kolosal.Support;
using Kolosal.Testing;

namespace Kolosal.Fairness;

public class FairnessMonitorGrainTests
{
    private const int Window = 200;

    private static readonly Dictionary<string, string?> Settings = new() { ["Kolosal:Fairness:WindowRows"] = $"{Window}" };

    [Fact]
    public async Task Unequal_selection_raises_an_incident()
    {
        using var measured = new Measurements("Kolosal.Fairness");
        await using var silo = await PlatformSilo.StartAsync(Settings);
        var model = new MonitoredModel(silo);
        await model.RegisterAsync();
        await model.ServeAsync(new Random(2), Window, selectFemale: 0.2, selectMale: 0.7);
        var monitor = await Eventually.HoldsAsync(() => silo.Grains.FairnessMonitor(model.Key).GetAsync(), found => found.Value?.Windows == 1);
        var verdict = Assert.Single(monitor.Value!.Last!.Attributes);
        Assert.True(verdict.Unfair);
        Assert.InRange(verdict.DisparateImpact!.Value, 0.1, 0.6);
        var incident = (await silo.Grains.Incident("ws", monitor.Value.Last.IncidentId!).GetAsync()).Value!;
        Assert.Equal((IncidentType.Fairness, "models/loans"), (incident.Type, incident.Subject));
        Assert.True(measured.Sum("kolosal.fairness.windows") >= 1);
        Assert.True(measured.Sum("kolosal.fairness.alarms") >= 1);
        Assert.True(measured.Count("kolosal.fairness.disparate_impact") >= 1);
    }

    [Fact]
    public async Task Without_a_favourable_class_nothing_is_counted()
    {
        await using var silo = await PlatformSilo.StartAsync(Settings);
        var model = new MonitoredModel(silo);
        await model.RegisterAsync("a", MonitoredModel.Reference() with { FavourableClass = null });
        await model.ServeAsync(new Random(3), Window + 1, selectFemale: 0, selectMale: 1);
        var monitor = await Eventually.HoldsAsync(() => silo.Grains.FairnessMonitor(model.Key).GetAsync(), found => found.Accepted);
        Assert.Null(monitor.Value!.FavourableClass);
        Assert.Equal((0, 0), (monitor.Value.RowsCounted, monitor.Value.Windows));
    }

    [Theory]
    [InlineData(49, 30, 0.8, 0.01, "fairness.window-rows")]
    [InlineData(1_000_001, 30, 0.8, 0.01, "fairness.window-rows")]
    [InlineData(50, 4, 0.8, 0.01, "fairness.minimum-group-rows")]
    [InlineData(50, 100_001, 0.8, 0.01, "fairness.minimum-group-rows")]
    [InlineData(50, 5, 1.01, 0.01, "fairness.minimum-impact-ratio")]
    [InlineData(50, 5, double.NaN, 0.01, "fairness.minimum-impact-ratio")]
    [InlineData(50, 5, 0.8, 0.3, "fairness.false-alarm")]
    [InlineData(50, 5, 0, 0.0001, null)]
    [InlineData(1_000_000, 100_000, 1, 0.2, null)]
    public void Settings_out_of_bounds_are_refused(int rows, int group, double ratio, double falseAlarm, string? code) =>
        Assert.Equal(code, FairnessRules.Refuse(new(rows, group, ratio, falseAlarm))?.Code);
}
