using System.Globalization;
using Kolosal.Tabular;

namespace Kolosal.Fairness;

/// <summary>The groups of one protected attribute: its categories, declared bands of its numbers, or quartile bands as training saw them.</summary>
public sealed class ProtectedGroups
{
    private const int Bands = 4;

    private readonly ColumnDistribution training;
    private readonly int[] groupOfBin;
    private readonly double[]? bands;

    private ProtectedGroups(ColumnDistribution training, int column, int[] groupOfBin, string[] labels, double[]? bands = null)
    {
        (this.training, Column, this.groupOfBin, Labels, this.bands) = (training, column, groupOfBin, labels, bands);
        var rows = new long[labels.Length];
        for (int bin = 0; bin < training.Counts.Length; bin++) rows[groupOfBin[bin]] += training.Counts[bin];
        rows[groupOfBin[training.MissingBin]] += training.Missing;
        TrainingRows = rows;
    }

    public string Name => training.Name;

    /// <summary>Index among the input columns.</summary>
    public int Column { get; }

    /// <summary>The groups' names, those of missing and of unseen values last.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>Training rows by group; of declared bands by the bins that end in them, which is near enough to tell large from small.</summary>
    public IReadOnlyList<long> TrainingRows { get; }

    /// <summary>Bands that somebody declared.</summary>
    /// <param name="training">How the attribute fell in training; numeric.</param>
    /// <param name="column">Its index among the input columns.</param>
    /// <param name="edges">Ascending; band i holds edges[i − 1] &lt; x ≤ edges[i], the outer ones are open.</param>
    public static ProtectedGroups OfBands(ColumnDistribution training, int column, IReadOnlyList<double> edges)
    {
        double[] bands = [.. edges];
        string[] labels = [.. Names([.. bands]), "(missing)", "(unseen)"];
        var groupOfBin = new int[training.Bins];
        for (int bin = 0; bin < training.Counts.Length; bin++)
            groupOfBin[bin] = Band(bands, bin < training.Edges.Length ? training.Edges[bin] : training.Maximum);
        (groupOfBin[training.MissingBin], groupOfBin[training.UnseenBin]) = (labels.Length - 2, labels.Length - 1);
        return new(training, column, groupOfBin, labels, bands);
    }

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

    /// <summary>The group of a value, as the prediction log has it: of its band, or of its training bin.</summary>
    public int GroupOf(double value) => bands is not null && !double.IsNaN(value) ? Band(bands, value) : groupOfBin[training.BinOf(value)];

    private static int Band(double[] bands, double value)
    {
        int at = Array.BinarySearch(bands, value);
        return at >= 0 ? at : ~at;
    }

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
