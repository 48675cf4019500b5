using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Drift;

/// <summary>Values of one column in two samples; missing ones are left out.</summary>
/// <param name="Reference">Numbers, or codes of texts.</param>
/// <param name="Current">The same.</param>
/// <param name="Ordered">Numbers rather than codes.</param>
public sealed record SamplePair(double[] Reference, double[] Current, bool Ordered)
{
    /// <summary>Leaves out what is missing.</summary>
    public static SamplePair OfNumbers(double[] reference, double[] current) =>
        new(Array.FindAll(reference, double.IsFinite), Array.FindAll(current, double.IsFinite), true);

    /// <summary>Codes for texts, by their order.</summary>
    public static SamplePair OfTexts(string?[] reference, string?[] current)
    {
        var codes = reference.Concat(current).OfType<string>().Distinct().Order(StringComparer.Ordinal).Index()
            .ToDictionary(text => text.Item, text => (double)text.Index);
        return new([.. reference.OfType<string>().Select(text => codes[text])], [.. current.OfType<string>().Select(text => codes[text])], false);
    }

    /// <summary>Samples of which only the counts by bin are known: every value stands at its bin's rank among the first sample's, and the
    /// samples are drawn down in proportion to at most so many.</summary>
    /// <param name="column">The bins.</param>
    /// <param name="reference">Rows by bin.</param>
    /// <param name="current">Rows by bin.</param>
    /// <param name="most">Of each sample.</param>
    public static SamplePair OfBins(ColumnDistribution column, ReadOnlySpan<long> reference, ReadOnlySpan<long> current, int most)
    {
        // Behind the ordered bins lie missing and unseen ones, which have a place only where there is no order.
        int bins = column.Categorical ? column.Bins : column.MissingBin;
        return new(Expand(reference[..bins], most), Expand(current[..bins], most), !column.Categorical);
    }

    /// <summary>At most so many values of each, chosen at random.</summary>
    public SamplePair Cut(int most, ulong seed) => new(Some(Reference, most, seed), Some(Current, most, seed + 1), Ordered);

    /// <summary>Whether there is anything to compare: a value in each, and two that differ.</summary>
    public bool IsComparable => Reference.Length > 0 && Current.Length > 0
        && (Reference.AsSpan().ContainsAnyExcept(Reference[0]) || Current.AsSpan().ContainsAnyExcept(Reference[0]));

    private static double[] Some(double[] values, int most, ulong seed)
    {
        if (values.Length <= most) return values;
        var random = new SeededRandom(seed);
        double[] some = [.. values];
        for (int i = 0; i < most; i++)
        {
            int j = i + random.Next(some.Length - i);
            (some[i], some[j]) = (some[j], some[i]);
        }

        return some[..most];
    }

    private static double[] Expand(ReadOnlySpan<long> counts, int most)
    {
        long total = 0, before = 0;
        foreach (long count in counts) total += count;
        double keep = total > most ? most / (double)total : 1;
        var values = new List<double>();
        for (int bin = 0; bin < counts.Length; bin++)
        {
            // Rounded along the sum, so that the parts add up.
            long from = (long)Math.Round(before * keep), to = (long)Math.Round((before + counts[bin]) * keep);
            for (long i = from; i < to; i++) values.Add(bin);
            before += counts[bin];
        }

        return [.. values];
    }
}
