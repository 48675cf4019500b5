using System.Text.Json;
using Kolosal.Audit;
using Kolosal.Datasets;
using Kolosal.Learning;
using Kolosal.Learning.Interchange;
using Kolosal.Learning.Packages;
using Kolosal.Learning.Pipelines;
using Kolosal.Models;
using Kolosal.Storage;
using Kolosal.Tabular;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Experiments;

public class ModelImportGrainTests
{
    [Fact]
    public async Task An_imported_model_is_a_version_with_evaluation_reference_origin_and_lineage_and_again_the_same_one()
    {
        using var measured = new Measurements("Kolosal.Experiments");
        await using var silo = await TestTables.StartSiloAsync();
        var table = Tables.Binary(300);
        string data = await silo.AddAsync(table);
        var own = Fitted(table);
        var import = new ModelImport("bought-in", ModelFormat.Onnx, await StoreAsync(silo, Onnx(own)), data, "label", [],
            ImmutableDictionary<string, ImmutableArray<string>>.Empty, []);
        var made = await ImportAsync(silo, import);
        Assert.True(made.Accepted, made.Refusal?.Message);
        Assert.Equal((1, "binary", "imported.graph"), (made.Value.Version, made.Value.Task, made.Value.Trainer));
        Assert.Equal((string[])["no", "yes"], made.Value.Classes.ToArray());
        Assert.Equal(["x0", "x1", "noise", "colour"], made.Value.Inputs.OrderBy(name => Array.IndexOf(["x0", "x1", "noise", "colour"], name)));

        // Equal to what the model says where it came from: the same area under the curve of the same rows.
        double auc = Kolosal.Learning.Metrics.Metrics.Get("roc_auc").Compute(CrossValidation.Scored(table, own.Problem, own.Score(table)));
        var evaluation = made.Value.Evaluation;
        Assert.Equal(("roc_auc", EvaluationRows.Given, 300L, 0L), (evaluation.PrimaryMetric, evaluation.Rows, evaluation.TestRows,
            evaluation.TrainRows));
        Assert.Equal(auc, evaluation.Scores.Single(score => score.Metric == "roc_auc").Value, 1e-9);
        Assert.Equal(0.5, evaluation.BaselineScore!.Value, 1e-12); // of a constant

        var model = silo.Grains.Model(new ModelKey(TrainingRuns.Workspace, "bought-in"));
        var registration = (await model.GetVersionAsync("1")).Value!.Registration;
        Assert.Equal(("import", "onnx", import.File.Sha256), (registration.Origin!.Kind, registration.Origin.Format, registration.Origin.FileSha256));
        Assert.Equal("", registration.RunId);
        Assert.Equal(4, registration.Reference.Inputs.Length);
        Assert.Equal(300, registration.Reference.Outputs.Counts.Sum());
        var check = (await model.CheckAsync("1")).Value!;
        Assert.True(check.Passed, JsonSerializer.Serialize(check));
        Assert.Contains("importer", check.Checks.Single(found => found.Name == "held_out_rows").Detail, StringComparison.Ordinal);
        Assert.Equal((string[])["bought-in:1"], (await silo.Grains.Dataset(TrainingRuns.Workspace, data).GetLineageAsync()).Value!.Models.ToArray());
        var entry = await EntryAsync(silo, "model.register");
        Assert.Contains("\"origin\":\"import\"", entry, StringComparison.Ordinal);
        Assert.Contains(import.File.Sha256, entry, StringComparison.Ordinal);

        var again = await ImportAsync(silo, import with { File = await StoreAsync(silo, Onnx(own)) });
        Assert.Equal(1, again.Value!.Version);
        Assert.InRange(measured.Count("kolosal.experiments.import.duration", "outcome=imported"), 2, int.MaxValue);
        var replay = await silo.Grains.Replay(new ResourceKey(TrainingRuns.Workspace, "replay_i")).StartAsync("bought-in", "1");
        Assert.Equal("experiments.no-record", replay.Refusal!.Code);
    }

