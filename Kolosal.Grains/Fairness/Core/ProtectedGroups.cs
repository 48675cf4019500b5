using System.Globalization;
using Kolosal.Tabular;

namespace Kolosal.Fairness;

/// <summary>The groups of one protected attribute: its categories, or quartile bands of its numbers as training saw them.</summary>
public sealed class ProtectedGroups
{
    private const int Bands = 4;

    private readonly ColumnDistribution training;
    private readonly int[] groupOfBin;

    private ProtectedGroups(ColumnDistribution training, int column, int[] groupOfBin, string[] labels) =>
        (this.training, Column, this.groupOfBin, Labels) = (training, column, groupOfBin, labels);

    public string Name => training.Name;

    /// <summary>Index among the input columns.</summary>
    public int Column { get; }

    /// <summary>The groups' names, those of missing and of unseen values last.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>A group for each category, or for each band: its edges are the bin edges closest above training's quartiles.</summary>
    /// <param name="training">How the attribute fell in training.</param>
    /// <param name="column">Its index among the input columns.</param>
    public static ProtectedGroups Of(ColumnDistribution training, int column)
    {
        var groupOfBin = new int[training.Bins];
        var edges = new List<double>();
        long total = training.Counts.Sum(), below = 0;
        for (int bin = 0; bin < training.Counts.Length; bin++)
        {
            groupOfBin[bin] = training.Categorical ? bin : edges.Count;
            below += training.Counts[bin];
            bool full = edges.Count < Bands - 1 && below * Bands >= total * (edges.Count + 1);
            if (full && IsBorder(training, bin)) edges.Add(training.Edges[bin]);
        }

        string[] names = !training.Categorical ? [.. Names(edges)] : training.Categories.IsEmpty ? ["(text)"] : [.. training.Categories];
        (groupOfBin[training.MissingBin], groupOfBin[training.UnseenBin]) = (names.Length, names.Length + 1);
        return new(training, column, groupOfBin, [.. names, "(missing)", "(unseen)"]);
    }

    /// <summary>The group of a value, of its training bin.</summary>
    public int GroupOf(double value) => groupOfBin[training.BinOf(value)];

    /// <summary>Whether a bin has people in it and others lie above it; the edge just below a shared value would be told by that value.</summary>
    private static bool IsBorder(ColumnDistribution training, int bin) =>
        training.Counts[bin] > 0 && bin < training.Edges.Length && training.Edges[bin] < training.Maximum
        && !(bin + 1 < training.Edges.Length && Math.BitIncrement(training.Edges[bin]) == training.Edges[bin + 1]);

    private static IEnumerable<string> Names(List<double> edges)
    {
        if (edges.Count == 0) return ["(all)"];
        string Text(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
        return [$"≤ {Text(edges[0])}", .. edges.Zip(edges.Skip(1), (low, high) => $"{Text(low)} – {Text(high)}"), $"> {Text(edges[^1])}"];
    }
}
