using Kolosal.Events;
using Kolosal.Models;
using Kolosal.Predictions;
using Kolosal.Support;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Feedback;

public sealed class FeedbackGrainTests
{
    [Fact]
    public async Task A_fact_counts_once_and_another_value_corrects_it()
    {
        using var measured = new Measurements("Kolosal.Feedback");
        await using var silo = await PlatformSilo.StartAsync();
        var model = await RegisterAsync(silo, "loans");
        var batch = await ServeAsync(silo, model, rows: 4, decision: row => row % 2);

        var first = await ReportAsync(silo, (batch, 2, "good"), (batch, 0, "bad"), (batch, 2, "good"), (batch, 1, "bad"));
        Assert.Equal((3, 1, 0, 0, 0), Counts(first));
        var second = await ReportAsync(silo, (batch, 0, "bad"), (batch, 1, "good"), (batch, 3, "bad"), (batch, 3, "good"), (batch, 4, "bad"));
        Assert.Equal((1, 1, 2, 1, 0), Counts(second));
        Assert.Equal("It was recorded as 'bad' before.", second.Examples.Single(example => example.PredictionId == Id(batch, 1)).Reason);

        var stats = await Eventually.HoldsAsync(
            () => silo.Grains.PredictionStats(model).GetAsync(), found => found is { Requests: 1, Outcomes: 4, Corrections: 2 });
        Assert.Equal((1, 4), (stats.Requests, stats.Rows));
        var logged = await OutcomesAsync(silo, model);
        Assert.Equal(
            [(2, 1, null), (0, 0, null), (1, 0, null), (1, 1, 0), (3, 0, null), (3, 1, 0d)],
            logged.Select(outcome => (outcome.Row, outcome.Actual, outcome.Corrects)));
        Assert.Equal([2, 0, 1, 1, 3, 3], logged.Select(outcome => (int)outcome.Inputs[0]));
        Assert.Equal([0, 0, 1, 1, 1, 1], logged.Select(outcome => outcome.Decision));
        Assert.True(measured.Sum("kolosal.feedback.outcomes") >= 9);
    }

    [Fact]
    public async Task What_cannot_be_read_is_refused_by_its_path_and_nothing_is_recorded()
    {
        await using var silo = await PlatformSilo.StartAsync();
        var model = await RegisterAsync(silo, "loans");
        var batch = await ServeAsync(silo, model, rows: 2);
        var desk = silo.Grains.FeedbackDesk("ws");
        var refused = await desk.ReportAsync(new(null, [new(Id(batch, 0), "good"), new(Id(batch, 1), "Good")]));
        Assert.Equal(("feedback.bad-outcomes", RefusalKind.Unprocessable), (refused.Refusal!.Code, refused.Refusal.Kind));
        Assert.Contains("'good'", refused.Refusal.Errors["$[1].actual"], StringComparison.Ordinal);
        Assert.Equal("$[0].prediction_id", (await desk.ReportAsync(new(null, [new("prd_1", "good")]))).Refusal!.Errors.Single().Key);
        Assert.Equal("feedback.empty", (await desk.ReportAsync(new(null, []))).Refusal!.Code);
        Assert.Equal("feedback.too-large", (await desk.ReportAsync(
            new(null, [.. Enumerable.Repeat(new ReportedOutcome(Id(batch, 0), "good"), 10_001)]))).Refusal!.Code);
        Assert.Equal((1, 0, 0, 0, 0), Counts(await ReportAsync(silo, (batch, 0, "good"))));
    }

    [Fact]
    public async Task Predictions_of_others_are_not_found_and_errors_have_no_outcome()
    {
        await using var silo = await PlatformSilo.StartAsync();
        ModelKey own = await RegisterAsync(silo, "loans"), cards = await RegisterAsync(silo, "cards");
        var foreign = new ModelKey("other", "loans");
        await MonitoredModel.RegisterAsync(silo, foreign);
        var old = DateTimeOffset.UtcNow.AddMinutes(-5);
        Guid mine = await ServeAsync(silo, own, at: old), theirs = await ServeAsync(silo, foreign, at: old),
            card = await ServeAsync(silo, cards, at: old);
        Assert.Equal((2, 0, 0, 1, 0), Counts(await ReportAsync(silo, (mine, 0, "good"), (theirs, 0, "good"), (card, 0, "good"))));
        var limited = await silo.Grains.FeedbackDesk("ws").ReportAsync(new("cards", [new(Id(mine, 0), "good"), new(Id(card, 0), "good")]));
        Assert.Equal((0, 1, 0, 1, 0), Counts(limited.Value!));
    }

    [Fact]
    public async Task An_outcome_that_overtakes_its_prediction_waits_for_it()
    {
        await using var silo = await PlatformSilo.StartAsync();
        var model = await RegisterAsync(silo, "loans");
        var batch = Guid.CreateVersion7();
        Assert.Equal((0, 0, 0, 0, 2), Counts(await ReportAsync(silo, (batch, 0, "good"), (batch, 1, "nonsense"))));
        await ServeAsync(silo, model, rows: 2, batch: batch);

        // Whoever sends it again meanwhile changes nothing.
        await Eventually.HoldsAsync(
            () => silo.Grains.PredictionStats(model).GetAsync(), found => found.Outcomes == 1);
        Assert.Equal((0, 1, 0, 0, 0), Counts(await ReportAsync(silo, (batch, 0, "good"))));
    }