    [Fact]
    public async Task What_cannot_be_imported_is_refused_with_a_code_that_says_why()
    {
        await using var silo = await TestTables.StartSiloAsync();
        var table = Tables.Binary(100);
        string data = await silo.AddAsync(table);
        var sound = new ModelImport("m", ModelFormat.Onnx, await StoreAsync(silo, Onnx(Fitted(table))), data, "label", [],
            ImmutableDictionary<string, ImmutableArray<string>>.Empty, []);
        Assert.Equal("models.import-unreadable", await CodeAsync(silo, sound with { Format = ModelFormat.Xgboost }));
        Assert.Equal("models.import-unreadable", await CodeAsync(silo, sound with { Format = ModelFormat.Mlnet }));
        Assert.Equal("models.import-unreadable", await CodeAsync(silo, sound with { Format = ModelFormat.Package }));
        Assert.Equal("models.import-columns", await CodeAsync(silo, sound with { Target = "nothing" }));
        Assert.Equal("models.import-columns", await CodeAsync(silo, sound with { Features = ["x0"] }));
        Assert.Equal("models.import-metric", await CodeAsync(silo, sound with { Metric = "rmse" }));
        Assert.Equal("models.malformed-name", await CodeAsync(silo, sound with { Model = "no name" }));
        Assert.Equal("models.import-signature", await CodeAsync(silo, sound with { Signature = "AAAA" }));
        Assert.Equal(RefusalKind.NotFound, (await ImportAsync(silo, sound with { DatasetId = "ds_nothing" })).Refusal!.Kind);
        Assert.Equal("models.import-file-gone", await CodeAsync(silo, sound with { File = new(TrainingRuns.Workspace, new string('a', 64), 1) }));

        // Nothing was registered, and the dataset is held by nobody.
        Assert.Equal("models.not-found", (await silo.Grains.Model(new ModelKey(TrainingRuns.Workspace, "m")).GetAsync()).Refusal!.Code);
        Assert.True((await silo.Grains.Dataset(TrainingRuns.Workspace, data).DeleteAsync()).Accepted);
    }

    [Fact]
    public async Task A_package_keeps_its_hash_and_its_signature_is_checked_with_the_key_that_came_with_it()
    {
        await using var silo = await TestTables.StartSiloAsync();
        var table = Tables.Binary(200);
        string data = await silo.AddAsync(table);
        byte[] package = Package(Fitted(table));
        var file = await StoreAsync(silo, package);
        var signer = silo.Service<ISigner>();
        string signature = Convert.ToBase64String(signer.Sign(Convert.FromHexString(file.Sha256)));
        var import = new ModelImport("moved", ModelFormat.Package, file, data, "", [], ImmutableDictionary<string, ImmutableArray<string>>.Empty, [],
            Signature: signature, PublicKey: signer.PublicKeyPem);
        var made = await ImportAsync(silo, import);
        Assert.True(made.Accepted, made.Refusal?.Message);
        Assert.Equal(file.Sha256, made.Value.PackageSha256);
        var registration = (await silo.Grains.Model(new ModelKey(TrainingRuns.Workspace, "moved")).GetVersionAsync("1")).Value!.Registration;
        Assert.Equal(signer.KeyId, registration.Origin!.SignedBy);
        Assert.Equal((file.Sha256, file), (registration.PackageSha256, registration.Package));

        byte[] other = Convert.FromBase64String(signature);
        other[5] ^= 1;
        Assert.Equal("models.import-signature", await CodeAsync(silo, import with { Signature = Convert.ToBase64String(other) }));
        using var stranger = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        Assert.Equal("models.import-signature", await CodeAsync(silo, import with { PublicKey = stranger.ExportSubjectPublicKeyInfoPem() }));
    }

