namespace Kolosal.Drift;

/// <summary>Cuts a reference sample into bins and counts both samples in them.</summary>
/// <param name="Column">The bins with the reference's counts.</param>
/// <param name="Current">The current sample's counts.</param>
public sealed record SampleBins(ColumnBins Column, long[] Current)
{
    private const int NumberBins = 10, MostCategories = 100;

    /// <summary>Bins at the deciles of the reference; equal deciles share a bin.</summary>
    /// <param name="name">The column.</param>
    /// <param name="reference">NaN where missing.</param>
    /// <param name="current">NaN where missing.</param>
    public static SampleBins OfNumbers(string name, double[] reference, double[] current)
    {
        double[] sorted = [.. reference.Where(value => !double.IsNaN(value)).Order()];
        double[] edges = sorted.Length == 0 ? []
            : [.. Enumerable.Range(1, NumberBins - 1).Select(i => sorted[(int)((long)i * (sorted.Length - 1) / NumberBins)]).Distinct()];
        return Count(ColumnBins.Of(name, edges, 0, new long[edges.Length + 1], 0), reference, current);
    }

    /// <summary>A bin for each of the hundred most frequent texts of the reference; the others are unseen.</summary>
    public static SampleBins OfTexts(string name, string?[] reference, string?[] current)
    {
        var index = reference.OfType<string>().CountBy(text => text)
            .OrderByDescending(text => text.Value).ThenBy(text => text.Key, StringComparer.Ordinal).Take(MostCategories)
            .Select((text, i) => (text.Key, i)).ToDictionary(text => text.Key, text => (double)text.i);
        double Code(string? text) => text is null ? double.NaN : index.GetValueOrDefault(text, -1);
        int categories = Math.Max(1, index.Count);
        return Count(ColumnBins.Of(name, [], categories, new long[categories], 0), Array.ConvertAll(reference, Code),
            Array.ConvertAll(current, Code));
    }

    private static SampleBins Count(ColumnBins empty, double[] reference, double[] current)
    {
        long[] before = new long[empty.Bins], now = new long[empty.Bins];
        foreach (double value in reference) before[empty.BinOf(value)]++;
        foreach (double value in current) now[empty.BinOf(value)]++;
        return new(empty with { Reference = before }, now);
    }
}
