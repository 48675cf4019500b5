using System.Collections.Immutable;
using System.Diagnostics;
using Kolosal.Audit;
using Kolosal.Storage;
using Kolosal.Support;
using Kolosal.Testing;

namespace Kolosal.Tracking;

[Collection(PlainSiloCollection.Name)]
public sealed class TrackedRunGrainTests(PlainSilo shared)
{
    private static readonly ImmutableDictionary<string, string> None = ImmutableDictionary<string, string>.Empty;

    private const StringComparison Ordinal = StringComparison.Ordinal;

    private readonly PlatformSilo silo = shared.Silo;

    [Fact]
    public async Task A_run_keeps_params_once_tags_by_the_last_word_and_the_latest_of_each_metric()
    {
        var run = await BeginAsync("ws", Id(1));
        Need(await run.LogAsync(new(
            [new("loss", MetricPoint.Of(0.5, 10, 1)), new("loss", MetricPoint.Of(0.25, 20, 2)), new("loss", MetricPoint.Of(9, 30, 1))],
            [new("lr", "0.1")], [new("stage", "fit")])));
        var read = Need(await run.LogAsync(new([], [new("lr", "0.1"), new("depth", "3")], [new("stage", "done")])));
        Assert.Equal(("0.1", "3", "done"), (read.Params["lr"], read.Params["depth"], read.Tags["stage"]));
        Assert.Equal(new TrackedMetric(0.25, null, 20, 2, 3), read.Metrics["loss"]);

        var changed = await run.LogAsync(new([new("loss", MetricPoint.Of(1, 1, 9))], [new("lr", "0.2")], []));
        Assert.Equal("tracking.param-changed", changed.Refusal?.Code);
        Assert.Equal(3, Need(await run.GetAsync()).Metrics["loss"].Points);
    }

    [Fact]
    public async Task A_batch_sent_again_changes_nothing_and_is_one_entry_of_the_trail()
    {
        var run = await BeginAsync("again", Id(1));
        TrackedRunBatch batch = new([new("m", MetricPoint.Of(1, 10, 1)), new("m", MetricPoint.Of(2, 20, 2))], [new("p", "1")], [new("t", "1")]);
        var first = Need(await run.LogAsync(batch));
        Assert.Equal(first.Revision, Need(await run.LogAsync(batch)).Revision);

        // Also when one of its points comes with another, and within one batch.
        var third = Need(await run.LogAsync(new([new("m", MetricPoint.Of(2, 20, 2)), new("m", MetricPoint.Of(3, 30, 3)),
            new("m", MetricPoint.Of(3, 30, 3))], [], [])));
        Assert.Equal(3, third.Metrics["m"].Points);
        Assert.Equal([1, 2, 3], (await HistoryAsync(run, "m")).Select(point => point.Value));
        Assert.Equal(2, (await TrailAsync("again")).Count(action => action == "tracked-run.log"));
    }

    [Fact]
    public async Task A_history_of_a_hundred_thousand_points_stays_usable_and_the_record_small()
    {
        const int Points = 100_000, Batch = 1000;
        var run = await BeginAsync("long", Id(1));
        for (int from = 0; from < Points; from += Batch)
            Need(await run.LogAsync(new([.. Enumerable.Range(from, Batch).Select(i => new MetricRecord("loss", MetricPoint.Of(1.0 / (i + 1), i, i)))],
                [], [])));

        long began = Stopwatch.GetTimestamp();
        var points = await HistoryAsync(run, "loss");
        var reading = Stopwatch.GetElapsedTime(began);
        Assert.Equal(Enumerable.Range(0, Points).Select(i => (long)i), points.Select(point => point.Step));
        Assert.Equal(1.0 / Points, points[^1].Value);
        Assert.True(reading < TimeSpan.FromSeconds(30), $"Reading took {reading}.");

        // Whatever part is asked for, across segments and what is in none yet.
        foreach (int from in (int[])[0, 999, 1000, 55_555, 98_500, 99_999])
            Assert.Equal(Enumerable.Range(from, Math.Min(2500, Points - from)).Select(i => (long)i),
                (await run.HistoryAsync("loss", from, 2500)).Value!.Points.Select(point => point.Step));
        Assert.Empty((await run.HistoryAsync("loss", Points, 10)).Value!.Points);

        // The state as it is stored: of the points only those of the last batch.
        string state = silo.Silo.Storage.Records.Single(record => record.Name == "tracked-run" && $"{record.Grain}".Contains("long/", Ordinal))
            .State.GetRawText();
        Assert.InRange(state.Length, 1, 100_000);
        int segments = silo.Silo.Storage.Records.Count(record => record.Name == "metric-segment" && $"{record.Grain}".Contains("long/", Ordinal));
        Assert.Equal((Points - Batch) / MetricSegments.Size, segments);
    }