    [Fact]
    public async Task A_version_of_a_run_is_made_in_fewer_bits_and_both_are_measured_on_its_test_part()
    {
        await using var silo = await TestTables.StartSiloAsync();
        string data = await silo.AddAsync(Tables.Binary(400));
        await silo.StartRunAsync("run_q", RunRequest.For(data, "label") with
        {
            ModelName = "m",
            MaxTrials = 2,
            Trainers = ["gradient_boosting"],
            Ensemble = "none",
        });
        Assert.Equal(RunStatus.Completed, (await silo.EndsAsync("run_q")).State);
        var model = silo.Grains.Model(new ModelKey(TrainingRuns.Workspace, "m"));
        var original = (await model.GetVersionAsync("1")).Value!.Registration;

        var made = await QuantizeAsync(silo, new("m", "1", ModelPrecision.Int8));
        Assert.True(made.Accepted, made.Refusal?.Message);
        var figures = made.Value;
        Assert.Equal((2, 1, EvaluationRows.HeldOut, (int)original.Evaluation.TestRows), (figures.Version, figures.FromVersion, figures.Source,
            figures.Rows));
        Assert.Equal(original.Evaluation.Scores.Single(score => score.Metric == figures.Metric).Value, figures.Before.Score, 1e-12);
        Assert.Equal(figures.After.Score - figures.Before.Score, figures.Change, 1e-12);
        Assert.True(figures.After.PredictorBytes < figures.Before.PredictorBytes);
        Assert.InRange(figures.EqualDecisions!.Value, 0.9, 1);
        Assert.True(figures is { Before.MicrosecondsPerRow: > 0, After.MicrosecondsPerRow: > 0, LargestDifference: > 0 and < 0.2 });
        Assert.True((await model.CheckAsync("2")).Value!.Passed);
        Assert.Equal(2, (await QuantizeAsync(silo, new("m", "1", ModelPrecision.Int8))).Value!.Version);
        Assert.Equal("models.not-quantizable", (await QuantizeAsync(silo, new("m", "2", ModelPrecision.Int8))).Refusal!.Code);
        Assert.Equal("models.not-found", (await QuantizeAsync(silo, new("nobody", null, ModelPrecision.Int8))).Refusal!.Code);
        Assert.Equal("models.no-such-version", (await QuantizeAsync(silo, new("m", "9", ModelPrecision.Int8))).Refusal!.Code);
    }

    private static FittedPipeline Fitted(Frame table) => PipelineTrainer.Fit(TrainingPart.WholeTable(Labelled(table)), LearningProblem.Infer(table,
        "label"),
        Trainers.Get("gradient_boosting"), HyperParameters.Empty.With("trees", 10), 1, CancellationToken.None);

    private static Frame Labelled(Frame table) => new(table.Schema.WithTarget("label"), table.Columns);

    private static byte[] Onnx(FittedPipeline pipeline) => OnnxModel.Write(new Scorer([new(pipeline)]).Describe(), "model", "1.0", []);

    private static byte[] Package(FittedPipeline pipeline)
    {
        using var bytes = new MemoryStream();
        ModelPackage.Create(pipeline).Save(bytes);
        return bytes.ToArray();
    }

    private static Task<BlobRef> StoreAsync(PlatformSilo silo, byte[] file) =>
        silo.Service<IBlobStore>().PutAsync(TrainingRuns.Workspace, new MemoryStream(file, writable: false), CancellationToken.None);

    private static Task<Result<ImportedVersion>> ImportAsync(PlatformSilo silo, ModelImport import) =>
        silo.Grains.ModelImport(TrainingRuns.Workspace).ImportAsync(import, CancellationToken.None);

    private static Task<Result<QuantizedVersion>> QuantizeAsync(PlatformSilo silo, QuantizationWish wish) =>
        silo.Grains.ModelImport(TrainingRuns.Workspace).QuantizeAsync(wish, CancellationToken.None);

    private static async Task<string?> CodeAsync(PlatformSilo silo, ModelImport import) => (await ImportAsync(silo, import)).Refusal?.Code;

    private static async Task<string> EntryAsync(PlatformSilo silo, string action)
    {
        var entries = await silo.Services.GetRequiredService<IAuditLog>().ReadAsync(TrainingRuns.Workspace, 0, default).ToListAsync();
        return entries.Select(entry => entry.Text).First(text => JsonDocument.Parse(text).RootElement.GetProperty("action").GetString() == action);
    }
}
