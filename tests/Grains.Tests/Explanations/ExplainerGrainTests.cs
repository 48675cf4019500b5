using System.Text;
using System.Text.Json;
using Kolosal.Datasets;
using Kolosal.Experiments;
using Kolosal.Models;
using Kolosal.Testing;

namespace Kolosal.Explanations;

/// <summary>Versions that a run made, explained from what was recorded of it.</summary>
public class ExplainerGrainTests
{
    [Fact]
    public async Task What_was_held_out_is_dealt_again_and_scores_as_it_did()
    {
        using var measured = new Measurements("Kolosal.Explanations");
        await using var silo = await TestTables.StartSiloAsync();
        var run = await TrainAsync(silo, "gradient_boosting");
        var evaluation = await AskAsync(silo, ExplanationRequest.Of(ExplanationKinds.Evaluation, null));
        var result = evaluation.GetProperty("result");
        Assert.Equal(("held_out", run.Evaluation!.TestRows), (result.GetProperty("rows").GetProperty("source").GetString(),
            result.GetProperty("rows").GetProperty("rows").GetInt64()));

        // The run measured the same model on the same rows.
        var scores = result.GetProperty("scores").EnumerateArray().ToDictionary(s => s.GetProperty("metric").GetString()!, s =>
            s.GetProperty("value"));
        foreach (var known in run.Evaluation.Scores.Where(score => scores.GetValueOrDefault(score.Metric).ValueKind == JsonValueKind.Number))
            Assert.Equal(known.Value, scores[known.Metric].GetDouble(), 9);
        Assert.Contains("roc_auc", scores.Keys);
        var curves = result.GetProperty("curves");
        Assert.Equal(run.Evaluation.TestRows, curves.GetProperty("positives").GetInt64() + curves.GetProperty("negatives").GetInt64());
        Assert.Equal(run.Evaluation.TestRows, curves.GetProperty("calibration").EnumerateArray().Sum(bin => bin.GetProperty("rows").GetInt64()));
        Assert.Equal(run.Evaluation.TestRows, result.GetProperty("confusion").GetProperty("counts").EnumerateArray()
            .Sum(row => row.EnumerateArray().Sum(cell => cell.GetInt64())));
        var first = curves.GetProperty("roc").EnumerateArray().First();
        Assert.Equal((JsonValueKind.Null, 0, 0), (first.GetProperty("threshold").ValueKind, first.GetProperty("false_positive_rate").GetDouble(),
            first.GetProperty("true_positive_rate").GetDouble()));
        var last = curves.GetProperty("gain").EnumerateArray().Last();
        Assert.Equal((1, 1), (last.GetProperty("gain").GetDouble(), Math.Round(last.GetProperty("lift").GetDouble(), 12)));

        var segments = (await AskAsync(silo, ExplanationRequest.Of(ExplanationKinds.Evaluation, null, """{"segment":"colour"}""")))
            .GetProperty("result").GetProperty("segments");
        Assert.Equal(run.Evaluation.TestRows, segments.EnumerateArray().Sum(segment => segment.GetProperty("rows").GetInt64()));
        Assert.Equal("explain.bad-option", await RefuseAsync(silo, ExplanationRequest.Of(ExplanationKinds.Evaluation, null, """{"segment":"no"}""")));
        Assert.Equal("explain.training-rows", await RefuseAsync(
            silo, ExplanationRequest.Of(ExplanationKinds.Importance, null) with { DatasetId = run.DatasetId }));
        Assert.True(measured.Count("kolosal.explanations.answers", "kind=evaluation") >= 2);

        // Answers after the first find the version ready. Tests beside this one load theirs, so it is asked until none did meanwhile.
        await Eventually.HoldsAsync(async () =>
        {
            double before = measured.Sum("kolosal.explanations.loads");
            await AskAsync(silo, ExplanationRequest.Of(ExplanationKinds.Evaluation, null));
            return measured.Sum("kolosal.explanations.loads") == before;
        });
    }

