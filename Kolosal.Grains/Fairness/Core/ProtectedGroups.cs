using System.Globalization;

namespace Kolosal.Fairness;

/// <summary>The groups of one protected attribute: its categories, or quartile bands of its numbers as training saw them.</summary>
public sealed class ProtectedGroups
{
    private const int Bands = 4;

    private readonly double[] edges;
    private readonly int categories;

    private ProtectedGroups(string name, int column, double[] edges, int categories, string[] labels) =>
        (Name, Column, this.edges, this.categories, Labels) = (name, column, edges, categories, labels);

    public string Name { get; }

    /// <summary>Index among the input columns.</summary>
    public int Column { get; }

    /// <summary>The groups' names, those of missing and of unseen values last.</summary>
    public IReadOnlyList<string> Labels { get; }

    public static ProtectedGroups OfCategories(string name, int column, IReadOnlyList<string> categories) =>
        new(name, column, [], categories.Count, [.. categories, "(missing)", "(unseen)"]);

    /// <summary>Bands whose edges are the bin edges closest to training's quartiles.</summary>
    /// <param name="name">The attribute.</param>
    /// <param name="column">Its index among the input columns.</param>
    /// <param name="binEdges">Ascending inner edges of the training bins.</param>
    /// <param name="binCounts">Training rows per bin, one more than edges.</param>
    public static ProtectedGroups OfNumbers(string name, int column, ReadOnlySpan<double> binEdges, ReadOnlySpan<long> binCounts)
    {
        long total = 0, below = 0;
        foreach (long count in binCounts) total += count;
        var bands = new List<double>();
        for (int bin = 0; bin < binEdges.Length; bin++)
        {
            below += binCounts[bin];
            if (bands.Count < Bands - 1 && below * Bands >= total * (bands.Count + 1)) bands.Add(binEdges[bin]);
        }
        return new(name, column, [.. bands], 0, [.. Names(bands), "(missing)", "(unseen)"]);
    }

    /// <summary>The group of a value: NaN is missing; a category index outside the training's is unseen.</summary>
    public int GroupOf(double value)
    {
        if (double.IsNaN(value)) return Labels.Count - 2;
        if (categories > 0) return value >= 0 && value < categories ? (int)value : Labels.Count - 1;
        int index = Array.BinarySearch(edges, value);
        return index >= 0 ? index : ~index;
    }

    private static IEnumerable<string> Names(List<double> edges)
    {
        if (edges.Count == 0) return ["(all)"];
        string Text(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
        return [$"≤ {Text(edges[0])}", .. edges.Zip(edges.Skip(1), (low, high) => $"{Text(low)} – {Text(high)}"), $"> {Text(edges[^1])}"];
    }
}
