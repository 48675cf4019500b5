using System.Collections.Immutable;
using Kolosal.Learning;
using Kolosal.Learning.Packages;
using Kolosal.Models;
using Kolosal.Testing;

namespace Kolosal.Quality;

public sealed class GoldenDatasetGrainTests : IAsyncLifetime
{
    private const string Row = """{"age":30,"income":20000,"city":"Oslo","owner":true,"since":"2016-01-01T00:00:00Z","note":"x"}""";

    private PlatformSilo silo = null!;

    public async Task InitializeAsync()
    {
        silo = await ServedModels.StartSiloAsync();
        await silo.ServeAsync("m", SampleModels.Fit(Samples.Mixed(80, 1), "risk", "decision_tree"));
    }

    public async Task DisposeAsync() => await silo.DisposeAsync();

    [Fact]
    public async Task A_case_passes_with_what_the_predictor_answers_and_fails_otherwise()
    {
        var served = (await silo.PredictAsync("m", $"[{Row}]")).Value!;
        string said = served.Classes[Decide(served.Outputs)];
        var probabilities = served.Classes.Select((name, k) => (name, p: served.Outputs[k]))
            .ToImmutableSortedDictionary(pair => pair.name, pair => pair.p);
        string other = served.Classes.First(name => name != said);
        var made = await CreateAsync(
            Case("same", Row, said) with { Probabilities = probabilities, AbsoluteTolerance = 0, RelativeTolerance = 0 }, Case("other", Row, other),
            Case("broken", """{"no such column":1}""", said));
        var run = (await Golden.RunAsync(new(null, null, null, null, "manual"))).Value!;
        Assert.Equal((3, 1, 1, 1, false), (run.Cases, run.Passes, run.Fails, run.Errors, run.Passed));
        Assert.Equal(["other", "broken"], run.Failures.Select(failure => failure.CaseId));
        Assert.Equal(made.Versions[0].Number, run.GoldenVersion);

        var evidence = Assert.Single((await silo.Grains.ModelVersion(ServedModels.Key("m").Version(1)).GetEvidenceAsync()).Value);
        Assert.Equal((EvidenceKinds.GoldenSet, false, "gd_1", run.Sha256), (evidence.Kind, evidence.Passed, evidence.Source, evidence.Sha256));
    }

    [Fact]
    public async Task Versions_stay_and_a_run_says_what_changed_since_the_one_before()
    {
        var served = (await silo.PredictAsync("m", $"[{Row}]")).Value!;
        string said = served.Classes[Decide(served.Outputs)], other = served.Classes.First(name => name != said);
        await CreateAsync(Case("a", Row, other), Case("b", Row, said));
        Assert.Null((await Golden.RunAsync(new(null, null, null, null, "manual"))).Value!.Difference);
        await Golden.AddVersionAsync([Case("a", Row, said), Case("b", Row, other)], "the expected answers were swapped");
        Assert.Equal(2, (await Golden.AddVersionAsync([Case("a", Row, said), Case("b", Row, other)], "again")).Value!.Versions.Length);
        var difference = (await Golden.RunAsync(new(null, null, null, null, "manual"))).Value!.Difference!;
        Assert.Equal(["b"], difference.NewlyFailing.ToArray());
        Assert.Equal(["a"], difference.Fixed.ToArray());
        Assert.Empty(difference.StillFailing);
        Assert.Equal(1, (await Golden.RunAsync(new(null, 1, null, null, "manual"))).Value!.GoldenVersion);
        Assert.Equal("quality.no-such-version", (await Golden.RunAsync(new(null, 3, null, null, "manual"))).Refusal!.Code);
        await silo.KillAsync();
        Assert.Equal(3, (await Golden.GetAsync()).Value!.Runs.Length);
    }

    [Fact]
    public async Task A_run_over_some_cases_is_no_evidence()
    {
        await CreateAsync(Case("de", Row, "good") with { Jurisdiction = "eu" }, Case("us", Row, "good") with { DocumentType = "invoice" });
        var run = (await Golden.RunAsync(new(null, null, "EU", null, "manual"))).Value!;
        Assert.Equal((1, 1), (run.Cases, run.Skipped));
        Assert.Empty((await silo.Grains.ModelVersion(ServedModels.Key("m").Version(1)).GetEvidenceAsync()).Value);
    }

