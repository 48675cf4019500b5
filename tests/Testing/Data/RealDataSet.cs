using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Kolosal.Tabular;
using Kolosal.Testing;

namespace Kolosal.Learning;

/// <summary>One of the shared real data sets with its fixed split.</summary>
/// <param name="Name">The name in datasets.json.</param>
/// <param name="Table">Every row in file order, without the columns to be dropped.</param>
/// <param name="Problem">What is predicted; the positive class last.</param>
/// <param name="Folds">The fold of each row.</param>
/// <param name="TestFolds">The folds that are tested on the model of all others: all five, or fold 0 only.</param>
public sealed record RealDataSet(string Name, Frame Table, LearningProblem Problem, int[] Folds, int[] TestFolds)
{
    /// <summary>Whether larger scores are better: the area under the ROC curve for classes, the root mean squared error for numbers.</summary>
    public bool HasClasses => Problem.Task != LearningTask.Regression;

    /// <summary>The rows that a fold's model learns from.</summary>
    public int[] TrainingRows(int fold) => [.. Enumerable.Range(0, Folds.Length).Where(r => Folds[r] != fold)];

    /// <summary>The rows of a fold.</summary>
    public int[] TestRows(int fold) => [.. Enumerable.Range(0, Folds.Length).Where(r => Folds[r] == fold)];

    /// <summary>Reads a set.</summary>
    /// <param name="name">The name in datasets.json.</param>
    /// <param name="folder">The data folder; by default the shared one.</param>
    public static RealDataSet Load(string name, string? folder = null)
    {
        folder ??= SharedFolders.Data ?? throw new DirectoryNotFoundException(
            "The data folder is absent: set KOLOSAL_DATA or place it at ../shared/data.");
        using var facts = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "datasets.json")));
        var about = facts.RootElement.GetProperty(name);
        string target = about.GetProperty("target").GetString()!, task = about.GetProperty("task").GetString()!;
        string[] dropped = [.. about.GetProperty("drop").EnumerateArray().Select(c => c.GetString()!)];
        var types = about.GetProperty("categorical").EnumerateArray().ToDictionary(c => c.GetString()!, _ => ColumnType.Categorical);
        if (task != "regression") types[target] = ColumnType.Categorical;
        var table = Read(Path.Combine(folder, about.GetProperty("file").GetString()!), types);
        table = table.SelectColumns(table.Schema.Columns.Select(c => c.Name).Except(dropped));
        var problem = LearningProblem.Infer(
            table,
            target,
            task switch { "regression" => LearningTask.Regression, "binary" => LearningTask.Binary, _ => LearningTask.Multiclass },
            task == "binary" ? about.GetProperty("positive").ToString() : null);
        int[] folds = [.. File.ReadLines(Path.Combine(folder, "splits", name + ".csv")).Skip(1).Select(line => line.Split(','))
            .OrderBy(cells => int.Parse(cells[0], CultureInfo.InvariantCulture)).Select(cells => int.Parse(cells[1], CultureInfo.InvariantCulture))];
        return new(name, table, problem, folds, about.GetProperty("protocol").GetString() == "cv5" ? [.. folds.Distinct().Order()] : [0]);
    }

    private static Frame Read(string path, Dictionary<string, ColumnType> types)
    {
        using var file = File.OpenRead(path);
        if (!path.EndsWith(".gz", StringComparison.Ordinal)) return Csv.Read(file, types);
        using var unzipped = new GZipStream(file, CompressionMode.Decompress);
        return Csv.Read(unzipped, types);
    }
}
