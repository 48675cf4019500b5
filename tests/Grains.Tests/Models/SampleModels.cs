using Kolosal.Learning;
using Kolosal.Learning.Packages;
using Kolosal.Learning.Pipelines;
using Kolosal.Tabular;

namespace Kolosal.Models;

/// <summary>Models and registrations for tests.</summary>
internal static class SampleModels
{
    public static VersionRegistration Registration(string sha256, string author = "alice", BlobRef? package = null, string signature = "",
        string keyId = "",
        MonitoringReference? reference = null, double score = 0.8) => new(
        sha256, package ?? new BlobRef("acme", sha256, 1), signature, keyId, author, "run_1", "ds_1", "prior", "binary", "risk",
        new ModelEvaluation("roc_auc", [new MetricScore("roc_auc", score, score - 0.05, score + 0.05, true)], 100, 20, 30, 0.5),
        reference ?? new MonitoringReference(0, "binary", ["bad", "good"], null, [],
            new ColumnReference("risk", true, false, ["bad", "good"], [], [1, 1], 0, 0, 0)));

    /// <summary>A fitted model over a table.</summary>
    public static ModelPackage Fit(Frame table, string target, string trainer)
    {
        var problem = LearningProblem.Infer(table, target);
        return ModelPackage.Create(PipelineTrainer.Fit(TrainingPart.WholeTable(table), problem, Trainers.Get(trainer), HyperParameters.Empty, 7,
            CancellationToken.None));
    }

    /// <summary>A reference that names every input; monitors' counts do not matter here.</summary>
    public static MonitoringReference Reference(ModelPackage package) => new(
        1, package.Manifest.Problem.Task.ToString().ToLowerInvariant(), package.Manifest.Problem.Classes, null,
        [.. package.InputSchema.Columns.Select(column => new ColumnReference(
            column.Name, column.Type == ColumnType.Categorical, false, column.Categories, [], [.. new long[Math.Max(1, column.Categories.Length)]], 0,
            column.Minimum ?? 0, column.Maximum ?? 0))],
        new ColumnReference(package.Manifest.Problem.Target, true, false, package.Manifest.Problem.Classes, [],
            [.. new long[Math.Max(1, package.Manifest.Problem.Classes.Length)]], 0, 0, 0));
}