    [Fact]
    public async Task Cases_that_cannot_fail_or_be_told_apart_are_refused()
    {
        var bad = (await Golden.CreateAsync(
            Spec, [Case("a", Row, "good") with { Prediction = null }, Case("b", Row, "good"), Case("b", "[1]", "good")])).Refusal!;
        Assert.Equal("quality.bad-cases", bad.Code);
        Assert.Equal(["$.cases[0].expected", "$.cases[2].id", "$.cases[2].row"], bad.Errors.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("quality.bad-cases", (await Golden.CreateAsync(Spec, [])).Refusal!.Code);
        Assert.Equal("models.not-found", (await Golden.CreateAsync(Spec with { Model = "nobody" }, [Case("a", Row, "good")])).Refusal!.Code);
    }

    [Fact]
    public async Task A_test_runs_after_a_promotion_and_takes_results_from_outside()
    {
        await CreateAsync(Case("a", Row, "nothing"));
        var test = silo.Grains.RegressionTest(ServedModels.Workspace, "rt_1");
        var spec = new RegressionTestSpec("release", "golden", "m", "gd_1", null, null, OnPromotion: true, null, null, "");
        Assert.Null((await test.DefineAsync(spec)).Value!.Result);
        Assert.False(await test.LookAsync());

        await silo.ServeAsync("m", SampleModels.Fit(Samples.Mixed(80, 2), "risk", "decision_tree"));
        Assert.True(await test.LookAsync());
        Assert.False(await test.LookAsync());
        var after = (await test.GetAsync()).Value!;
        Assert.Equal((RegressionResult.Fail, "promotion", 2),
            (after.Result!.Value, after.Outcomes[0].Trigger, after.Outcomes[0].ModelVersion!.Value));

        var reported = new RegressionOutcome(
            "o1", RegressionResult.Skipped, DateTimeOffset.UnixEpoch, "ci", "reported", null, null, "no runner", null);
        await test.ReportAsync(reported);
        Assert.Equal(2, (await test.ReportAsync(reported)).Value!.Outcomes.Length);
        Assert.Equal(RegressionResult.Fail, (await test.RunAsync("1")).Value!.Result);
    }

    [Fact]
    public async Task A_test_says_what_it_cannot_be()
    {
        var test = silo.Grains.RegressionTest(ServedModels.Workspace, "rt_2");
        var spec = new RegressionTestSpec("a suite", "golden", "m", null, "every day", "Nowhere/Land", OnPromotion: true, null, null, "");
        Assert.Equal(["$.golden_dataset_id", "$.schedule", "$.suite", "$.time_zone"],
            (await test.DefineAsync(spec)).Refusal!.Errors.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("quality.test-not-found", (await test.RunAsync(null)).Refusal!.Code);
        await test.DefineAsync(new("s", "elsewhere", "m", null, null, null, false, null, null, ""));
        Assert.Equal("quality.nothing-to-run", (await test.RunAsync(null)).Refusal!.Code);
    }

    private static GoldenDatasetSpec Spec => new("answers", "", "m", null, null, 0.98, 1e-6, 1e-6);

    private IGoldenDatasetGrain Golden => silo.Grains.GoldenDataset(ServedModels.Workspace, "gd_1");

    private async Task<GoldenDataset> CreateAsync(params GoldenCase[] cases)
    {
        var made = await Golden.CreateAsync(Spec, [.. cases]);
        Assert.True(made.Accepted, made.Refusal?.Message);
        return made.Value;
    }

    private static GoldenCase Case(string id, string row, string prediction) =>
        new(id, row, prediction, ImmutableSortedDictionary<string, double>.Empty, null, null, false, null, null);

    private static int Decide(IReadOnlyList<double> outputs)
    {
        int best = 0;
        for (int k = 1; k < outputs.Count; k++)
            if (outputs[k] > outputs[best]) best = k;
        return best;
    }
}
