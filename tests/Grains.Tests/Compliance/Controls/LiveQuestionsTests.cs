using System.Text;
using Kolosal.Learning;
using Kolosal.Models;
using Kolosal.Predictions;
using Kolosal.Slo;
using Kolosal.Storage;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Compliance.Controls;

/// <summary>Questions of what models are asked and how they are explained, over what a silo really did.</summary>
public sealed class LiveQuestionsTests : IAsyncLifetime
{
    private const string Usual = """{"age":30,"income":20000,"city":"Oslo","owner":true,"since":"2016-01-01T00:00:00Z","note":"x"}""",
        Unlike = """{"age":3e9,"income":-7e12,"city":"nowhere","owner":true,"since":"2016-01-01T00:00:00Z","note":"x"}""";

    private static readonly ModelKey Key = new(ServedModels.Workspace, "m");

    private PlatformSilo silo = null!;

    public async Task InitializeAsync() => silo = await PlatformSilo.StartAsync(
        new() { ["Kolosal:Predictions:RefreshMilliseconds"] = "50", ["Kolosal:Predictions:GatherMilliseconds"] = "5" },
        services: services => services.AddComplianceFacts());

    public async Task DisposeAsync() => await silo.DisposeAsync();

    [Fact]
    public async Task Rows_unlike_the_training_data_are_counted_and_turn_the_question_of_scope_red()
    {
        // Of two thousand training rows, four hundred in each city, the chance of a city that none of them has is below one in two thousand.
        await silo.RegisterAsync("m", SampleModels.Fit(Samples.Mixed(80, 1), "risk", "prior"), change: made => made with
        {
            Reference = made.Reference with
            {
                Inputs = [.. made.Reference.Inputs.Select(input => input.Name != "city" ? input
                    : input with { Counts = [.. input.Categories.Select(_ => 400L)] })],
            },
        });
        Assert.True((await silo.Model("m").ValidateAsync("1")).Value!.Passed);
        Assert.True((await silo.Model("m").PromoteAsync(new(1, ModelStatus.Active, ServedModels.Bob, "good"))).Accepted);
        await PredictAsync(Usual, 19);
        await CountedAsync(16);
        await Eventually.EqualsAsync(ControlState.Pass, () => StandsAsync("Q31"));

        await PredictAsync(Unlike, 1);
        await CountedAsync(17);
        var red = await AskAsync("Q31");
        Assert.Equal((ControlState.Fail, "models/m"), (red.State, Assert.Single(red.Offenders).Id));
        Assert.Contains("unlike the training data", red.Offenders[0].Wrong, StringComparison.Ordinal);

        // One in seventeen is above a twentieth, one in thirty-three is not.
        await PredictAsync(Usual, 16);
        await CountedAsync(33);
        await Eventually.EqualsAsync(ControlState.Pass, () => StandsAsync("Q31"));
    }

    [Fact]
    public async Task A_purpose_that_the_card_does_not_name_turns_the_question_of_scope_red_until_it_does()
    {
        await silo.ServeAsync("m", SampleModels.Fit(Samples.Mixed(80, 1), "risk", "prior"));
        var words = (await silo.Model("m").GetCardAsync("1")).Value!.Words;
        Assert.True((await silo.Model("m").SetCardAsync("1", words with { Purposes = ["credit-check"] }, null)).Accepted);
        await DeclareAsync("credit-check");
        await DeclareAsync(null);
        await Eventually.EqualsAsync(ControlState.Missing, () => StandsAsync("Q31")); // of few training rows, and nothing is red
        Assert.Equal(0.5, (await AskAsync("Q31")).Values["undeclared_share"]);

        await DeclareAsync("marketing");
        var red = await AskAsync("Q31");
        Assert.Equal((ControlState.Fail, "models/m"), (red.State, Assert.Single(red.Offenders).Id));
        Assert.Contains("'marketing'", red.Offenders[0].Wrong, StringComparison.Ordinal);

        Assert.True((await silo.Model("m").SetCardAsync("1", words with { Purposes = ["credit-check", "marketing"] }, null)).Accepted);
        Assert.Equal(ControlState.Missing, await StandsAsync("Q31"));
    }

    [Fact]
    public async Task A_version_of_few_training_rows_shows_nothing_and_is_no_pass()
    {
        await silo.ServeAsync("m", SampleModels.Fit(Samples.Mixed(80, 1), "risk", "prior"));
        await PredictAsync(Unlike, 2);
        await Eventually.HoldsAsync(async () => (await silo.Grains.TrafficMonitor(Key).GetAsync()).Arms is [{ Rows: 2 }]);
        await Eventually.EqualsAsync(ControlState.Missing, () => StandsAsync("Q31"));
    }

