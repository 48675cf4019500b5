using System.Globalization;
using System.Text.Json;
using Kolosal.Audit;
using Kolosal.Drift;
using Kolosal.Fairness;
using Kolosal.Models;
using Kolosal.Storage;
using Kolosal.Support;
using Kolosal.Testing;

namespace Kolosal.Monitoring;

/// <summary>A request whose reference cannot be read waits while that may pass, and is passed over by name when it will not.</summary>
public class WindowMonitorGrainTests
{
    private const string VersionState = "model-version";

    [Fact]
    public async Task Requests_wait_while_the_reference_cannot_be_read_and_all_are_counted_afterwards()
    {
        using var measured = new Measurements("Kolosal.Drift");
        await using var silo = await PlatformSilo.StartAsync();
        var model = new MonitoredModel(silo);
        await AwayAsync(silo, model);
        await model.ServeAsync(new Random(1), 30);

        var waiting = (await Eventually.HoldsAsync(
            () => silo.Grains.DriftMonitor(model.Key).GetAsync(), found => found.Value?.Held is { Attempts: >= 2 })).Value!;
        Assert.Equal((1, 0), (waiting.Held!.Version, waiting.RowsCounted));
        Assert.Contains("version 1", waiting.Held.Reason, StringComparison.Ordinal);
        Assert.True(waiting.Held.NextAttemptAt > waiting.Held.Since);
        Assert.Null(waiting.Unmonitored);
        Assert.True(measured.Sum("kolosal.drift.holds") >= 2);

        // No further request comes by: the monitor must find its way on by itself.
        silo.Silo.Storage.FailReadsOf(null);
        var counted = (await Eventually.HoldsAsync(
            () => silo.Grains.DriftMonitor(model.Key).GetAsync(), found => found.Value?.RowsCounted >= 30)).Value!;
        Assert.Equal(30, counted.RowsCounted);
        Assert.Null(counted.Held);
        Assert.Null(counted.Unmonitored);
    }

    [Fact]
    public async Task A_monitor_is_listed_from_its_first_request_on()
    {
        await using var silo = await PlatformSilo.StartAsync();
        var model = new MonitoredModel(silo);
        await model.RegisterAsync();
        await model.ServeAsync(new Random(1), 1);
        foreach (string kind in new[] { CatalogueKinds.DriftMonitor, CatalogueKinds.FairnessMonitor })
        {
            var page = await Eventually.HoldsAsync(
                () => silo.Service<ICatalogue>().QueryAsync(new(model.Key.Workspace, kind, []), CancellationToken.None), found => found.Total > 0);
            using var listed = JsonDocument.Parse(Assert.Single(page.Items).Document);
            Assert.Equal(model.Key.Name, listed.RootElement.GetProperty("model_id").GetString());
            Assert.Equal(0, listed.RootElement.GetProperty("windows").GetInt64());
        }
    }

    [Fact]
    public async Task A_crash_while_it_waits_loses_no_request()
    {
        await using var silo = await PlatformSilo.StartAsync();
        var model = new MonitoredModel(silo);
        await AwayAsync(silo, model);
        await model.ServeAsync(new Random(2), 20);
        await Eventually.HoldsAsync(() => silo.Grains.FairnessMonitor(model.Key).GetAsync(), found => found.Value?.Held is not null);
        await silo.Silo.KillAsync();
        silo.Silo.Storage.FailReadsOf(null);
        await model.ServeAsync(new Random(3), 5);

        var counted = await Eventually.HoldsAsync(
            () => silo.Grains.FairnessMonitor(model.Key).GetAsync(), found => found.Value?.RowsCounted >= 25);
        Assert.Equal(25, counted.Value!.RowsCounted);
    }

