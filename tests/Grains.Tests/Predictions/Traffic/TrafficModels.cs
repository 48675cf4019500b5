using Kolosal.Learning;
using Kolosal.Learning.Packages;
using Kolosal.Learning.Pipelines;
using Kolosal.Learning.Uncertainty;
using Kolosal.Models;
using Kolosal.Tabular;
using Kolosal.Testing;

namespace Kolosal.Predictions;

/// <summary>Models of one number that answer as their training class shares say, so that every figure follows by hand.</summary>
internal static class TrafficModels
{
    public const string Row = """[{"x":1,"g":"a"}]""";

    /// <summary>A prior model: with one pseudo-row a class it says yes with (yes + 1) / (rows + 2).</summary>
    /// <param name="yes">Rows of 100 that are yes.</param>
    /// <param name="conformal">Carries sets, fitted on what it says of its own rows.</param>
    public static ModelPackage Prior(int yes, bool conformal = false)
    {
        const int Rows = 100;
        var table = new Frame(
            new TableSchema([new("x", ColumnType.Numeric), new("g", ColumnType.Categorical), new("y", ColumnType.Categorical, ColumnRole.Target)]),
            [
                new NumericColumn([.. Enumerable.Range(0, Rows).Select(row => (double)row)]),
                CategoricalColumn.From(Enumerable.Range(0, Rows).Select(row => row % 2 == 0 ? "a" : "b")),
                CategoricalColumn.From(Enumerable.Range(0, Rows).Select(row => row < Rows - yes ? "no" : "yes")),
            ]);
        var pipeline = PipelineTrainer.Fit(
            TrainingPart.WholeTable(table), LearningProblem.Infer(table, "y"), Trainers.Get("prior"), HyperParameters.Empty, 1,
            CancellationToken.None);
        if (!conformal) return ModelPackage.Create(pipeline);
        int[] labels = [.. Enumerable.Range(0, Rows).Select(row => row < Rows - yes ? 0 : 1)];
        return ModelPackage.Create([new WeightedPipeline(pipeline)], conformal: SetConformalizer.Fit(labels, pipeline.Score(table)));
    }

    /// <summary>Approves a version that does not become the champion.</summary>
    public static async Task<int> ApproveAsync(this PlatformSilo silo, string name, ModelPackage package)
    {
        int version = await silo.RegisterAsync(name, package);
        Assert.True((await silo.Model(name).ValidateAsync($"{version}")).Value!.Passed);
        var staged = await silo.Model(name).PromoteAsync(new(version, ModelStatus.Staging, ServedModels.Bob, "try"));
        Assert.True(staged.Accepted, staged.Refusal?.Message);
        return version;
    }

    public static IServingPlanGrain Plan(this PlatformSilo silo, string name) => silo.Grains.ServingPlan(ServedModels.Key(name));

    public static async Task RouteAsync(this PlatformSilo silo, string name, TrafficPlan plan)
    {
        var set = await silo.Plan(name).SetTrafficAsync(plan, null);
        Assert.True(set.Accepted, set.Refusal?.Message);
    }
}