    [Fact]
    public async Task Predictions_are_explained_and_an_explainer_that_cannot_turns_its_question_red_and_the_card()
    {
        await silo.ServeAsync("m", SampleModels.Fit(Samples.Mixed(80, 1), "risk", "prior"));
        var sample = silo.Grains.ExplanationSample(Key);
        Assert.Equal("compliance.nothing-predicted", (await sample.DrawAsync("a0")).Refusal!.Code);
        await PredictAsync(Usual, 25);
        await Eventually.HoldsAsync(async () => (await silo.Grains.PredictionStats(Key).GetAsync()).Requests > 0);

        // Serving keeps the model in memory; the explainer gets it ready for itself and finds nothing.
        var version = await silo.Grains.ModelVersion(Key.Version(1)).GetAsync();
        var blobs = silo.Service<IBlobStore>();
        using var kept = new MemoryStream();
        var where = version.Value!.Registration.Package;
        await using (var package = await blobs.OpenAsync(where, CancellationToken.None)) await package!.CopyToAsync(kept);
        await blobs.DeleteAsync(where, CancellationToken.None);
        var drawn = (await sample.DrawAsync("a1")).Value!.Items[^1];
        Assert.Equal(0, drawn.Rows);
        Assert.NotNull(drawn.Fault);
        await Eventually.EqualsAsync(ControlState.Fail, () => StandsAsync("Q32"));
        var marked = (await silo.Model("m").GetCardAsync("1")).Value!.Evidence!.Value.Single(item => item.Kind == "explain");
        Assert.False(marked.Passed);
        Assert.StartsWith("explain.unavailable: ", marked.Reason, StringComparison.Ordinal);

        kept.Position = 0;
        await blobs.PutAsync(ServedModels.Workspace, kept, CancellationToken.None);
        drawn = (await sample.DrawAsync("a2")).Value!.Items[^1];
        Assert.Equal((20, 20, (string?)null), (drawn.Rows, drawn.Milliseconds.Length, drawn.Fault));
        Assert.InRange(drawn.AdditivityError, 0, 1e-9);
        Assert.All(drawn.Milliseconds, took => Assert.True(took > 0));
        Assert.True((await silo.Model("m").GetCardAsync("1")).Value!.Evidence!.Value.Single(item => item.Kind == "explain").Passed);
        Assert.Equal(2, (await sample.DrawAsync("a2")).Value!.Items.Length);

        // Twenty rows are no hundred: nothing is wrong, and nothing is shown yet.
        await Eventually.EqualsAsync(ControlState.Missing, () => StandsAsync("Q32"));
        for (int i = 3; i < 7; i++) await sample.DrawAsync($"a{i}");
        Assert.NotEqual(ControlState.Missing, await StandsAsync("Q32"));
    }

    [Fact]
    public async Task A_model_in_service_is_sampled_by_itself_once_somebody_asks_for_its_controls()
    {
        await silo.ServeAsync("m", SampleModels.Fit(Samples.Mixed(80, 1), "risk", "prior"));
        await PredictAsync(Usual, 3);
        await Eventually.HoldsAsync(async () => (await silo.Grains.PredictionStats(Key).GetAsync()).Requests > 0);
        await AskAsync("Q32");
        await Eventually.HoldsAsync(async () => (await silo.Grains.ExplanationSample(Key).GetAsync()).Value is { Items: [{ Rows: 3 }] });
    }

    private async Task PredictAsync(string row, int rows) => Assert.True((await silo.PredictAsync(
        "m", $"[{string.Join(',', Enumerable.Repeat(row, rows))}]")).Accepted);

    /// <summary>Asks for a purpose until that is counted.</summary>
    private async Task DeclareAsync(string? purpose)
    {
        var reply = await silo.Grains.Predictor(Key).PredictAsync(new(null, Encoding.UTF8.GetBytes($"[{Usual}]"), Purpose: purpose));
        Assert.True(reply.Accepted, reply.Refusal?.Message);
        await Eventually.HoldsAsync(async () => ((await silo.Grains.TrafficMonitor(Key).GetAsync()).Purposes ?? [])
            .Any(day => day.Purpose == purpose));
    }

    private Task CountedAsync(long rows) => Eventually.EqualsAsync(
        rows, async () => ((await silo.Grains.TrafficMonitor(Key).GetAsync()).Scope ?? []).Sum(day => day.Scored));

    private async Task<ControlState> StandsAsync(string id) => (await AskAsync(id)).State;

    private async Task<Judgement> AskAsync(string id)
    {
        // What was asked this week is another monitor's to count.
        await Eventually.HoldsAsync(async () => (await silo.Grains.SloMonitor(Key).GetAsync()).Accepted);
        return RecordQueries.All.Single(query => query.Id == id).Judge(
            await silo.Services.GetRequiredService<IFactsReader>().ReadAsync(ServedModels.Workspace, CancellationToken.None));
    }
}