    [Theory]
    [InlineData("gradient_boosting")]
    [InlineData("logistic_regression")]
    public async Task Every_question_about_a_model_has_an_answer(string trainer)
    {
        await using var silo = await TestTables.StartSiloAsync();
        await TrainAsync(silo, trainer);

        // x0 weighs 2 in the table's law, x1 −1, noise nothing.
        var needed = (await AskAsync(silo, ExplanationRequest.Of(ExplanationKinds.Importance, null, """{"repeats":5}"""))).GetProperty("result");
        Assert.Equal("x0", needed.GetProperty("columns")[0].GetProperty("column").GetString());
        Assert.NotEmpty(needed.GetProperty("sentences").EnumerateArray());
        var whole = (await AskAsync(silo, ExplanationRequest.Of(ExplanationKinds.Global, null,
            """{"rows":60,"evaluations":2000}"""))).GetProperty("result");
        Assert.Equal("x0", whole.GetProperty("columns")[0].GetProperty("column").GetString());
        Assert.True(whole.GetProperty("columns")[0].GetProperty("direction").GetDouble() > 0.5);
        Assert.InRange(whole.GetProperty("stability").GetDouble(), 0.5, 1);
        foreach (string method in (string[])["pdp", "ice", "centred_ice", "ale"])
        {
            var effect = (await AskAsync(silo, ExplanationRequest.Of(ExplanationKinds.Effect, null,
                $$"""{"column":"x0","method":"{{method}}","points":8,"rows":50}"""))).GetProperty("result");
            double[] values = [.. effect.GetProperty("values").EnumerateArray().Select(value => value.GetDouble())];
            Assert.True(values[^1] > values[0], method);
            Assert.Equal(method is "ice" or "centred_ice" ? 50 : 0, effect.GetProperty("curves").GetArrayLength());
        }
        var structure = (await AskAsync(silo, ExplanationRequest.Of(ExplanationKinds.Structure, null, """{"limit":7}"""))).GetProperty("result");
        Assert.Equal(trainer, structure.GetProperty("members")[0].GetProperty("trainer").GetString());
        string parts = structure.GetProperty("parts").GetString()!;
        Assert.Equal(Math.Min(7, structure.GetProperty("total").GetInt32()), parts == "none" ? 0 : structure.GetProperty(parts).GetArrayLength());
    }

    [Fact]
    public async Task Rows_are_explained_followed_and_changed()
    {
        await using var silo = await TestTables.StartSiloAsync();
        await TrainAsync(silo, "gradient_boosting");
        byte[] rows = Encoding.UTF8.GetBytes("""[{"x0":2,"x1":-1,"noise":0,"colour":"red"},{"x0":-2,"x1":1,"noise":0,"colour":"blue"}]""");
        var local = (await AskAsync(silo, Of(ExplanationKinds.Local, rows))).GetProperty("result");
        foreach (var item in local.GetProperty("items").EnumerateArray())
        {
            double sum = item.GetProperty("base").GetDouble() + item.GetProperty("columns").EnumerateArray().Sum(c =>
                c.GetProperty("contribution").GetDouble());
            Assert.Equal(item.GetProperty("score").GetDouble(), sum, 9);
            Assert.InRange(item.GetProperty("stability").GetDouble(), 0, 1);
            var strongest = item.GetProperty("columns")[0];
            Assert.Equal("x0", strongest.GetProperty("column").GetString());
            Assert.True(strongest.GetProperty("low").GetDouble() <= strongest.GetProperty("contribution").GetDouble());
            Assert.Contains("x0 = ", item.GetProperty("sentences")[1].GetString());
        }
        Assert.Equal(["yes", "no"], local.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("prediction").GetString()));

        var path = (await AskAsync(silo, Of(ExplanationKinds.DecisionPath, rows, """{"trees":2}"""))).GetProperty("result");
        Assert.Contains(path.GetProperty("source").GetString(), (string[])["model", "surrogate"]);
        Assert.NotEmpty(path.GetProperty("items")[0].GetProperty("paths").EnumerateArray());

        var change = (await AskAsync(silo, Of(ExplanationKinds.Counterfactual, rows, """{"class":"yes","time_limit_ms":60000,"evaluations":3000}""")))
            .GetProperty("result").GetProperty("items");
        Assert.Equal(["already_there", "found"], change.EnumerateArray().Select(item => item.GetProperty("verdict").GetString()));

