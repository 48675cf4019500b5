using Kolosal.Events;
using Kolosal.Learning;
using Kolosal.Models;
using Kolosal.Storage;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Predictions;

public class PredictorGrainTests : IAsyncLifetime
{
    private const string Row = """{"age":40,"income":30000,"city":"Oslo","owner":true,"since":"2020-01-01","note":null}""";

    private PlatformSilo silo = null!;

    public async Task InitializeAsync() => silo = await ServedModels.StartSiloAsync();

    public async Task DisposeAsync() => await silo.DisposeAsync();

    [Fact]
    public async Task A_reply_says_what_the_model_says_and_stands_in_the_log()
    {
        var package = SampleModels.Fit(Samples.Mixed(200, 1), "risk", "prior");
        int version = await silo.ServeAsync("m", package);
        var reply = (await silo.PredictAsync("m", $"[{Row},{Row}]")).Value!;
        Assert.Equal((version, 2, true), (reply.Version, reply.Rows, reply.Durable));
        Assert.Equal(["bad", "good"], reply.Classes.AsEnumerable());
        Assert.Equal(1, reply.Outputs[0] + reply.Outputs[1], 12);
        Assert.Equal(reply.Outputs[1] > reply.Outputs[0] ? 1 : 0, reply.Decisions[0]);

        var record = Assert.Single(await ReadAsync("m"));
        Assert.Equal((reply.BatchId, version, 2), (record.BatchId, record.Version, record.Rows));
        Assert.Equal(reply.Outputs, record.Outputs);
    }

    [Fact]
    public async Task What_a_request_gets_wrong_is_refused_and_counted()
    {
        using var measured = new Measurements("Kolosal.Predictions");
        await silo.ServeAsync("m", SampleModels.Fit(Samples.Mixed(80, 1), "risk", "prior"));
        var refusal = (await silo.PredictAsync("m", """[{"age":"x"}]""")).Refusal!;
        Assert.Equal((RefusalKind.Unprocessable, "predict.bad-rows"), (refusal.Kind, refusal.Code));
        Assert.Contains("$.rows[0].age", refusal.Errors.Keys);
        var record = Assert.Single(await ReadAsync("m"));
        Assert.Equal(("predict.bad-rows", true), (record.Error, record.ClientFault));
        Assert.True(measured.Count("kolosal.predictions", "outcome=client_error") >= 1);
        Assert.True(measured.Sum("kolosal.predictions.model_load.duration") > 0);
        Assert.Equal("models.not-found", (await silo.PredictAsync("nobody", $"[{Row}]")).Refusal!.Code);
        Assert.Equal(-1, await Log().LastAsync("acme/nobody"));
    }

    [Fact]
    public async Task Who_wants_probabilities_of_a_regression_is_refused_before_anything_is_predicted()
    {
        using var measured = new Measurements("Kolosal.Predictions");
        var package = SampleModels.Fit(Samples.Mixed(80, 1, missing: false), "income", "prior");
        await silo.ServeAsync("m", package);
        string rows = $"[[{string.Join(',', package.InputSchema.Columns.Select(_ => "null"))}]]";
        Assert.Equal("predict.no-classes", (await silo.PredictAsync("m", rows, probabilitiesOnly: true)).Refusal!.Code);
        var record = Assert.Single(await ReadAsync("m"));
        Assert.Equal(("predict.no-classes", 0), (record.Error, record.Rows));

        Assert.Empty((await silo.PredictAsync("m", rows)).Value!.Classes);
        Assert.True(measured.Sum("kolosal.prediction.rows") >= 1);
        Assert.True(measured.Sum("kolosal.prediction.latency") > 0);
    }

    [Fact]
    public async Task A_suspension_and_a_promotion_bite_within_the_refresh()
    {
        int first = await silo.ServeAsync("m", SampleModels.Fit(Samples.Mixed(80, 1), "risk", "prior"));
        Assert.Equal(first, (await silo.PredictAsync("m", $"[{Row}]")).Value!.Version);
        int second = await silo.ServeAsync("m", SampleModels.Fit(Samples.Mixed(80, 2), "risk", "prior"));
        await Eventually.EqualsAsync(second, async () => (await silo.PredictAsync("m", $"[{Row}]")).Value!.Version);
        Assert.Equal(first, (await silo.PredictAsync("m", $"[{Row}]", "1")).Value!.Version);

        await silo.Model("m").SuspendAsync("unfair");
        await Eventually.EqualsAsync("models.suspended", async () => (await silo.PredictAsync("m", $"[{Row}]")).Refusal?.Code);
        await silo.Model("m").ResumeAsync("mended");
        await Eventually.HoldsAsync(async () => (await silo.PredictAsync("m", $"[{Row}]")).Accepted);

        await silo.Model("m").RetireAsync($"{first}", "old");
        await Eventually.EqualsAsync(RefusalKind.Gone, async () => (await silo.PredictAsync("m", $"[{Row}]", "1")).Refusal?.Kind ?? default);
    }

    [Fact]
    public async Task A_crash_loses_nothing_and_counts_nothing_twice()
    {
        string[] models = ["a", "b", "c"];
        foreach (string model in models) await silo.ServeAsync(model, SampleModels.Fit(Samples.Mixed(80, 1), "risk", "prior"));
        var acknowledged = new Dictionary<string, List<Guid>>();
        for (int crash = 0; crash < 3; crash++)
        {
            foreach (string model in models)
                foreach (var reply in await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => silo.PredictAsync(model, $"[{Row}]"))))
                    acknowledged.TryAdd(model, []);
            foreach (string model in models)
                for (int i = 0; i < 5; i++) acknowledged[model].Add((await silo.PredictAsync(model, $"[{Row}]")).Value!.BatchId);
            await silo.KillAsync();
        }

        foreach (string model in models)
        {
            var stats = await Eventually.HoldsAsync(() => silo.Grains.PredictionStats(ServedModels.Key(model)).GetAsync(),
                found => found.Requests >= 3 * 45);
            Assert.Equal((3 * 45, 3 * 45), (stats.Requests, stats.Rows));
            var logged = await ReadAsync(model);
            Assert.Equal(3 * 45, logged.Count);
            Assert.Equal(3 * 45, logged.Select(request => request.BatchId).Distinct().Count());
            Assert.Empty(acknowledged[model].Except(logged.Select(request => request.BatchId)));
        }
    }

    [Fact]
    public async Task An_evicted_model_is_loaded_again_and_answers_the_same()
    {
        await silo.ServeAsync("m", SampleModels.Fit(Samples.Mixed(80, 1), "risk", "prior"));
        var before = (await silo.PredictAsync("m", $"[{Row}]")).Value!;
        Assert.True((await silo.Model("m").EvictCacheAsync()).Accepted);
        var after = await Eventually.HoldsAsync(() => silo.PredictAsync("m", $"[{Row}]"), reply => reply.Accepted);
        Assert.Equal(before.Outputs, after.Value!.Outputs);
    }

    private IPredictionLogGrain Log() => silo.Grains.PredictionLog(silo.Services.GetRequiredService<ISegmentLogs>().LogId);

    private async Task<List<ServedRequest>> ReadAsync(string model)
    {
        var found = new List<ServedRequest>();
        long after = -1;
        await Eventually.HoldsAsync(async () => await Log().LastAsync($"acme/{model}") >= 0);
        while (await Log().ReadAsync($"acme/{model}", after, 7) is { } served)
        {
            found.AddRange(served.Requests);
            after = served.Last;
        }

        return found;
    }
}
