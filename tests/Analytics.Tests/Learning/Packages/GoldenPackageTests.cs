using System.Text.Json;
using Kolosal.Learning.Calibration;
using Kolosal.Learning.Packages;
using Kolosal.Learning.Pipelines;
using Kolosal.Learning.Preprocessing;
using Kolosal.Learning.Uncertainty;
using Kolosal.Tabular;
using Kolosal.Testing;

namespace Kolosal.Learning;

/// <summary>Packages that earlier versions wrote, with the scores they gave then: every later version loads them and gives the same.</summary>
/// <remarks>A new format adds files and leaves these as they are: KOLOSAL_ACCEPT=1 writes those that are not there yet.</remarks>
public class GoldenPackageTests
{
    private static readonly string Folder = Path.Combine(SharedFolders.Repository, "tests", "Analytics.Tests", "Learning", "Packages", "Golden");
    private const string TrainerPrefix = "v1-trainer-";
    private static readonly Frame Table = Samples.Mixed(60, seed: 21);

    public static TheoryData<string> Names =>
        ["v1-prior-regression", "v1-ridge", "v1-logistic-platt", "v1-mix-isotonic", "v2-steps-target-ridge", "v2-native-steps-logistic",
            "v3-mix-isotonic", "v4-stack-sets",
        .. Trainers.All.Select(trainer => TrainerPrefix + trainer.Name)];

    [Theory, MemberData(nameof(Names))]
    public void It_loads_and_scores_as_it_did(string name)
    {
        string package = Path.Combine(Folder, name + ".kolosal"), scores = Path.Combine(Folder, name + ".json");
        if (!File.Exists(package) && Environment.GetEnvironmentVariable("KOLOSAL_ACCEPT") == "1") Write(name, package, scores);
        using var stream = File.OpenRead(package);
        double[] got = ModelPackage.Load(stream).CreateScorer().Score(Table),
            expected = JsonSerializer.Deserialize<double[]>(File.ReadAllText(scores))!;
        Assert.Equal(expected.Length, got.Length);
        for (int i = 0; i < got.Length; i++) Assert.Equal(expected[i], got[i], 1e-9 * Math.Max(1, Math.Abs(expected[i])));
    }

    /// <summary>Its <c>reference</c> was cut by another rule: bins that do not mean the same must not be compared with.</summary>
    [Fact]
    public void Bins_of_another_rule_are_not_taken_for_distributions()
    {
        using var stream = File.OpenRead(Path.Combine(Folder, "v1-logistic-platt.kolosal"));
        Assert.Null(ModelPackage.Load(stream).Manifest.InputDistributions);
    }

    private static void Write(string name, string package, string scores)
    {
        var built = name switch
        {
            _ when name.StartsWith(TrainerPrefix, StringComparison.Ordinal) => Small(Trainers.Get(name[TrainerPrefix.Length..])),
            "v1-prior-regression" => ModelPackage.Create(Fit("prior", "amount")),
            "v1-ridge" => ModelPackage.Create(Fit("ridge", "amount"), metrics: [KeyValuePair.Create("rmse", 1.5)]),
            "v1-logistic-platt" => Referenced(new PlattCalibrator([-1.1], [0.05])),
            "v2-steps-target-ridge" => ModelPackage.Create(Fit("ridge", "amount", new(FeatureEncoding.Dense)
            {
                Steps = [new("quantile_transformer", HyperParameters.Empty.With("quantiles", 10), new ColumnChoice(ColumnKinds.All, ["age"])),
                    new("yeo_johnson"), new("row_normalizer")],
                Target = TargetFunction.BoxCox,
            })),
            "v2-native-steps-logistic" => ModelPackage.Create(Fit("logistic_regression", "risk", new(FeatureEncoding.Native)
            {
                Steps =
                [
                    new("target_encoder", null, new ColumnChoice(ColumnKinds.Categories)),
                    new("simple_imputer", HyperParameters.Empty.With("indicator", "yes")), new("outlier_clipper"),
                    new("binner", HyperParameters.Empty.With("as_category", "yes"), new ColumnChoice(ColumnKinds.Numbers, ["income"])),
                    new("one_hot"), new("standard_scaler"), new("pca"),
                    new("spline_features", null, new ColumnChoice(ColumnKinds.All, ["pc0"])), new("variance_selection"),
                ],
            })),
            "v4-stack-sets" => ModelPackage.Create([new(Fit("logistic_regression", "risk"), 2), new(Fit("gaussian_naive_bayes", "risk"), 1)],
                stack: new StackLayer([0.9, 0.4], [0.05, -0.05]),
                conformal: SetConformalizer.Fit([0, 1, 1], [0.8, 0.2, 0.3, 0.7, 0.6, 0.4])),
            _ => ModelPackage.Create([new(Fit("logistic_regression", "risk"), 2), new(Fit("prior", "risk"), 1)],
                new IsotonicCalibrator([new IsotonicCurve([0.1, 0.5, 0.9], [0, 0.6, 1])])),
        };
        using (var stream = File.Create(package)) built.Save(stream);
        File.WriteAllText(scores, JsonSerializer.Serialize(built.CreateScorer().Score(Table)));
    }

    /// <summary>A package of a trainer, of as few trees as it takes where it grows trees, so that the file stays small.</summary>
    private static ModelPackage Small(TrainerDescriptor trainer)
    {
        var problem = LearningProblem.Infer(Table, trainer.Supports(LearningTask.Binary) ? "risk" : "amount");
        var parameters = trainer.Space.Parameters.FirstOrDefault(p => p.Name == "trees") is IntegerParameter trees
            ? HyperParameters.Empty.With(trees.Name, trees.Low)
            : HyperParameters.Empty;
        return ModelPackage.Create(PipelineTrainer.Fit(TrainingPart.WholeTable(Table), problem, trainer, parameters, 4, CancellationToken.None));
    }

    private static ModelPackage Referenced(Calibrator calibrator) => ModelPackage.Create(
        Fit("logistic_regression", "risk"), calibrator, inputs: [.. Table.Schema.Features.Select(c => ColumnDistribution.Of(c.Name, Table[c.Name]))]);

    private static FittedPipeline Fit(string trainer, string target, PreprocessingOptions? preprocessing = null) =>
        PipelineTrainer.Fit(TrainingPart.WholeTable(Table), LearningProblem.Infer(Table, target), Trainers.Get(trainer), HyperParameters.Empty, 4,
            CancellationToken.None, preprocessing);
}
