using Kolosal.Events;
using Kolosal.Incidents;
using Kolosal.Support;
using Kolosal.Testing;
using static Kolosal.Fairness.OutcomesInTheLog;

namespace Kolosal.Fairness;

public class FairnessMonitorGrainTests
{
    private const int Window = 200;

    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Kolosal:Fairness:WindowRows"] = $"{Window}",
        ["Kolosal:Fairness:OutcomeWindowRows"] = $"{Window}",
        ["Kolosal:Fairness:SustainedWindows"] = "2",
        ["Kolosal:Fairness:OfLastWindows"] = "2",
    };

    [Fact]
    public async Task Unequal_selection_raises_an_incident_once_it_is_sustained_and_its_end_is_noted()
    {
        using var measured = new Measurements("Kolosal.Fairness");
        await using var silo = await PlatformSilo.StartAsync(Settings);
        var model = new MonitoredModel(silo);
        await model.RegisterAsync();
        var random = new Random(2);
        await model.ServeAsync(random, Window, selectFemale: 0.2, selectMale: 0.7);
        var monitor = await WindowsAsync(silo, model, 1);
        Assert.True(monitor.Last!.Unfair);
        Assert.Null(monitor.Last.IncidentId); // one window may be chance
        Assert.Empty(monitor.Sustained!.Value);

        await model.ServeAsync(random, Window, selectFemale: 0.2, selectMale: 0.7);
        monitor = await WindowsAsync(silo, model, 2);
        var verdict = Assert.Single(monitor.Last!.Attributes);
        Assert.True(verdict.Unfair);
        Assert.InRange(verdict.DisparateImpact!.Value, 0.1, 0.6);
        Assert.Equal(["female", "male"], verdict.Groups.Select(group => group.Group).Order());
        Assert.Empty(monitor.Reports[1].Attributes[0].Groups); // of older windows the measures alone are kept
        Assert.NotEmpty(monitor.Reports[1].Attributes[0].Measures!.Value);
        Assert.Equal(["sex: disparate_impact"], monitor.Sustained!.Value.AsEnumerable());
        var incident = (await silo.Grains.Incident("ws", monitor.Last.IncidentId!).GetAsync()).Value!;
        Assert.Equal((IncidentType.Fairness, "models/loans"), (incident.Type, incident.Subject));
        string evidence = string.Join("\n", incident.Timeline.Select(entry => entry.What));
        Assert.Contains("'female' 0.", evidence, StringComparison.Ordinal);
        Assert.Contains("disparate_impact", evidence, StringComparison.Ordinal);
        Assert.True(measured.Sum("kolosal.fairness.windows") >= 2);
        Assert.True(measured.Sum("kolosal.fairness.alarms") >= 1);
        Assert.True(measured.Count("kolosal.fairness.disparate_impact") >= 1);

        await model.ServeAsync(random, 2 * Window, selectFemale: 0.5, selectMale: 0.5);
        monitor = await WindowsAsync(silo, model, 4);
        Assert.Equal(["sex: disparate_impact"], monitor.Last!.Recovered!.Value.AsEnumerable());
        Assert.Empty(monitor.Sustained!.Value);
        Assert.Null(monitor.Last.IncidentId);
    }

    [Fact]
    public async Task Before_outcomes_are_known_their_rates_are_estimated()
    {
        await using var silo = await PlatformSilo.StartAsync(Settings);
        var model = new MonitoredModel(silo);
        await model.RegisterAsync();
        await model.ServeAsync(new Random(3), Window);
        var groups = (await WindowsAsync(silo, model, 1)).Last!.Attributes[0].Groups;

        // Selected rows are told 0.8, the others 0.2: of n rows, s selected, 0.8 s of 0.8 s + 0.2 (n − s) expected positives are selected.
        Assert.All(groups, group =>
        {
            Assert.Equal(0.8 * group.Selected / (0.8 * group.Selected + 0.2 * (group.Rows - group.Selected)), group.EstimatedTpr!.Value, 6);
            Assert.Equal(0.8, group.EstimatedPpv!.Value, 6);
        });
    }

    [Fact]
    public async Task Outcomes_fill_windows_of_their_own_and_corrections_take_the_old_ones_off()
    {
        var outcomes = new OutcomesInTheLog();
        await using var silo = await outcomes.StartAsync(Settings);
        var model = new MonitoredModel(silo);
        await model.RegisterAsync();
        await model.ServeAsync(new Random(4), 10);
        await Eventually.HoldsAsync(() => silo.Grains.FairnessMonitor(model.Key).GetAsync(), found => found.Value?.RowsCounted == 10);

        // Positives: of women 10 of 50 are selected, of men 45 of 50. Negatives: 5 of 50 either way. Twenty are first reported wrongly.
        PredictionOutcome[] window =
        [
            .. Enumerable.Range(0, 50).SelectMany(i => new[]
            {
                Outcome(0, i < 10, true), Outcome(1, i < 45, true), Outcome(0, i < 5, false), Outcome(1, i < 5, false),
            }),
        ];
        for (int round = 0; round < 2; round++)
        {
            await outcomes.ReportAsync(silo, model.Key, version: 2, window); // of a version that is not counted
            await outcomes.ReportAsync(silo, model.Key, 1, window.Take(20).Select(o => o with { Actual = 1 - o.Actual }));
            await outcomes.ReportAsync(silo, model.Key, 1, window.Take(20).Select(o => o with { Corrects = 1 - o.Actual }));
            await outcomes.ReportAsync(silo, model.Key, 1, window.Skip(20));
        }

        var monitor = (await Eventually.HoldsAsync(
            () => silo.Grains.FairnessMonitor(model.Key).GetAsync(), found => found.Value?.OutcomeWindows == 2)).Value!;
        Assert.Equal((2 * window.Length, 0L), ((int)monitor.OutcomesCounted, monitor.OutcomesInWindow));
        var report = monitor.LastOutcomes!;
        Assert.Equal((true, (long)Window, 20L), (report.Outcomes, report.Rows, report.Corrections));
        var sex = Assert.Single(report.Attributes);
        Assert.Equal(0.2, sex.OutcomeRates!.Value.Single(g => g.Group == "female").TruePositiveRate!.Value, 12);
        Assert.Equal(0.9, sex.OutcomeRates.Value.Single(g => g.Group == "male").TruePositiveRate!.Value, 12);
        var opportunity = sex.Measures!.Value.Single(m => m.Measure == MeasureNames.EqualOpportunity);
        Assert.Equal(0.7, opportunity.Value, 12);
        Assert.True(opportunity.Unfair);
        Assert.False(sex.Measures.Value.Single(m => m.Measure == MeasureNames.FalsePositiveRate).Unfair);
        var incident = (await silo.Grains.Incident("ws", report.IncidentId!).GetAsync()).Value!;
        Assert.Contains("outcomes", incident.Title, StringComparison.Ordinal);
        Assert.Equal(IncidentSeverity.Sev1, incident.Severity);
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

    [Fact]
    public async Task Other_settings_begin_every_window_again()
    {
        await using var silo = await PlatformSilo.StartAsync(Settings);
        var model = new MonitoredModel(silo);
        var reference = MonitoredModel.Reference();
        await model.RegisterAsync("a", reference with { Inputs = [reference.Inputs[0] with { Protected = true }, reference.Inputs[1]] });
        await model.ServeAsync(new Random(5), 30);
        var grain = silo.Grains.FairnessMonitor(model.Key);
        await Eventually.HoldsAsync(() => grain.GetAsync(), found => found.Value?.RowsInWindow == 30);
        FairnessSettings settings = new(100, 10, 0.8, 0.05, Bands: [new("x", [0])]);
        var changed = (await grain.ConfigureAsync(settings)).Value!;
        Assert.Equal((0L, settings), (changed.RowsInWindow, changed.Settings));
        Assert.Equal(changed.Settings, (await grain.ConfigureAsync(settings with { Bands = [new("x", [0])] })).Value!.Settings);
        await model.ServeAsync(new Random(6), 100);
        var report = (await WindowsAsync(silo, model, 1)).Last!;
        Assert.Equal(["x", "sex", "x × sex"], report.Attributes.Select(a => a.Attribute));
        Assert.Equal(["≤ 0", "> 0"], report.Attributes[0].Groups.Select(g => g.Group));
        Assert.Equal(100, report.Attributes[2].Groups.Sum(g => g.Rows));
    }

    [Fact]
    public async Task A_versions_evaluation_is_kept_once_and_listed()
    {
        await using var silo = await PlatformSilo.StartAsync(Settings);
        var grain = silo.Grains.VersionFairness(new("ws", "loans", 1));
        Assert.Equal("fairness.not-evaluated", (await grain.GetAsync()).Refusal!.Code);
        var found = new VersionFairness(100, "held_out", DateTimeOffset.UnixEpoch, "good", true, [], ["note"]);
        await grain.KeepAsync(found);
        await grain.KeepAsync(found with { At = DateTimeOffset.UtcNow }); // says the same
        Assert.Equal(DateTimeOffset.UnixEpoch, (await grain.GetAsync()).Value!.At);
        await grain.KeepAsync(found with { Rows = 200 });
        Assert.Equal(200, (await grain.GetAsync()).Value!.Rows);
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

    [Theory]
    [InlineData(1.01, 500, 3, 3, "fairness.maximum-difference")]
    [InlineData(0.1, 49, 3, 3, "fairness.outcome-window-rows")]
    [InlineData(0.1, 1_000_001, 3, 3, "fairness.outcome-window-rows")]
    [InlineData(0.1, 500, 0, 3, "fairness.sustained-windows")]
    [InlineData(0.1, 500, 4, 3, "fairness.sustained-windows")]
    [InlineData(0.1, 500, 1, 0, "fairness.of-last-windows")]
    [InlineData(0.1, 500, 1, 65, "fairness.of-last-windows")]
    [InlineData(0, 50, 64, 64, null)]
    [InlineData(1, 1_000_000, 1, 1, null)]
    public void Settings_of_outcomes_and_sustained_violations_have_bounds(double difference, int outcomes, int needed, int ofLast, string? code) =>
        Assert.Equal(code, FairnessRules.Refuse(new(500, 30, 0.8, 0.01, difference, outcomes, needed, ofLast))?.Code);

    [Theory]
    [InlineData(new double[0])]
    [InlineData(new[] { 2.0, 1.0 })]
    [InlineData(new[] { 1.0, 1.0 })]
    [InlineData(new[] { double.NaN })]
    public void Bands_ascend(double[] edges) =>
        Assert.Equal("fairness.bands", FairnessRules.Refuse(new(500, 30, 0.8, 0.01, Bands: [new("x", [.. edges])]))?.Code);

    private static async Task<FairnessMonitor> WindowsAsync(PlatformSilo silo, MonitoredModel model, int windows) => (await Eventually.HoldsAsync(
        () => silo.Grains.FairnessMonitor(model.Key).GetAsync(), found => found.Value?.Windows == windows)).Value!;
}
