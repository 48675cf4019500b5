namespace Kolosal.Datasets;

/// <summary>A data set that comes with the product.</summary>
/// <param name="Name">What to load it by.</param>
/// <param name="Rows">Data rows.</param>
/// <param name="Task"><c>binary</c>, <c>multiclass</c> or <c>regression</c>.</param>
/// <param name="Target">The column to predict.</param>
/// <param name="ProtectedAttributes">Columns that fairness is measured over.</param>
/// <param name="FavourableLabel">The target's value that is good for a person; null when there is none.</param>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Licence">Its licence.</param>
public sealed record BundledSample(
    string Name, int Rows, string Task, string Target, ImmutableArray<string> ProtectedAttributes, string? FavourableLabel, string Origin,
        string Licence);

/// <summary>The bundled data sets; the files and their full attribution stand in the folder Samples beside the program.</summary>
public sealed class BundledSamples(DatasetIntake intake, IGrainFactory grains)
{
    public static readonly ImmutableArray<BundledSample> All =
    [
        new("breast_cancer", 569, "binary", "diagnosis", [], null, "UCI Breast Cancer Wisconsin (Diagnostic)", "CC BY 4.0"),
        new("diabetes", 442, "regression", "target", ["sex"], null, "Efron, Hastie, Johnstone, Tibshirani 2004", "BSD-3-Clause"),
        new("german_credit", 1000, "binary", "risk", ["sex", "age"], "good", "UCI Statlog German Credit Data", "CC BY 4.0"),
        new("iris", 150, "multiclass", "species", [], null, "R. A. Fisher 1936, UCI Iris", "CC BY 4.0"),
        new("wine", 178, "multiclass", "target", [], null, "UCI Wine", "CC BY 4.0"),
    ];

    /// <summary>Loads a sample and declares its target; a sample that is there already is left as its owner has it.</summary>
    public async Task<Result<DatasetDescription>> LoadAsync(string name, string workspace, CancellationToken cancel)
    {
        if (All.FirstOrDefault(s => s.Name == name) is not { } sample)
            return Refusal.NotFound("datasets.no-such-sample",
                $"There is no sample '{name}'; there are {string.Join(", ", All.Select(s => s.Name))}.");

        await using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Samples", $"{sample.Name}.csv"));
        var taken = await intake.TakeAsync(workspace, "sample", $"{sample.Name}.csv", sample.Name, file, cancel);
        if (!taken.Accepted || taken.Value is not { Revision: 1, Target: null } fresh) return taken;

        // Codes of classes are read as numbers; a class they are.
        ImmutableArray<ColumnChange> classes = sample.Task == "regression" ? [] : [new(sample.Target, "categorical", null, null, null)];
        return await grains.Dataset(workspace, fresh.DatasetId).SetSchemaAsync(
            new(classes, sample.Target, sample.ProtectedAttributes, sample.FavourableLabel), expectedRevision: 1);
    }
}
