using Kolosal.Events;
using Kolosal.Incidents;
using Kolosal.Predictions;
using Kolosal.Storage;
using Kolosal.Support;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Feedback;

public sealed class PerformanceMonitorGrainTests
{
    [Fact]
    public async Task Live_scores_are_those_of_the_outcomes_and_corrections_take_the_place_of_what_they_correct()
    {
        using var measured = new Measurements("Kolosal.Performance");
        await using var silo = await PlatformSilo.StartAsync();
        var model = new MonitoredModel(silo);
        var monitor = silo.Grains.PerformanceMonitor(model.Key);
        Assert.Equal("models.not-found", (await monitor.ConfigureAsync(new(50, 50))).Refusal!.Code);
        await model.RegisterAsync();
        Assert.Equal("performance.no-traffic", (await monitor.GetAsync()).Refusal!.Code);
        Assert.Equal("performance.metric", (await monitor.ConfigureAsync(new(50, 50, "f1", 0.5))).Refusal!.Code);
        Assert.Equal("performance.window-outcomes", (await monitor.ConfigureAsync(new(49, 50))).Refusal!.Code);
        Assert.True((await monitor.ConfigureAsync(new(50, 100, "accuracy", 0.5))).Accepted);

        // A hundred rows predicted good at 0.75: of the first forty, thirty turn out good.
        var batch = await ServeAsync(silo, model, 100);
        await ReportAsync(silo, batch, Enumerable.Range(0, 40), row => row < 30);
        await silo.KillAsync();
        await ReportAsync(silo, batch, Enumerable.Range(20, 20), row => row < 25); // rows 25 to 29 were good and are not
        var found = await ReadAsync(silo, model, read => read is { Outcomes: 40, Corrections: 5 });
        var version = found.Versions.Single();
        Assert.Equal((1, 40, 5, 40), (version.Version, version.Outcomes, version.Corrections, version.OutcomesInWindow));
        Assert.Equal(25 / 40.0, Value(version.Scores, "accuracy"), 12);
        Assert.Equal((25 * 0.0625 + 15 * 0.5625) / 40, Value(version.Scores, "brier"), 12);
        var bin = Assert.Single(version.Reliability);
        Assert.Equal((40, 0.75, 25 / 40.0), (bin.Rows, bin.Predicted, bin.Observed));
        Assert.Equal(0, found.Windows);

        // Expected before any outcome: 75 of 100.
        var estimate = Assert.Single(found.Estimates);
        Assert.Equal((100, 0.75), (estimate.Rows, Math.Round(Value(estimate.Scores, "accuracy"), 12)));

        // Lists show it before any window of outcomes has closed.
        var listed = await Eventually.HoldsAsync(
            async () => await silo.Service<ICatalogue>().FindAsync("ws", CatalogueKinds.PerformanceMonitor, "loans", CancellationToken.None),
            entry => entry?.Document.Contains("\"rows\":100", StringComparison.Ordinal) == true);
        Assert.True(listed!.CreatedAt > DateTimeOffset.UnixEpoch);

        // Ten more close the window of fifty: 35 right, which is no worse than half; the estimate of 0.75 covers it.
        await ReportAsync(silo, batch, Enumerable.Range(40, 10), _ => true);
        found = await ReadAsync(silo, model, read => read.Windows == 1);
        var report = Assert.Single(found.Reports);
        Assert.Equal((50, false, null), (report.Outcomes, report.Below, report.IncidentId));
        Assert.Equal((0.7, 0.75), (Math.Round(Value(report.Scores, "accuracy"), 12), Math.Round(Value(report.Estimated, "accuracy"), 12)));
        var grade = found.Grades.Single(grade => grade.Metric == "accuracy");
        Assert.Equal((1, 1, 1), (grade.Windows, grade.Covered, grade.Coverage));
        Assert.Equal(-0.05, grade.MeanError, 12);
        Assert.True(measured.Sum("kolosal.performance.windows") >= 1);
    }