    [Fact]
    public async Task Random_ids_of_earlier_programs_are_found()
    {
        await using var silo = await PlatformSilo.StartAsync();
        var model = await RegisterAsync(silo, "loans");
        var batches = new List<Guid>();
        for (int i = 0; i < 20; i++) batches.Add(await ServeAsync(silo, model, batch: Guid.NewGuid()));
        Assert.Equal((20, 0, 0, 0, 0), Counts(await ReportAsync(silo, [.. batches.Select(batch => (batch, 0, "bad"))])));
    }

    /// <summary>Requests of several sizes; each row's outcome is reported about once, some twice, some corrected, in any order, while silos
    /// die.</summary>
    [Fact]
    public async Task Totals_are_exact_whatever_is_repeated_reordered_and_killed()
    {
        await using var silo = await PlatformSilo.StartAsync(new() { ["Kolosal:Feedback:MaximumRows"] = "500" });
        var model = await RegisterAsync(silo, "loans");
        var random = new Random(11);
        var truth = new Dictionary<(Guid Batch, int Row), string>();
        for (int i = 0; i < 60; i++)
        {
            int rows = random.Next(1, 60);
            var batch = await ServeAsync(silo, model, rows);
            for (int row = 0; row < rows; row++) truth[(batch, row)] = random.Next(2) == 0 ? "bad" : "good";
        }

        // A tenth is first reported wrongly; a twentieth is reported twice.
        var reports = truth.Select(known => (known.Key, Text: known.Value)).ToList();
        var wrong = truth.Keys.Where(_ => random.Next(10) == 0).ToHashSet();
        reports.AddRange(reports.Where(_ => random.Next(20) == 0).ToArray());
        var early = wrong.Select(key => (key, Text: truth[key] == "bad" ? "good" : "bad")).ToArray();
        await SendAsync(silo, random, early);
        await silo.Silo.KillAsync();
        foreach (var part in reports.OrderBy(_ => random.Next()).Chunk(400).ToArray())
        {
            await SendAsync(silo, random, part);
            if (random.Next(2) == 0) await silo.Silo.KillAsync();
        }

        var stats = await Eventually.HoldsAsync(() => silo.Grains.PredictionStats(model).GetAsync(),
            found => found.Outcomes == truth.Count && found.Corrections == wrong.Count);
        Assert.Equal((60, truth.Count), (stats.Requests, stats.Rows));
        var last = new Dictionary<(Guid, int), double>();
        foreach (var outcome in await OutcomesAsync(silo, model))
        {
            Assert.Equal(outcome.Corrects, last.TryGetValue((outcome.BatchId, outcome.Row), out double before) ? before : null);
            last[(outcome.BatchId, outcome.Row)] = outcome.Actual;
        }

        Assert.Equal(
            truth.OrderBy(known => known.Key).Select(known => (known.Key, known.Value == "good" ? 1d : 0)),
            last.OrderBy(known => known.Key).Select(known => (known.Key, known.Value)));
    }

    /// <summary>More rows than a segment holds, in requests of one row and of many, with a twentieth repeated and everything in any order; what is
    /// known is written meanwhile, split, and read again by another silo.</summary>
    [Fact]
    public async Task What_is_known_of_many_rows_outlives_the_silo()
    {
        await using var silo = await PlatformSilo.StartAsync(new() { ["Kolosal:Feedback:WriteSeconds"] = "1" });
        var model = await RegisterAsync(silo, "loans");
        var random = new Random(12);
        var keys = new List<(Guid Batch, int Row)>();
        for (int i = 0; keys.Count < 20_000; i++)
        {
            int rows = i % 20 == 0 ? 400 : 1;
            var batch = await ServeAsync(silo, model, rows, durable: keys.Count > 19_500);
            keys.AddRange(Enumerable.Range(0, rows).Select(row => (batch, row)));
        }

        string Truth((Guid Batch, int Row) key) => (key.Batch.GetHashCode() + key.Row) % 3 == 0 ? "bad" : "good";
        var reports = keys.Concat(keys.Where(_ => random.Next(20) == 0)).OrderBy(_ => random.Next()).ToArray();
        int accepted = 0, repeated = 0;
        foreach (var part in reports.Chunk(5_000))
        {
            var receipt = await ReportAsync(silo, [.. part.Select(key => (key.Batch, key.Row, Truth(key)))]);
            (accepted, repeated) = (accepted + receipt.Accepted, repeated + receipt.Repeated);
        }

        Assert.Equal((keys.Count, reports.Length - keys.Count), (accepted, repeated));
        await Eventually.HoldsAsync(() => SegmentsAsync(silo, model), count => count > 1);
        await silo.KillAsync();
        var again = await ReportAsync(silo, [.. keys.Take(9_000).Select(key => (key.Batch, key.Row, Truth(key)))]);
        Assert.Equal((0, 9_000, 0, 0, 0), Counts(again));
        var stats = await Eventually.HoldsAsync(
            () => silo.Grains.PredictionStats(model).GetAsync(), found => found.Outcomes == keys.Count);
        Assert.Equal((keys.Count, 0), (stats.Outcomes, stats.Corrections));
    }

