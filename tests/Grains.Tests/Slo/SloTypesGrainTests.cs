using Kolosal.Events;
using Kolosal.Support;
using Kolosal.Testing;

namespace Kolosal.Slo;

/// <summary>Objectives about more than requests, counted from records as predictors and feedback write them.</summary>
public sealed class SloTypesGrainTests : IAsyncLifetime
{
    private readonly HandmadeLog log = new();
    private PlatformSilo silo = null!;
    private MonitoredModel model = null!;

    private ISloMonitorGrain Monitor => silo.Grains.SloMonitor(model.Key);

    public async Task InitializeAsync()
    {
        silo = await log.StartSiloAsync(new() { ["Kolosal:Slo:FairnessWindowRows"] = "200", ["Kolosal:Slo:ListSeconds"] = "1" });
        model = new(silo);
        await model.RegisterAsync();
    }

    public async Task DisposeAsync() => await silo.DisposeAsync();

    [Fact]
    public async Task Quality_is_the_share_of_correct_decisions_and_corrections_replace()
    {
        await DefineAsync(SloType.Quality, 0.9);
        await CountAsync(Outcomes(Outcome(1, decision: 1), Outcome(0, decision: 1), Outcome(1, decision: 1)), Outcomes(Outcome(0, decision: 0)));
        Assert.Equal((4, 1), await OwnAsync());

        // The wrong one was right after all, a right one was not; a repetition of what is known changes nothing.
        await CountAsync(
            Outcomes(Outcome(1, decision: 1, corrects: 0), Outcome(0, decision: 1, corrects: 1), Outcome(1, decision: 1, corrects: 1)),
            Outcomes(Outcome(1, decision: 1)));
        Assert.Equal((5, 1), await OwnAsync());
        var monitor = (await Monitor.GetAsync()).Value!;
        Assert.Equal((5L, 0.8, 0L), (monitor.Quality!.Outcomes, Math.Round(monitor.Quality.Good, 9), monitor.Requests));
    }

    [Fact]
    public async Task Freshness_counts_answers_of_versions_that_the_model_has()
    {
        await DefineAsync(SloType.Freshness, 0.9, maxAgeHours: 24);
        var now = DateTimeOffset.UtcNow;
        await CountAsync(HandmadeLog.Request(now), HandmadeLog.Request(now, "predict.fault"), HandmadeLog.Request(now, version: 9));
        Assert.Equal((1, 0), await OwnAsync());
    }

    [Fact]
    public async Task Fairness_is_the_share_of_windows_without_a_violation()
    {
        var reference = MonitoredModel.Reference();
        var plain = new MonitoredModel(silo, new("ws", "plain"));
        await plain.RegisterAsync("b", reference with { Inputs = [reference.Inputs[0]] });
        Assert.Equal("slo.type-not-measured", (await silo.Grains.SloMonitor(plain.Key).DefineAsync(
            Objective(SloType.Fairness, 0.9, "plain") with { MinImpactRatio = 0.8 })).Refusal!.Code);

        await DefineAsync(SloType.Fairness, 0.9, minImpactRatio: 0.8);
        await CountAsync(Decisions(new Random(5), 600, 0.5, 0.5));
        Assert.Equal((3, 0), await OwnAsync());
        await CountAsync(Decisions(new Random(6), 150, 0.1, 0.8), Decisions(new Random(7), 250, 0.1, 0.8));
        Assert.Equal((5, 2), await OwnAsync());
    }

    [Fact]
    public async Task A_percentile_is_the_promise_of_its_share()
    {
        var defined = await Monitor.DefineAsync(new("slo_loans.p95", SloType.Latency, 0.95, 100, 30, Percentile: 95));
        Assert.Equal(95, defined.Value!.Objective.Percentile);
        var now = DateTimeOffset.UtcNow;
        await CountAsync([.. Enumerable.Range(0, 40).Select(i => HandmadeLog.Request(now) with { LatencyMilliseconds = i < 37 ? 10 : 200 })]);
        var standing = (await Monitor.GetObjectiveAsync("slo_loans.p95")).Value!;

        // 92.5 % within the limit where 95 % are promised: 3 of 2 allowed.
        Assert.Equal((SloStatus.Breached, 1.5), (standing.Status, Math.Round(standing.BudgetConsumed, 9)));
        Assert.Equal(-0.5, standing.BudgetRemaining, 9);
        Assert.Equal([5, 30, 60, 120, 360, 1_440, 4_320], standing.Windows.Select(window => window.WindowMinutes));
    }

    [Fact]
    public async Task Lists_and_charts_follow_the_traffic()
    {
        var now = DateTimeOffset.UtcNow;
        await CountAsync([.. HandmadeLog.Requests(5, now), HandmadeLog.Request(now, "predict.fault")]);
        await CountAsync(HandmadeLog.Request(now, "predict.bad-rows", clientFault: true));
        var catalogue = silo.Service<Storage.ICatalogue>();
        var listed = await Eventually.HoldsAsync(
            () => catalogue.FindAsync("ws", CatalogueKinds.SloMonitor, "loans", default),
            entry => entry?.Document.Contains("\"requests\":7", StringComparison.Ordinal) == true);
        Assert.Contains("\"hours\":[]", listed!.Document, StringComparison.Ordinal);
        var monitor = (await Monitor.GetAsync()).Value!;
        Assert.Equal((7L, 1L, 1L), (
            monitor.Hours.Sum(hour => hour.Requests), monitor.Days.Sum(day => day.Errors), monitor.Days.Sum(day => day.ClientErrors)));
        Assert.Equal((7L, 1L), (monitor.Recent.Requests, monitor.Recent.Errors));
        Assert.InRange(monitor.Days[^1].P99!.Value, 4.9, 5.1);
    }

    private static SloObjective Objective(SloType type, double target, string model = "loans") => new($"slo_{model}.own", type, target, null, 30);

    private Task CountAsync(params ServedRequest[] records) => log.CountAsync(silo, model.Key, records);

    private async Task DefineAsync(SloType type, double target, double? maxAgeHours = null, double? minImpactRatio = null)
    {
        var defined = await Monitor.DefineAsync(Objective(type, target) with { MaxAgeHours = maxAgeHours, MinImpactRatio = minImpactRatio });
        Assert.True(defined.Accepted, defined.Refusal?.Message);
    }

    private async Task<(long Total, long Bad)> OwnAsync()
    {
        var standing = (await Monitor.GetObjectiveAsync("slo_loans.own")).Value!;
        return (standing.Total, standing.Bad);
    }

    private static ServedRequest Decisions(Random random, int rows, double selectFemale, double selectMale)
    {
        var (inputs, outputs, decisions) = (new double[2 * rows], new double[2 * rows], new int[rows]);
        for (int row = 0; row < rows; row++)
        {
            int sex = random.Next(2);
            inputs[2 * row + 1] = sex;
            decisions[row] = random.NextDouble() < (sex == 0 ? selectFemale : selectMale) ? 1 : 0;
            outputs[2 * row + decisions[row]] = 1;
        }
        return new(0, Guid.NewGuid(), 1, DateTimeOffset.UtcNow, 5, null, false, rows, inputs, outputs, decisions);
    }

    private static PredictionOutcome Outcome(double actual, int decision, double? corrects = null) => new(
        Guid.NewGuid(), 0, DateTimeOffset.UtcNow, actual, corrects, [0.1, 0], [0.4, 0.6], decision);

    private static ServedRequest Outcomes(params PredictionOutcome[] outcomes) => new(
        0, Guid.NewGuid(), 1, DateTimeOffset.UtcNow, 0, null, false, 0, [], [], [], [.. outcomes]);
}