    [Fact]
    public async Task A_window_that_is_worse_than_it_may_be_opens_an_incident_and_a_correction_of_it_changes_the_total_alone()
    {
        await using var silo = await PlatformSilo.StartAsync();
        var model = new MonitoredModel(silo);
        await model.RegisterAsync();
        var monitor = silo.Grains.PerformanceMonitor(model.Key);
        await monitor.ConfigureAsync(new(50, 1_000, "accuracy", 0.8));
        var batch = await ServeAsync(silo, model, 60);
        await ReportAsync(silo, batch, Enumerable.Range(0, 55), row => row % 2 == 0);
        var found = await ReadAsync(silo, model, read => read.Windows == 1);
        Assert.Equal((1, true), (found.Alarms, found.Reports[0].Below));
        var incident = (await silo.Grains.Incident("ws", found.Reports[0].IncidentId!).GetAsync()).Value!;
        Assert.Equal((IncidentType.Performance, "models/loans"), (incident.Type, incident.Subject));

        await ReportAsync(silo, batch, Enumerable.Range(0, 55), _ => true);
        found = await ReadAsync(silo, model, read => read.Corrections == 27);
        Assert.Equal((1, 55, 1.0), (found.Windows, found.Versions[0].Outcomes, Value(found.Versions[0].Scores, "accuracy")));
        Assert.Equal(0.5, Value(found.Reports[0].Scores, "accuracy"));
        Assert.Equal(5, found.Versions[0].OutcomesInWindow);
    }

    [Fact]
    public async Task Totals_are_exact_whatever_is_delivered_twice_and_killed()
    {
        await using var silo = await PlatformSilo.StartAsync(faults: new CallFaults(Seed: 8, Deactivations: 0.05, Redeliveries: 0.3));
        var model = new MonitoredModel(silo);
        await model.RegisterAsync();
        var random = new Random(8);
        var truth = new List<(Guid Batch, bool[] Good)>();
        for (int i = 0; i < 12; i++)
        {
            bool[] good = [.. Enumerable.Range(0, random.Next(1, 40)).Select(_ => random.Next(4) > 0)];
            truth.Add((await ServeAsync(silo, model, good.Length), good));
        }

        foreach (var (batch, good) in truth.OrderBy(_ => random.Next()).ToArray())
        {
            // A part is reported wrongly first, and everything twice.
            await ReportAsync(silo, batch, Enumerable.Range(0, good.Length / 3), row => !good[row]);
            for (int time = 0; time < 2; time++) await ReportAsync(silo, batch, Enumerable.Range(0, good.Length), row => good[row]);
        }

        int rows = truth.Sum(request => request.Good.Length), wrong = truth.Sum(request => request.Good.Length / 3);
        var found = await ReadAsync(silo, model, read => read.Outcomes == rows && read.Corrections == wrong);
        Assert.Equal(rows, found.Versions[0].Outcomes);
        Assert.Equal(truth.Sum(request => request.Good.Count(good => good)) / (double)rows, Value(found.Versions[0].Scores, "accuracy"), 12);
    }

    private static async Task<PerformanceMonitor> ReadAsync(PlatformSilo silo, MonitoredModel model, Func<PerformanceMonitor, bool> holds) =>
        (await Eventually.HoldsAsync(
            () => silo.Grains.PerformanceMonitor(model.Key).GetAsync(), read => read.Value is { } found && holds(found))).Value!;

    private static double Value(IEnumerable<PerformanceScore> scores, string metric) => scores.Single(score => score.Metric == metric).Value!.Value;

    /// <summary>Predicts good at 0.75 for every row.</summary>
    private static async Task<Guid> ServeAsync(PlatformSilo silo, MonitoredModel model, int rows)
    {
        var at = DateTimeOffset.UtcNow;
        var batch = Guid.CreateVersion7(at);
        await silo.Services.GetRequiredService<IPredictionLog>().AppendAsync(model.Key.ToString(), new byte[32], new(
            0, batch, 1, at, 1, null, false, rows, [.. Enumerable.Range(0, rows).SelectMany(row => (double[])[row, row % 2])],
            [.. Enumerable.Range(0, rows).SelectMany(_ => (double[])[0.25, 0.75])], [.. Enumerable.Repeat(1, rows)]), durable: true);
        return batch;
    }

    private static async Task ReportAsync(PlatformSilo silo, Guid batch, IEnumerable<int> rows, Func<int, bool> isGood)
    {
        var report = new FeedbackReport(null, [.. rows.Select(row => new ReportedOutcome(
            new PredictionId(batch, row).ToString(), isGood(row) ? "good" : "bad"))]);
        if (report.Outcomes.IsEmpty) return;
        var receipt = await Eventually.HoldsAsync(
            () => silo.Grains.FeedbackDesk("ws").ReportAsync(report), found => found.Refusal?.Kind != RefusalKind.Busy);
        Assert.True(receipt is { Accepted: true, Value: { NotFound: 0, Waiting: 0 } }, receipt.ToString());
    }
}