    [Fact]
    public async Task Points_of_many_metrics_logged_one_by_one_survive_a_crash_and_a_failed_write()
    {
        await using var silo = await PlatformSilo.StartAsync(); // it crashes
        var run = await BeginAsync("crash", Id(1), silo);
        for (int i = 0; i < 700; i++) Need(await run.LogAsync(new([new($"m{i % 7}", MetricPoint.Of(i, i, i))], [], [])));
        silo.Silo.Storage.FailNextWrites(1);
        TrackedRunBatch batch = new([.. Enumerable.Range(700, 400).Select(i => new MetricRecord($"m{i % 7}", MetricPoint.Of(i, i, i)))], [], []);
        await Assert.ThrowsAnyAsync<Exception>(() => run.LogAsync(batch));
        Need(await Eventually.HoldsAsync(() => run.LogAsync(batch), result => result.Accepted));

        await silo.KillAsync();
        run = silo.Grains.TrackedRun(new("crash", Id(1)));
        for (int metric = 0; metric < 7; metric++)
            Assert.Equal(Enumerable.Range(0, 1100).Where(i => i % 7 == metric).Select(i => (double)i),
                (await HistoryAsync(run, $"m{metric}")).Select(point => point.Value));
    }

    [Fact]
    public async Task What_is_no_number_is_kept_and_stands_in_no_document()
    {
        var run = await BeginAsync("nan", Id(1));
        double[] values = [double.NaN, double.PositiveInfinity, double.NegativeInfinity];
        string[] words = ["NaN", "Infinity", "-Infinity"];
        for (int i = 0; i < 3; i++)
        {
            var read = Need(await run.LogAsync(new([new("loss", MetricPoint.Of(values[i], i, i))], [], [])));
            Assert.Equal((null, words[i]), (read.Metrics["loss"].Value, read.Metrics["loss"].NotFinite));
        }
        Assert.Equal(values, (await HistoryAsync(run, "loss")).Select(point => point.Value));
        var entry = await silo.Service<ICatalogue>().FindAsync("nan", CatalogueKinds.TrackedRun, Id(1), default);
        Assert.Contains("\"value\":null,\"not_finite\":\"-Infinity\"", entry!.Document, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_step_of_a_run_is_allowed_or_refused_as_said()
    {
        // By hand: what has ended goes on only by running again.
        (TrackedRunStatus, TrackedRunStatus)[] refused =
        [
            .. from ended in (TrackedRunStatus[])[TrackedRunStatus.Finished, TrackedRunStatus.Failed, TrackedRunStatus.Killed]
               from to in Enum.GetValues<TrackedRunStatus>()
               where to != ended && to != TrackedRunStatus.Running
               select (ended, to),
        ];
        int number = 0;
        foreach (var from in Enum.GetValues<TrackedRunStatus>())
            foreach (var to in Enum.GetValues<TrackedRunStatus>())
            {
                var run = await BeginAsync("steps", Id(++number));
                Need(await run.UpdateAsync(new(from, null, null)));
                var step = await run.UpdateAsync(new(to, null, null));
                Assert.Equal(!refused.Contains((from, to)), step.Accepted);
                if (step.Accepted) Assert.Equal(to is TrackedRunStatus.Running or TrackedRunStatus.Scheduled, step.Value.EndedAt is null);
                else Assert.Equal("workflow.transition-not-allowed", step.Refusal.Code);
            }
    }

    [Fact]
    public async Task A_deleted_run_takes_no_records_until_it_is_restored()
    {
        var run = await BeginAsync("deleted", Id(1));
        Assert.Equal(LifecycleStage.Deleted, Need(await run.DeleteAsync()).Lifecycle);
        TrackedRunBatch batch = new([], [new("a", "b")], []);
        Assert.Equal("tracking.run-deleted", (await run.LogAsync(batch)).Refusal?.Code);
        Assert.Equal("tracking.run-deleted", (await run.UpdateAsync(new(TrackedRunStatus.Finished, null, null))).Refusal?.Code);
        Assert.Equal("tracking.run-deleted", (await run.AddInputsAsync([new("n", "d", "", "", null, null, None)])).Refusal?.Code);
        Assert.Equal("tracking.run-deleted", (await silo.Grains.RunArtifacts(new("deleted", Id(1)))
            .PutAsync("a", new BlobRef("deleted", new string('a', 64), 1))).Refusal?.Code);
        Need(await run.RestoreAsync());
        Assert.Equal("b", Need(await run.LogAsync(batch)).Params["a"]);
    }

    [Fact]
    public async Task Inputs_and_models_are_noted_once()
    {
        var run = await BeginAsync("inputs", Id(1));
        TrackedInput input = new("rows", "d1", "local", "rows.csv", "{\"x\":1}", null, None.Add("mlflow.data.context", "training"));
        Need(await run.AddInputsAsync([input, input]));
        Assert.Equal([input with { Tags = None }], Need(await run.AddInputsAsync([input])).Inputs.Select(known => known with { Tags = None }));
        Need(await run.AddModelAsync("""{"artifact_path":"model","flavors":{}}"""));
        Assert.Equal("""[{"artifact_path":"model","flavors":{}}]""",
            Need(await run.AddModelAsync("""{ "artifact_path": "model", "flavors": {} }""")).Tags["mlflow.log-model.history"]);
        Assert.Equal("tracking.bad-value", (await run.AddModelAsync("[1]")).Refusal?.Code);
        Assert.Equal("tracking.bad-value", (await run.AddModelAsync("{")).Refusal?.Code);
    }

    [Fact]
    public async Task Artifacts_are_listed_by_folder_replaced_and_taken_away()
    {
        var run = await BeginAsync("files", Id(1));
        var artifacts = silo.Grains.RunArtifacts(new("files", Id(1)));
        BlobRef Blob(char c) => new("files", new string(c, 64), 5);
        Need(await artifacts.PutAsync("model/a.bin", Blob('a')));
        Need(await artifacts.PutAsync("model/b.bin", Blob('b')));
        Need(await artifacts.PutAsync("plot.png", Blob('c')));
        Assert.Equal(["model", "plot.png"], (await artifacts.ListAsync("")).Select(file => file.Path));
        Assert.Equal(["model/a.bin", "model/b.bin"], (await artifacts.ListAsync("model")).Select(file => file.Path));
        Need(await artifacts.PutAsync("plot.png", Blob('d')));
        Assert.Equal(Blob('d'), Need(await artifacts.FindAsync("plot.png")).Content);
        Assert.Equal("tracking.bad-path", (await artifacts.PutAsync("../x", Blob('a'))).Refusal?.Code);
        Assert.Equal(2, Need(await artifacts.DeleteAsync("model")));
        Assert.Equal("tracking.artifact-not-found", (await artifacts.FindAsync("model/a.bin")).Refusal?.Code);
        Assert.Equal("tracking.run-not-found",
            (await silo.Grains.RunArtifacts(new("files", Id(9))).PutAsync("a", Blob('a'))).Refusal?.Code);
        Assert.True(Need(await run.GetAsync()).Revision > 0);
    }

    private async Task<ITrackedRunGrain> BeginAsync(string workspace, string id, PlatformSilo? on = null)
    {
        var run = (on ?? silo).Grains.TrackedRun(new(workspace, id));
        Need(await run.CreateAsync(new("0", null, "ann", null, None, None)));
        return run;
    }

    private static string Id(int number) => $"{number:x32}";

    private static async Task<List<MetricPoint>> HistoryAsync(ITrackedRunGrain run, string key)
    {
        var points = new List<MetricPoint>();
        while (Need(await run.HistoryAsync(key, points.Count, 10_000)) is { Points.IsEmpty: false } part) points.AddRange(part.Points);
        return points;
    }

    private async Task<List<string>> TrailAsync(string workspace)
    {
        var actions = new List<string>();
        await foreach (var line in silo.Grains.Audit(workspace).ExportAsync(0))
            actions.Add(System.Text.Json.JsonDocument.Parse(line.Entry).RootElement.GetProperty("action").GetString()!);
        return actions;
    }

    private static T Need<T>(Result<T> result)
    {
        Assert.True(result.Accepted, result.Refusal?.Message);
        return result.Value!;
    }
}
