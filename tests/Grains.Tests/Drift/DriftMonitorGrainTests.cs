using Kolosal.Incidents;
using Kolosal.Support;
using Kolosal.Testing;

namespace Kolosal.Drift;

public class DriftMonitorGrainTests
{
    private const int Window = 200;

    private static readonly Dictionary<string, string?> Settings = new() { ["Kolosal:Drift:WindowRows"] = $"{Window}" };

    [Fact]
    public async Task A_shifted_stream_raises_one_incident_and_a_calm_one_none()
    {
        using var measured = new Measurements("Kolosal.Drift");
        await using var silo = await PlatformSilo.StartAsync(Settings);
        var model = new MonitoredModel(silo);
        await model.RegisterAsync();
        var random = new Random(1);
        await model.ServeAsync(random, Window);
        var calm = await WindowsAsync(silo, model, 1);
        Assert.False(calm.Last!.Drifted);
        Assert.Null(calm.Last.IncidentId);

        await model.ServeAsync(random, 2 * Window, shift: 2);
        var alarmed = await WindowsAsync(silo, model, 3);
        Assert.Equal((2, 3 * Window, 0), (alarmed.Alarms, alarmed.RowsCounted, alarmed.RowsInWindow));
        Assert.Equal("x", alarmed.Last!.Columns[0].Name);
        Assert.False(alarmed.Last.Columns[1].Drifted);
        var incident = (await silo.Grains.Incident("ws", alarmed.Last.IncidentId!).GetAsync()).Value!;
        Assert.Equal((IncidentType.Drift, 2), (incident.Type, incident.Signals));
        Assert.True(incident.MttdSeconds >= 0);

        Assert.True(measured.Sum("kolosal.drift.requests") >= 3 * Window);
        Assert.True(measured.Count("kolosal.drift.lag") >= 3 * Window);
        Assert.True(measured.Sum("kolosal.drift.windows") >= 3);
        Assert.True(measured.Sum("kolosal.drift.alarms") >= 2);
        Assert.True(measured.Count("kolosal.drift.index") >= 9); // three columns, the decisions among them, in three windows
    }

    [Fact]
    public async Task New_settings_hold_from_an_empty_window_on()
    {
        await using var silo = await PlatformSilo.StartAsync(Settings);
        var model = new MonitoredModel(silo);
        var monitor = silo.Grains.DriftMonitor(model.Key);
        Assert.Equal("models.not-found", (await monitor.ConfigureAsync(new(100, 0.05))).Refusal!.Code);
        await model.RegisterAsync();
        Assert.Equal("drift.no-traffic", (await monitor.GetAsync()).Refusal!.Code);

        var random = new Random(2);
        await model.ServeAsync(random, 30);
        await Eventually.HoldsAsync(() => monitor.GetAsync(), found => found.Value?.RowsInWindow == 30);
        var changed = (await monitor.ConfigureAsync(new(60, 0.05))).Value!;
        Assert.Equal((60, 0, 30), (changed.Settings.WindowRows, changed.RowsInWindow, changed.RowsCounted));
        await model.ServeAsync(random, 60);
        Assert.Equal(60, (await WindowsAsync(silo, model, 1)).Last!.Rows);
    }

    [Theory]
    [InlineData(49, 0.01, "drift.window-rows")]
    [InlineData(1_000_001, 0.01, "drift.window-rows")]
    [InlineData(50, 0.00009, "drift.false-alarm")]
    [InlineData(50, 0.21, "drift.false-alarm")]
    [InlineData(50, double.NaN, "drift.false-alarm")]
    [InlineData(50, 0.0001, null)]
    [InlineData(1_000_000, 0.2, null)]
    public void Settings_out_of_bounds_are_refused(int rows, double falseAlarm, string? code) =>
        Assert.Equal(code, DriftRules.Refuse(new(rows, falseAlarm))?.Code);

    private static async Task<DriftMonitor> WindowsAsync(PlatformSilo silo, MonitoredModel model, long windows) =>
        (await Eventually.HoldsAsync(() => silo.Grains.DriftMonitor(model.Key).GetAsync(), found => found.Value?.Windows >= windows)).Value!;
}
