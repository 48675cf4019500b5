using Kolosal.Learning;
using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Experiments;

/// <summary>How the values of a column fell, as monitors will compare them.</summary>
/// <param name="Name">The column.</param>
/// <param name="Categorical">Counted by category, otherwise by bins.</param>
/// <param name="Protected">A protected attribute.</param>
/// <param name="Categories">Labels in index order; empty for numbers and free text.</param>
/// <param name="Edges">b − 1 ascending inner edges; bin i holds edges[i − 1] &lt; x ≤ edges[i]. Empty for categories.</param>
/// <param name="Counts">Rows per bin or category.</param>
/// <param name="Missing">Rows without a value.</param>
/// <param name="Minimum">Smallest number; 0 for categories.</param>
/// <param name="Maximum">Largest number; 0 for categories.</param>
public sealed record ColumnDistribution(
    string Name, bool Categorical, bool Protected, ImmutableArray<string> Categories, ImmutableArray<double> Edges, ImmutableArray<long> Counts,
    long Missing, double Minimum, double Maximum)
{
    /// <summary>Tenths of the training rows: the customary grain of the population stability index.</summary>
    private const int MostBins = 10;

    /// <summary>Counts a column. Dates count by their ticks, booleans as 0 and 1; free text has neither bins nor categories.</summary>
    public static ColumnDistribution Of(ColumnSchema schema, Column column)
    {
        if (column is TextColumn) return new(schema.Name, true, schema.Protected, [], [], [], column.Missing.Count, 0, 0);
        if (column is not CategoricalColumn categories)
            return OfNumbers(schema.Name, schema.Protected, [
                .. Enumerable.Range(0, column.Rows).Where(r => !column.IsMissing(r)).Select(r => RawValue.At(column, r).Number)],
                column.Missing.Count);

        var counts = new long[categories.Dictionary.Length];
        foreach (int code in categories.Codes) if (code >= 0) counts[code]++;
        return new(schema.Name, true, schema.Protected, [.. categories.Dictionary], [], [.. counts], column.Missing.Count, 0, 0);
    }

    /// <summary>Counts decisions, or predicted values in bins.</summary>
    /// <param name="problem">What was predicted.</param>
    /// <param name="outputs">rows × outputs, row-major.</param>
    public static ColumnDistribution OfOutputs(LearningProblem problem, double[] outputs)
    {
        if (problem.Task == LearningTask.Regression) return OfNumbers(problem.Target, false, outputs, 0);
        var counts = new long[problem.Classes.Length];
        for (int at = 0; at < outputs.Length; at += counts.Length) counts[ClassDecision.Of(outputs.AsSpan(at, counts.Length))]++;
        return new(problem.Target, true, false, problem.Classes, [], [.. counts], 0, 0, 0);
    }

    private static ColumnDistribution OfNumbers(string name, bool isProtected, double[] values, long missing)
    {
        if (values.Length == 0) return new(name, false, isProtected, [], [], [0], missing, 0, 0);
        double[] sorted = [.. values];
        Array.Sort(sorted);
        var edges = new List<double>();
        // Equal quantiles, from a value that many rows share, give one edge; one at the maximum would leave the last bin empty.
        for (int bin = 1; bin < MostBins; bin++)
            if (Quantiles.OfSorted(sorted, (double)bin / MostBins) is var edge && edge < sorted[^1] && (edges.Count == 0 || edge > edges[^1]))
                edges.Add(edge);
        var counts = new long[edges.Count + 1];
        foreach (double value in values) counts[BinOf(edges, value)]++;
        return new(name, false, isProtected, [], [.. edges], [.. counts], missing, sorted[0], sorted[^1]);
    }

    private static int BinOf(List<double> edges, double value)
    {
        int at = edges.BinarySearch(value);
        return at >= 0 ? at : ~at; // an edge belongs to the bin below it
    }
}