    [Fact]
    public async Task Requests_of_a_version_that_is_lost_are_passed_over_by_name_and_others_are_counted()
    {
        using var measured = new Measurements("Kolosal.Drift");
        await using var silo = await PlatformSilo.StartAsync();
        var model = new MonitoredModel(silo);
        await model.RegisterAsync("a");
        await model.RegisterAsync("b");
        await model.ServeAsync(new Random(4), 3, version: 2);
        await Eventually.HoldsAsync(() => silo.Grains.DriftMonitor(model.Key).GetAsync(), found => found.Value?.RowsCounted == 3);

        // The reference of version 1 is gone for good; that of version 2 the monitor has.
        await silo.Silo.DeactivateAsync(silo.Grains.ModelVersion(model.Key.Version(1)));
        silo.Silo.Storage.Lose(VersionState);
        await model.ServeAsync(new Random(5), 7, version: 1);
        await model.ServeAsync(new Random(6), 4, version: 2);

        var monitor = (await Eventually.HoldsAsync(
            () => silo.Grains.DriftMonitor(model.Key).GetAsync(), found => found.Value?.RowsCounted >= 7)).Value!;
        Assert.Equal((7, 7, 7, 1), (monitor.RowsCounted, monitor.Unmonitored!.Requests, monitor.Unmonitored.Rows, monitor.Unmonitored.Version));
        Assert.Contains("loans", monitor.Unmonitored.Reason, StringComparison.Ordinal);
        Assert.Null(monitor.Held);
        Assert.True(measured.Sum("kolosal.drift.unmonitored") >= 7);
    }

    [Fact]
    public async Task A_reference_that_contradicts_itself_is_passed_over_and_not_tried_for_ever()
    {
        await using var silo = await PlatformSilo.StartAsync();
        var model = new MonitoredModel(silo);
        var sound = MonitoredModel.Reference();
        await model.RegisterAsync("a", sound with { Outputs = sound.Outputs with { Counts = [1, 2, 3] } });
        await model.ServeAsync(new Random(7), 6);
        var monitor = (await Eventually.HoldsAsync(
            () => silo.Grains.DriftMonitor(model.Key).GetAsync(), found => found.Value?.Unmonitored?.Requests >= 6)).Value!;
        Assert.Equal((0, 6), (monitor.RowsCounted, monitor.Unmonitored!.Requests));
        Assert.Contains("risk", monitor.Unmonitored.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_closed_window_stands_in_the_audit_trail_once_however_many_a_write_holds()
    {
        await using var silo = await PlatformSilo.StartAsync(
            new() { ["Kolosal:Drift:WindowRows"] = "50", ["Kolosal:Fairness:WindowRows"] = "1000000" });
        var model = new MonitoredModel(silo);
        await model.RegisterAsync();
        await model.ServeAsync(new Random(8), 1_000);
        await Eventually.HoldsAsync(() => silo.Grains.DriftMonitor(model.Key).GetAsync(), found => found.Value?.Windows >= 20);

        // The trail hears of calm windows with the next write, a second later at most.
        Assert.Equal(Enumerable.Range(1, 20), await Eventually.HoldsAsync(ToldAsync, windows => windows.Count >= 20));

        async Task<List<int>> ToldAsync()
        {
            var windows = new List<int>();
            await foreach (var entry in silo.Service<IAuditLog>().ReadAsync("ws", 0, default))
            {
                var told = JsonDocument.Parse(entry.Text).RootElement;
                if (told.GetProperty("action").GetString() != "drift.close-window") continue;
                var detail = told.GetProperty("detail");
                int last = Number(detail, "window_id");
                int first = detail.TryGetProperty("first_window_id", out _) ? Number(detail, "first_window_id") : last;
                windows.AddRange(Enumerable.Range(first, last - first + 1));
                if (first != last) Assert.Equal(last - first + 1, detail.GetProperty("windows").GetInt32());
            }

            return windows;
        }

        static int Number(JsonElement detail, string member) =>
            int.Parse(detail.GetProperty(member).GetString()!.Split("window-")[1], CultureInfo.InvariantCulture);
    }

    /// <summary>Registers the model and takes its version's record away, as a database that cannot be read would.</summary>
    private static async Task AwayAsync(PlatformSilo silo, MonitoredModel model)
    {
        await model.RegisterAsync();
        silo.Silo.Storage.FailReadsOf(VersionState);
        await silo.Silo.DeactivateAsync(silo.Grains.ModelVersion(model.Key.Version(1)));
    }
}
