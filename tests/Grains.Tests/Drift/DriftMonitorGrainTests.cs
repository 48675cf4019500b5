using Kolosal.Incidents;
using Kolosal.Storage;
using Kolosal.Support;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;

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
        await silo.Grains.DriftMonitor(model.Key).ConfigureAsync(new(Window, 0.01, EarlyAlarm: false));
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
        Assert.True(measured.Count("kolosal.drift.lag") >= 1);
        Assert.True(measured.Sum("kolosal.drift.windows") >= 3);
        Assert.True(measured.Sum("kolosal.drift.alarms") >= 2);
        Assert.True(measured.Count("kolosal.drift.index") >= 9); // three columns, the decisions among them, in three windows
    }

    [Fact]
    public async Task Bets_close_a_window_early_and_wait_for_a_calm_one()
    {
        await using var silo = await PlatformSilo.StartAsync(new() { ["Kolosal:Drift:WindowRows"] = "100000" });
        var model = new MonitoredModel(silo);
        await model.RegisterAsync();
        var random = new Random(4);
        await model.ServeAsync(random, 500);
        await model.ServeAsync(random, 1_000, shift: 1);
        var alarmed = await WindowsAsync(silo, model, 1);
        Assert.Equal((1, "early_alarm", 1), (alarmed.Windows, alarmed.Last!.ClosedBy, alarmed.Alarms));
        Assert.InRange(alarmed.Last.Rows, 501, 1_200);
        Assert.True(alarmed.Early!.Muted);
        var finding = Assert.Single(alarmed.Last.Findings!.Value, found => found is { Name: "x", Drifted: true });
        Assert.Equal(("e_process", 0.01, DriftType.DataDrift, "column"), (finding.Test, finding.FalseAlarm!.Value, finding.Type, finding.Subject));
        Assert.Equal("x", alarmed.Last.Causes!.Value[0].Name);
        Assert.NotNull(alarmed.Last.JointReason); // the reference is one of old

        // The record of what was detected, linked to its incident.
        var incident = (await silo.Grains.Incident("ws", alarmed.Last.IncidentId!).GetAsync()).Value!;
        Assert.Equal(IncidentType.Drift, incident.Type);
        var listed = await silo.Services.GetRequiredService<ICatalogue>().QueryAsync(new("ws", CatalogueKinds.DriftDetection, []), default);
        var detection = (await silo.Grains.DriftDetection("ws", Assert.Single(listed.Items).Id).GetAsync()).Value!;
        Assert.Equal((model.Key.Name, alarmed.Last.WindowId, incident.Id), (detection.ModelId, detection.WindowId!, detection.IncidentId!));
        Assert.Equal(DetectionStatus.Open, detection.Status);
    }

    [Fact]
    public async Task A_window_ends_by_its_time_when_it_has_fifty_rows()
    {
        await using var silo = await PlatformSilo.StartAsync();
        var model = new MonitoredModel(silo);
        await model.RegisterAsync();
        await silo.Grains.DriftMonitor(model.Key).ConfigureAsync(new(100_000, 0.01, WindowMinutes: 10));
        var random = new Random(5);
        var at = DateTimeOffset.UtcNow.AddHours(-1);
        await model.ServeAsync(random, 40, at: at);
        await model.ServeAsync(random, 20, at: at.AddMinutes(11)); // fewer than fifty rows: the window goes on
        await model.ServeAsync(random, 30, at: at.AddMinutes(12));
        var monitor = await Eventually.HoldsAsync(() => silo.Grains.DriftMonitor(model.Key).GetAsync(), found => found.Value?.RowsCounted == 90);
        var closed = monitor.Value!;
        Assert.Equal((1, 50, 40, "minutes"), (closed.Windows, closed.Last!.Rows, closed.RowsInWindow, closed.Last.ClosedBy));
        Assert.Equal(at.AddMinutes(10), closed.Last.ClosedAt);
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

    [Theory]
    [InlineData(0, "psi_ks", "adwin", "drift.window-minutes")]
    [InlineData(43_201, "psi_ks", "adwin", "drift.window-minutes")]
    [InlineData(1, "psi", "ddm", null)]
    [InlineData(43_200, "anderson_darling", "hddm_w", null)]
    [InlineData(1, "t_test", "ddm", "drift.test")]
    [InlineData(1, null, "ddm", "drift.test")]
    [InlineData(1, "psi", "kswin", "drift.detector")] // it needs rows
    public void Settings_that_name_nothing_are_refused(int minutes, string? test, string detector, string? code) =>
        Assert.Equal(code, DriftRules.Refuse(new(500, 0.01, minutes, test!, true, [detector]))?.Code);

    private static async Task<DriftMonitor> WindowsAsync(PlatformSilo silo, MonitoredModel model, long windows) =>
        (await Eventually.HoldsAsync(() => silo.Grains.DriftMonitor(model.Key).GetAsync(), found => found.Value?.Windows >= windows)).Value!;
}
