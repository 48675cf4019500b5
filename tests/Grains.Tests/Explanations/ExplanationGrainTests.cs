using System.Text;
using System.Text.Json;
using Kolosal.Audit;
using Kolosal.Experiments;
using Kolosal.Testing;

namespace Kolosal.Explanations;

public class ExplanationGrainTests
{
    private static readonly byte[] Rows = Encoding.UTF8.GetBytes(
        $"[{string.Join(',', Enumerable.Range(0, 80).Select(i => $$"""{"x0":{{i % 7 - 3}},"x1":{{i % 3}},"noise":0,"colour":"red"}"""))}]");

    [Fact]
    public async Task More_rows_than_a_request_takes_are_explained_beside_it()
    {
        await using var silo = await TestTables.StartSiloAsync();
        await ExplainerGrainTests.TrainAsync(silo, "gradient_boosting");
        var request = ExplainerGrainTests.Of(ExplanationKinds.Local, Rows);
        Assert.Equal("explain.too-many-rows", (await silo.Grains.Explainer(ExplainerGrainTests.Model).ExplainAsync(request)).Refusal?.Code);

        var job = Job(silo, "exp_1");
        Assert.Equal("explain.not-found", (await job.GetAsync()).Refusal?.Code);
        Assert.True((await job.StartAsync("m", request)).Accepted);
        Assert.True((await job.StartAsync("m", request)).Accepted); // the same request is the same explanation
        Assert.Equal("explain.exists", (await job.StartAsync("m", request with { Terms = """{"top":2}""" })).Refusal?.Code);
        var done = await EndsAsync(job);
        Assert.Equal((ExplanationStatus.Completed, 100, "m:1"), (done.State, done.Percent, done.ModelId));
        var document = JsonDocument.Parse((await job.ReadAsync()).Value!.Json).RootElement;
        Assert.Equal(("exp_1", 80), (document.GetProperty("explanation_id").GetString(),
            document.GetProperty("result").GetProperty("items").GetArrayLength()));

        var events = new List<ExplanationEvent>();
        await foreach (var noted in job.EventsAsync(0)) events.Add(noted);
        Assert.Equal(Enumerable.Range(1, events.Count).Select(i => (long)i), events.Select(e => e.Sequence));
        Assert.Equal(ExplanationStatus.Completed, events[^1].State);
        Assert.Equal("workflow.transition-not-allowed", (await job.CancelAsync()).Refusal?.Code);
        Assert.Equal(ExplanationStatus.Deleted, (await job.DeleteAsync()).Value!.State);
        Assert.Equal("explain.not-found", (await job.ReadAsync()).Refusal?.Code);
        var actions = new List<string>();
        await foreach (var line in silo.Grains.Audit(TrainingRuns.Workspace).ExportAsync(0)) actions.Add(line.Entry);
        Assert.Equal((1, 1, 1), (actions.Count(a => a.Contains("explanation.start")), actions.Count(a => a.Contains("explanation.complete")),
            actions.Count(a => a.Contains("explanation.delete"))));
    }

    [Fact]
    public async Task One_that_is_interrupted_goes_on_and_one_that_is_cancelled_does_not()
    {
        await using var silo = await TestTables.StartSiloAsync();
        await ExplainerGrainTests.TrainAsync(silo, "gradient_boosting");
        var request = ExplainerGrainTests.Of(ExplanationKinds.Local, Rows, """{"intervals":true}""");
        Assert.True((await Job(silo, "exp_2").StartAsync("m", request)).Accepted);
        await silo.Silo.DeactivateAsync(Job(silo, "exp_2"));
        Assert.Equal(ExplanationStatus.Completed, (await EndsAsync(Job(silo, "exp_2"))).State);

        Assert.True((await Job(silo, "exp_3").StartAsync("m", request)).Accepted);
        var cancelled = await Job(silo, "exp_3").CancelAsync();
        Assert.Equal(ExplanationStatus.Cancelled, cancelled.Value!.State);
        Assert.Equal("explain.no-result", (await Job(silo, "exp_3").ReadAsync()).Refusal?.Code);
    }

    [Fact]
    public async Task What_cannot_be_explained_fails_with_its_reason()
    {
        await using var silo = await TestTables.StartSiloAsync();
        await ExplainerGrainTests.TrainAsync(silo, "logistic_regression");
        var job = Job(silo, "exp_4");
        Assert.Equal("models.not-found", (await job.StartAsync("nobody", ExplanationRequest.Of(ExplanationKinds.Global, null))).Refusal?.Code);
        Assert.True((await job.StartAsync("m", ExplainerGrainTests.Of(ExplanationKinds.Counterfactual, Rows))).Accepted);
        var failed = await EndsAsync(job);
        Assert.Equal(ExplanationStatus.Failed, failed.State);
        Assert.Contains("Expected the class that is wanted", failed.Reason);
    }

    private static IExplanationGrain Job(PlatformSilo silo, string id) => silo.Grains.Explanation(new ResourceKey(TrainingRuns.Workspace, id));

    private static async Task<ExplanationSnapshot> EndsAsync(IExplanationGrain job) => (await Eventually.HoldsAsync(
        async () => (await job.GetAsync()).Value, found => found is { State: not (ExplanationStatus.Queued or ExplanationStatus.Running) }))!;
}