        Assert.Equal("predict.bad-rows", await RefuseAsync(silo, Of(ExplanationKinds.Local, Encoding.UTF8.GetBytes("""[{"x0":"tall"}]"""))));
        Assert.Equal("explain.bad-option", await RefuseAsync(silo, ExplanationRequest.Of(ExplanationKinds.Local, null)));
        Assert.Equal("explain.bad-option", await RefuseAsync(silo, Of(ExplanationKinds.Counterfactual, rows)));
        Assert.Equal("explain.no-reasons", await RefuseAsync(silo, Of(ExplanationKinds.Reasons, rows)));
        Assert.Equal("models.no-such-version", await RefuseAsync(silo, Of(ExplanationKinds.Local, rows) with { Reference = "9" }));
        Assert.Equal("explain.no-such-prediction", await RefuseAsync(
            silo, ExplanationRequest.Of(ExplanationKinds.Local, null) with { PredictionIds = [$"prd_{Guid.CreateVersion7():N}_0"] }));
    }

    [Fact]
    public async Task Reasons_come_in_the_words_that_were_declared()
    {
        await using var silo = await TestTables.StartSiloAsync();
        await TrainAsync(silo, "logistic_regression");
        var reasons = silo.Grains.ReasonDictionary(Model);
        var declaration = new ReasonDeclaration([new("x0", "R1", "The first is too small"), new("x1", "R2", "The second is too large")], "yes");
        Assert.True((await reasons.SetAsync(declaration, null)).Accepted);
        byte[] rows = Encoding.UTF8.GetBytes("""[{"x0":-3,"x1":0,"noise":0,"colour":"red"},{"x0":3,"x1":0,"noise":0,"colour":"red"}]""");
        var result = (await AskAsync(silo, Of(ExplanationKinds.Reasons, rows))).GetProperty("result");
        var adverse = result.GetProperty("items")[0];
        Assert.Equal((true, "R1", "The first is too small"), (adverse.GetProperty("adverse").GetBoolean(),
            adverse.GetProperty("reasons")[0].GetProperty("code").GetString(), adverse.GetProperty("reasons")[0].GetProperty("text").GetString()));
        Assert.InRange(adverse.GetProperty("agreement").GetDouble(), 0.5, 1);
        Assert.Equal((false, 0), (result.GetProperty("items")[1].GetProperty("adverse").GetBoolean(),
            result.GetProperty("items")[1].GetProperty("reasons").GetArrayLength()));
    }

    internal static readonly ModelKey Model = new(TrainingRuns.Workspace, "m");

    internal static ExplanationRequest Of(string kind, byte[] rows, string terms = "{}") => new(kind, "1", rows, [], null, terms);

    /// <summary>A run of one trainer whose winner is version 1 of the model.</summary>
    internal static async Task<RunSnapshot> TrainAsync(PlatformSilo silo, string trainer, int rows = 300)
    {
        string data = await silo.AddAsync(Tables.Binary(rows));
        await silo.StartRunAsync("run_m", RunRequest.For(data, "label") with
        {
            Trainers = [trainer],
            MaxTrials = 1,
            Folds = 2,
            Seed = 3,
            Ensemble = "none",
            ModelName = Model.Name,
        });
        var run = await silo.EndsAsync("run_m");
        Assert.Equal((RunStatus.Completed, null), (run.State, run.Reason));
        return run;
    }

    internal static async Task<JsonElement> AskAsync(PlatformSilo silo, ExplanationRequest request)
    {
        var answer = await silo.Grains.Explainer(Model).ExplainAsync(request with { Reference = request.Reference ?? "1" });
        Assert.True(answer.Accepted, answer.Refusal?.Message);
        return JsonDocument.Parse(answer.Value.Json).RootElement;
    }

    private static async Task<string?> RefuseAsync(PlatformSilo silo, ExplanationRequest request) =>
        (await silo.Grains.Explainer(Model).ExplainAsync(request with { Reference = request.Reference ?? "1" })).Refusal?.Code;
}
