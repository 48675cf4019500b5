using Kolosal.Tabular;

namespace Kolosal.Drift;

/// <summary>Two samples of one column, the first cut into bins as training would cut it, the second counted in them.</summary>
/// <param name="Reference">The first sample.</param>
/// <param name="Current">The second sample's rows by every bin of the first.</param>
/// <param name="Distances">Between the two, from the values themselves.</param>
public sealed record SampleBins(ColumnDistribution Reference, long[] Current, ColumnDistances Distances)
{
    /// <param name="name">The column.</param>
    /// <param name="reference">NaN where missing.</param>
    /// <param name="current">NaN where missing.</param>
    public static SampleBins OfNumbers(string name, double[] reference, double[] current) =>
        Count(ColumnDistribution.OfNumbers(name, reference), current, ColumnDistances.OfNumbers(name, reference, current));

    /// <param name="name">The column.</param>
    /// <param name="reference">Null where missing.</param>
    /// <param name="current">Null where missing; a text that the reference lacks is unseen.</param>
    public static SampleBins OfTexts(string name, string?[] reference, string?[] current)
    {
        ImmutableArray<string> texts = [.. reference.OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        var codes = Enumerable.Range(0, texts.Length).ToDictionary(i => texts[i]);
        return Count(
            ColumnDistribution.OfCodes(name, texts, Array.ConvertAll(reference, text => text is null ? -1 : codes[text])),
            Array.ConvertAll(current, text => text is null ? double.NaN : codes.GetValueOrDefault(text, -1)),
            ColumnDistances.OfTexts(name, reference, current));
    }

    private static SampleBins Count(ColumnDistribution reference, double[] current, ColumnDistances distances)
    {
        var counts = new long[reference.Bins];
        foreach (double value in current) counts[reference.BinOf(value)]++;
        return new(reference, counts, distances);
    }
}
