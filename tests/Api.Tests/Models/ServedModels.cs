using Kolosal.Access;
using Kolosal.Learning;
using Kolosal.Learning.Packages;
using Kolosal.Learning.Pipelines;
using Kolosal.Models;
using Kolosal.Storage;
using Kolosal.Tabular;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Api.Tests.Models;

/// <summary>Puts models into a server as a run would; its grains must be open.</summary>
internal static class ServedModels
{
    private static int models;

    /// <summary>Registers a model of two inputs, <c>x</c> (a number) and <c>c</c> (a category), made by alice; answers its name.</summary>
    public static async Task<string> RegisterAsync(this ApiHost host, string? name = null, double shift = 0)
    {
        name ??= $"model-{Interlocked.Increment(ref models)}";
        var package = Fit(shift);
        using var bytes = new MemoryStream();
        package.Save(bytes);
        bytes.Position = 0;
        var blob = await host.Services.GetRequiredService<IBlobStore>().PutAsync("default", bytes, CancellationToken.None);
        var signer = host.Services.GetRequiredService<ISigner>();
        var registered = await host.Services.GetRequiredService<IGrainFactory>().Model(new("default", name)).RegisterAsync(new VersionRegistration(
            blob.Sha256, blob, Convert.ToBase64String(signer.Sign(Convert.FromHexString(blob.Sha256))), signer.KeyId, "alice", "run_1", "ds_1",
            "prior", "binary", "y",
            new ModelEvaluation("roc_auc", [new("roc_auc", 0.8, 0.7, 0.9, true)], 50, 10, 20, 0.5),
            new MonitoringReference(0, "binary", ["no", "yes"], 1,
            [
                new("x", false, false, [], [0.5], [2, 2], 0, 0, 1), new("c", true, true, ["a", "b"], [], [2, 2], 0, 0, 0),
            ], new("y", true, false, ["no", "yes"], [], [2, 2], 0, 0, 0))));
        Assert.True(registered.Accepted, registered.Refusal?.Message);
        return name;
    }

    /// <summary>Registers, validates and promotes.</summary>
    public static async Task<string> ServeAsync(this ApiHost host, string? name = null)
    {
        name = await host.RegisterAsync(name);
        var bob = host.As(Role.Admin, subject: "bob");
        Assert.True((await bob.PostAsync($"/api/models/{name}:1/validate", null)).IsSuccessStatusCode);
        var promoted = await bob.PostAsync($"/api/models/{name}:1/promote", ApiHost.Json("""{"note":"good"}"""));
        Assert.True(promoted.IsSuccessStatusCode, await promoted.Content.ReadAsStringAsync());
        return name;
    }

    private static ModelPackage Fit(double shift)
    {
        const int Rows = 60;
        var table = new Frame(
            new TableSchema([new("x", ColumnType.Numeric), new("c", ColumnType.Categorical), new("y", ColumnType.Categorical, ColumnRole.Target)]),
            [
                new NumericColumn([.. Enumerable.Range(0, Rows).Select(row => row / 60.0 + shift)]),
                CategoricalColumn.From(Enumerable.Range(0, Rows).Select(row => row % 3 == 0 ? "a" : "b")),
                CategoricalColumn.From(Enumerable.Range(0, Rows).Select(row => row % 4 == 0 ? "no" : "yes")),
            ]);
        return ModelPackage.Create(PipelineTrainer.Fit(TrainingPart.WholeTable(table), LearningProblem.Infer(table, "y"), Trainers.Get("prior"),
            HyperParameters.Empty, 1, CancellationToken.None));
    }
}
