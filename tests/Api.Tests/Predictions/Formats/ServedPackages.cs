using Kolosal.Access;
using Kolosal.Learning;
using Kolosal.Learning.Packages;
using Kolosal.Learning.Pipelines;
using Kolosal.Models;
using Kolosal.Storage;
using Kolosal.Tabular;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Api.Tests.Predictions;

/// <summary>Models of any table in a server whose grains are open, with the scorer of training in hand.</summary>
internal static class ServedPackages
{
    private static int packages;

    public static ModelPackage Fit(Frame table, string target, string trainer) => ModelPackage.Create(PipelineTrainer.Fit(
        TrainingPart.WholeTable(table), LearningProblem.Infer(table, target), Trainers.Get(trainer), HyperParameters.Empty, 7,
        CancellationToken.None));

    /// <summary>Registers a package, validates and promotes it; answers the model's name.</summary>
    public static async Task<string> ServePackageAsync(this ApiHost host, ModelPackage package, string trainer)
    {
        string name = $"package-{Interlocked.Increment(ref packages)}";
        using var bytes = new MemoryStream();
        package.Save(bytes);
        bytes.Position = 0;
        var blob = await host.Services.GetRequiredService<IBlobStore>().PutAsync("default", bytes, CancellationToken.None);
        var signer = host.Services.GetRequiredService<ISigner>();
        var model = host.Services.GetRequiredService<IGrainFactory>().Model(new("default", name));
        var problem = package.Manifest.Problem;
        var registered = await model.RegisterAsync(new VersionRegistration(
            blob.Sha256, blob, Convert.ToBase64String(signer.Sign(Convert.FromHexString(blob.Sha256))), signer.KeyId, "alice", "run_1", "ds_1",
            trainer,
            problem.Task.ToString().ToLowerInvariant(), problem.Target,
            new ModelEvaluation("roc_auc", [new("roc_auc", 0.8, 0.7, 0.9, true)], 50, 10, 20, 0.5), Reference(package)));
        Assert.True(registered.Accepted, registered.Refusal?.Message);
        Assert.True((await model.ValidateAsync("1")).Value!.Passed);
        var promoted = await model.PromoteAsync(new(1, ModelStatus.Active, new Principal("default", "bob", [Role.Admin]), "good"));
        Assert.True(promoted.Accepted, promoted.Refusal?.Message);
        return name;
    }

    /// <summary>A reference that names every input, each with rows that had no value; monitors' counts do not matter here.</summary>
    private static MonitoringReference Reference(ModelPackage package) => new(
        1, package.Manifest.Problem.Task.ToString().ToLowerInvariant(), package.Manifest.Problem.Classes, null,
        [.. package.InputSchema.Columns.Select(column => new ColumnReference(
            column.Name, column.Type == ColumnType.Categorical, false, column.Categories, [],
            [.. new long[Math.Max(1, column.Categories.Length)]], 1, column.Minimum ?? 0, column.Maximum ?? 0))],
        new ColumnReference("y", true, false, package.Manifest.Problem.Classes, [],
            [.. new long[Math.Max(1, package.Manifest.Problem.Classes.Length)]], 0, 0, 0));
}