    /// <summary>Segments of a model that hold rows.</summary>
    private static async Task<int> SegmentsAsync(PlatformSilo silo, ModelKey model)
    {
        int held = 0;
        for (int number = 0; number < 4; number++)
            if (await silo.Grains.GetGrain<IOutcomeSegmentGrain>($"{model}/{number}").ReadAsync() is not null) held++;
        return held;
    }

    [Fact]
    public async Task A_lost_reply_is_repeated_without_effect()
    {
        var faults = new CallFaults(Seed: 3);
        await using var silo = await PlatformSilo.StartAsync(faults: faults);
        var model = await RegisterAsync(silo, "loans");
        var batch = await ServeAsync(silo, model);
        faults.DropNextReply("IFeedbackDeskGrain.ReportAsync");
        await Assert.ThrowsAsync<TimeoutException>(() => ReportAsync(silo, (batch, 0, "good")));
        Assert.Equal((0, 1, 0, 0, 0), Counts(await ReportAsync(silo, (batch, 0, "good"))));
    }

    [Fact]
    public async Task Outcomes_of_old_predictions_are_not_taken()
    {
        await using var silo = await PlatformSilo.StartAsync(new() { ["Kolosal:Feedback:RetentionDays"] = "7" });
        var model = await RegisterAsync(silo, "loans");
        Guid old = await ServeAsync(silo, model, at: DateTimeOffset.UtcNow.AddDays(-7.1)),
            recent = await ServeAsync(silo, model, at: DateTimeOffset.UtcNow.AddDays(-6.9));
        Assert.Equal((1, 0, 0, 1, 0), Counts(await ReportAsync(silo, (old, 0, "good"), (recent, 0, "good"))));
    }

    /// <summary>Repeats until it is taken, as a client does.</summary>
    private static async Task SendAsync(PlatformSilo silo, Random random, IEnumerable<((Guid Batch, int Row) Key, string Text)> reports) =>
        await ReportAsync(silo, [.. reports.OrderBy(_ => random.Next()).Select(report => (report.Key.Batch, report.Key.Row, report.Text))]);

    private static async Task<FeedbackReceipt> ReportAsync(PlatformSilo silo, params (Guid Batch, int Row, string Actual)[] outcomes)
    {
        var report = new FeedbackReport(null, [.. outcomes.Select(outcome => new ReportedOutcome(Id(outcome.Batch, outcome.Row), outcome.Actual))]);
        var receipt = await Eventually.HoldsAsync(
            () => silo.Grains.FeedbackDesk("ws").ReportAsync(report), found => found.Refusal?.Kind != RefusalKind.Busy);
        Assert.True(receipt.Accepted, receipt.Refusal?.ToString());
        return receipt.Value;
    }

    private static async Task<ModelKey> RegisterAsync(PlatformSilo silo, string name)
    {
        var model = new ModelKey("ws", name);
        await MonitoredModel.RegisterAsync(silo, model);
        return model;
    }

    private static async Task<Guid> ServeAsync(
        PlatformSilo silo, ModelKey model, int rows = 1, Func<int, int>? decision = null, Guid? batch = null, DateTimeOffset? at = null,
        bool durable = true)
    {
        var instant = at ?? DateTimeOffset.UtcNow;
        var id = batch ?? Guid.CreateVersion7(instant);
        int[] decisions = [.. Enumerable.Range(0, rows).Select(decision ?? (_ => 1))];
        await silo.Services.GetRequiredService<IPredictionLog>().AppendAsync(model.ToString(), new byte[32], new(
            0, id, 1, instant, 1, null, false, rows, [.. Enumerable.Range(0, rows).SelectMany(row => (double[])[row, 1])],
            [.. decisions.SelectMany(decided => (double[])(decided == 1 ? [0.25, 0.75] : [0.75, 0.25]))], decisions), durable);
        return id;
    }

    private static async Task<List<PredictionOutcome>> OutcomesAsync(PlatformSilo silo, ModelKey model)
    {
        string log = silo.Service<IPredictionLog>().LogId;
        var found = new List<PredictionOutcome>();
        for (long after = -1; await silo.Grains.PredictionLog(log).ReadAsync(model.ToString(), after, 1_000) is { } read; after = read.Last)
            found.AddRange(read.Requests.Where(request => request.Outcomes is not null).SelectMany(request => request.Outcomes!.Value));
        return found;
    }

    private static string Id(Guid batch, int row) => new PredictionId(batch, row).ToString();

    private static (int Accepted, int Repeated, int Corrected, int NotFound, int Waiting) Counts(FeedbackReceipt receipt) =>
        (receipt.Accepted, receipt.Repeated, receipt.Corrected, receipt.NotFound, receipt.Waiting);
}
