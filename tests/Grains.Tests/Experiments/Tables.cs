using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Experiments;

/// <summary>Small tables with a known law.</summary>
internal static class Tables
{
    /// <summary>Two classes that a line in x0 and x1 separates up to noise; a category and a useless number beside.</summary>
    public static Frame Binary(int rows, int seed = 1)
    {
        var random = new SeededRandom((ulong)seed);
        double[][] x = [new double[rows], new double[rows], new double[rows]];
        var colour = new string[rows];
        var label = new string[rows];
        for (int row = 0; row < rows; row++)
        {
            for (int c = 0; c < x.Length; c++) x[c][row] = random.NextNormal();
            colour[row] = random.NextDouble() < 0.5 ? "red" : "blue";
            label[row] = 2 * x[0][row] - x[1][row] + (colour[row] == "red" ? 1 : 0) + random.NextNormal() > 0.5 ? "yes" : "no";
        }
        return Of(("x0", new NumericColumn(x[0])), ("x1", new NumericColumn(x[1])), ("noise", new NumericColumn(x[2])),
            ("colour", CategoricalColumn.From(colour)), ("label", CategoricalColumn.From(label)));
    }

    /// <summary>y = 3 x0 − x1 + noise.</summary>
    public static Frame Regression(int rows, int seed = 1)
    {
        var random = new SeededRandom((ulong)seed);
        double[][] x = [new double[rows], new double[rows]];
        var y = new double[rows];
        for (int row = 0; row < rows; row++)
        {
            for (int c = 0; c < x.Length; c++) x[c][row] = random.NextNormal();
            y[row] = 3 * x[0][row] - x[1][row] + 0.1 * random.NextNormal();
        }
        return Of(("x0", new NumericColumn(x[0])), ("x1", new NumericColumn(x[1])), ("y", new NumericColumn(y)));
    }

    public static Frame Of(params (string Name, Column Column)[] columns) => new(
        new TableSchema([.. columns.Select(c => new ColumnSchema(
            c.Name, c.Column.Type, Categories: c.Column is CategoricalColumn k ? [.. k.Dictionary] : []))]),
        [.. columns.Select(c => c.Column)]);

    public static RunOptions Options(string target) => new(target, null, null, null, null, null, [], null, null, null, null, "none");
}
