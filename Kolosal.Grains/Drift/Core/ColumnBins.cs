namespace Kolosal.Drift;

/// <summary>The bins of one column as training cut them, and the training rows in each: bins, then missing, then unseen.</summary>
/// <param name="Name">The column.</param>
/// <param name="Edges">Numbers: ascending inner edges, bin i holds edges[i−1] &lt; x ≤ edges[i]. Empty for categories.</param>
/// <param name="Categories">Categories: how many; 0 for numbers.</param>
/// <param name="Reference">Training rows per bin, the missing and the unseen bin last.</param>
public sealed record ColumnBins(string Name, double[] Edges, int Categories, long[] Reference)
{
    public bool Numeric => Categories == 0;

    public int Bins => Reference.Length;

    private int MissingBin => Reference.Length - 2;

    private int UnseenBin => Reference.Length - 1;

    public static ColumnBins Of(string name, double[] edges, int categories, ReadOnlySpan<long> counts, long missing) =>
        new(name, edges, categories, [.. counts, missing, 0]);

    /// <summary>The bin of a value: NaN is missing; a category index outside the training's is unseen.</summary>
    public int BinOf(double value)
    {
        if (double.IsNaN(value)) return MissingBin;
        if (!Numeric) return value >= 0 && value < Categories ? (int)value : UnseenBin;
        int index = Array.BinarySearch(Edges, value);
        return index >= 0 ? index : ~index;
    }

    /// <summary>The counts without the missing and the unseen bin: what an ordered test may look at.</summary>
    public ReadOnlySpan<long> Ordered(ReadOnlySpan<long> counts) => counts[..MissingBin];

    public double MissingShare(ReadOnlySpan<long> counts, long rows) => rows == 0 ? 0 : counts[MissingBin] / (double)rows;

    public double UnseenShare(ReadOnlySpan<long> counts, long rows) => rows == 0 ? 0 : counts[UnseenBin] / (double)rows;
}
