using Kolosal.Tabular;

namespace Kolosal.Drift;

/// <summary>Two samples of one column, the first cut into bins as training would cut it, the second counted in them.</summary>
/// <param name="Reference">The first sample.</param>
/// <param name="Current">The second sample's rows by every bin of the first.</param>
/// <param name="Distances">Between the two, from the values themselves.</param>
/// <param name="Values">The values.</param>
public sealed record SampleBins(ColumnDistribution Reference, long[] Current, ColumnDistances Distances, SampleColumn Values)
{
    /// <param name="name">The column.</param>
    /// <param name="reference">NaN where missing.</param>
    /// <param name="current">NaN where missing.</param>
    public static SampleBins OfNumbers(string name, double[] reference, double[] current) =>
        Count(
        ColumnDistribution.OfNumbers(name, reference), current, ColumnDistances.OfNumbers(name, reference, current), new(name, reference, current));

    /// <param name="name">The column.</param>
    /// <param name="reference">Null where missing.</param>
    /// <param name="current">Null where missing; a text that the reference lacks is unseen.</param>
    public static SampleBins OfTexts(string name, string?[] reference, string?[] current) =>
        Of(SampleColumn.OfTexts(name, reference, current));

    /// <summary>Of a column of texts that has its codes.</summary>
    public static SampleBins Of(SampleColumn column) => Count(
        column.Distribution(), column.AsServed(),
        ColumnDistances.OfTexts(column.Name, column.TextsOf(column.Reference), column.TextsOf(column.Current)), column);

    private static SampleBins Count(ColumnDistribution reference, double[] current, ColumnDistances distances, SampleColumn values)
    {
        var counts = new long[reference.Bins];
        foreach (double value in current) counts[reference.BinOf(value)]++;
        return new(reference, counts, distances, values);
    }
}
