using System.Globalization;
using System.Text;
using Kolosal.Learning;
using Kolosal.Learning.Packages;
using Kolosal.Learning.Pipelines;
using Kolosal.Models;
using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Benchmarks;

/// <summary>A boosted model of 30 normal features, and rows for it.</summary>
internal static class BenchedModel
{
    public const int Columns = 30;

    public static (ModelPackage Package, MonitoringReference Reference) Fit()
    {
        const int Rows = 5_000;
        var random = new SeededRandom(1);
        var columns = Enumerable.Range(0, Columns).Select(_ => Enumerable.Range(0, Rows).Select(_ => random.NextNormal()).ToArray()).ToArray();
        var label = Enumerable.Range(0, Rows).Select(row => columns[0][row] + columns[1][row] * columns[2][row] + random.NextNormal() > 0
            ? "yes" : "no");
        var table = new Frame(
            new TableSchema([.. Enumerable.Range(0, Columns).Select(c => new ColumnSchema($"x{c}", ColumnType.Numeric)),
                new("y", ColumnType.Categorical, ColumnRole.Target)]),
            [.. columns.Select(values => new NumericColumn(values)), CategoricalColumn.From(label)]);
        var package = ModelPackage.Create(PipelineTrainer.Fit(
            TrainingPart.WholeTable(table), LearningProblem.Infer(table, "y"), Trainers.Get("gradient_boosting"), HyperParameters.Empty, 1,
                CancellationToken.None));

        // Deciles of the standard normal law, to three digits.
        double[] edges = [-1.282, -0.842, -0.524, -0.253, 0, 0.253, 0.524, 0.842, 1.282];
        return (package, new MonitoringReference(1, "binary", package.Manifest.Problem.Classes, 1,
            [.. Enumerable.Range(0, Columns).Select(c => new ColumnReference(
                $"x{c}", false, false, [], [.. edges], [.. Enumerable.Repeat(500L, 10)], 0, -4, 4))],
            new ColumnReference("y", true, false, package.Manifest.Problem.Classes, [], [2_500, 2_500], 0, 0, 0)));
    }

    /// <summary>As many rows as bare float32 numbers.</summary>
    public static byte[] Floats(int count)
    {
        var random = new SeededRandom(2);
        return [.. Enumerable.Range(0, count * Columns).SelectMany(_ => BitConverter.GetBytes((float)random.NextNormal()))];
    }

    public static string Rows(int count, int seed = 2)
    {
        var random = new SeededRandom((ulong)seed);
        var text = new StringBuilder("[");
        for (int row = 0; row < count; row++)
        {
            text.Append(row == 0 ? "[" : ",[");
            for (int c = 0; c < Columns; c++)
                text.Append(c == 0 ? "" : ",").Append(random.NextNormal().ToString("0.000000", CultureInfo.InvariantCulture));
            text.Append(']');
        }

        return text.Append(']').ToString();
    }
}
