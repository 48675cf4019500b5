using System.Text.Json.Serialization;
using Kolosal.Statistics;

namespace Kolosal.Tabular;

/// <summary>How the values of one column fell into bins: one yardstick from the fit over the package to the monitors; immutable.</summary>
/// <remarks>
/// Numbers are cut at their deciles, the customary grain of the population stability index: bin i holds edges[i − 1] &lt; x ≤ edges[i]. The
/// outer bins are open and empty in training: one lies below the minimum, one above the maximum, so that a value on either side of what
/// was trained on is seen, of a constant, too. A value that at least a tenth of the rows share has a bin of its own, so that none of its
/// neighbours can stand for it. Instants count by UTC ticks, booleans as 0 and 1. A category is a bin. Free text has one bin, for "there was
/// some". Behind these come a bin for missing values and one for values that were never seen, which is empty here by definition.
/// </remarks>
public sealed record ColumnDistribution
{
    private const int MostNumberBins = 10;

    /// <param name="name">The column, or the target for outputs.</param>
    /// <param name="categorical">Counted by category or as free text, otherwise by the number.</param>
    /// <param name="categories">Labels in code order; empty for numbers and free text.</param>
    /// <param name="edges">Ascending edges; empty unless numeric. Those around the range are added, with no rows outside, where they lack.</param>
    /// <param name="counts">Rows per bin of <paramref name="edges"/>, or per category.</param>
    /// <param name="missing">Rows without a value.</param>
    /// <param name="minimum">Smallest number; 0 without any.</param>
    /// <param name="maximum">Largest number; 0 without any.</param>
    /// <exception cref="ArgumentException">Edges do not ascend, or there is not one count a bin.</exception>
    [JsonConstructor]
    public ColumnDistribution(
        string name, bool categorical, ImmutableArray<string> categories, ImmutableArray<double> edges, ImmutableArray<long> counts, long missing,
        double minimum, double maximum)
    {
        (Name, Categorical, Missing, Minimum, Maximum) = (name, categorical, missing, minimum, maximum);
        (Categories, Edges, Counts) = (OrEmpty(categories), OrEmpty(edges), OrEmpty(counts));
        int bins = categorical ? Math.Max(1, Categories.Length) : Edges.Length + 1;
        if (Counts.Length != bins) throw new ArgumentException($"Need a count for each of the {bins} bins of '{name}', got {Counts.Length}.");
        for (int i = 1; i < Edges.Length; i++)
            if (!(Edges[i] > Edges[i - 1])) throw new ArgumentException($"Need ascending edges for '{name}', got {Edges[i]} after {Edges[i - 1]}.");
        if (!categorical && Counts.Any(count => count > 0)) CloseTheRange();
    }

    public string Name { get; }

    public bool Categorical { get; }

    public ImmutableArray<string> Categories { get; }

    public ImmutableArray<double> Edges { get; private set; }

    public ImmutableArray<long> Counts { get; private set; }

    public long Missing { get; }

    public double Minimum { get; }

    public double Maximum { get; }

    /// <summary>Bins, the missing and the unseen one included.</summary>
    [JsonIgnore]
    public int Bins => Counts.Length + 2;

    [JsonIgnore]
    public int MissingBin => Counts.Length;

    [JsonIgnore]
    public int UnseenBin => Counts.Length + 1;

    /// <summary>Rows counted.</summary>
    [JsonIgnore]
    public long Rows => Counts.Sum() + Missing;

    /// <summary>The bin of a value: NaN is missing; a category code outside the known ones is unseen; free text has code 0.</summary>
    public int BinOf(double value)
    {
        if (double.IsNaN(value)) return MissingBin;
        if (Categorical) return value >= 0 && value < Counts.Length ? (int)value : UnseenBin;
        int at = Edges.AsSpan().BinarySearch(value);
        return at >= 0 ? at : ~at; // an edge belongs to the bin below it
    }

    /// <summary>Rows by every bin, the missing and the unseen one last.</summary>
    public long[] ByBin() => [.. Counts, Missing, 0];

    /// <summary>Counts a column as it was trained on.</summary>
    public static ColumnDistribution Of(string name, Column column) => column switch
    {
        TextColumn => new(name, true, [], [], [column.Rows - column.Missing.Count], column.Missing.Count, 0, 0),
        CategoricalColumn categories => OfCodes(name, [.. categories.Dictionary], categories.Codes),
        _ => OfNumbers(name, [.. Enumerable.Range(0, column.Rows).Select(row => RawValue.At(column, row).Number)]),
    };

    /// <summary>Counts category codes; a negative one is missing.</summary>
    public static ColumnDistribution OfCodes(string name, ImmutableArray<string> categories, ReadOnlySpan<int> codes)
    {
        var counts = new long[Math.Max(1, categories.Length)];
        long missing = 0;
        foreach (int code in codes)
            if (code < 0) missing++;
            else counts[code]++;
        return new(name, true, categories, [], [.. counts], missing, 0, 0);
    }

    /// <summary>Cuts numbers at their deciles and counts them; NaN is missing.</summary>
    public static ColumnDistribution OfNumbers(string name, ReadOnlySpan<double> values)
    {
        double[] sorted = [.. values];
        Array.Sort(sorted); // NaN comes first
        int missing = 0;
        while (missing < sorted.Length && double.IsNaN(sorted[missing])) missing++;
        sorted = sorted[missing..];
        if (sorted.Length == 0) return new(name, false, [], [], [0], missing, 0, 0);

        var edges = new SortedSet<double>();
        for (int bin = 1; bin < MostNumberBins; bin++)
        {
            double edge = Quantiles.OfSorted(sorted, (double)bin / MostNumberBins);
            if (edge < sorted[^1]) edges.Add(edge);
        }

        foreach (double point in MassPoints(sorted)) edges.UnionWith(new[] { Math.BitDecrement(point), point }.Where(double.IsFinite));
        var empty = new ColumnDistribution(name, false, [], [.. edges], [.. new long[edges.Count + 1]], missing, sorted[0], sorted[^1]);
        var counts = new long[edges.Count + 1];
        foreach (double value in sorted) counts[empty.BinOf(value)]++;
        return new(name, false, [], empty.Edges, [.. counts], missing, sorted[0], sorted[^1]);
    }

    /// <summary>The values that a bin's worth of the rows share.</summary>
    private static IEnumerable<double> MassPoints(double[] sorted)
    {
        int first = 0;
        for (int i = 1; i <= sorted.Length; i++)
        {
            if (i < sorted.Length && sorted[i] == sorted[first]) continue;
            if ((i - first) * MostNumberBins >= sorted.Length) yield return sorted[first];
            first = i;
        }
    }

    /// <summary>Sees to a bin below the minimum and one above the maximum: both are empty in training.</summary>
    private void CloseTheRange()
    {
        double below = Math.BitDecrement(Minimum);
        if (double.IsFinite(below) && (Edges.IsEmpty || below < Edges[0])) (Edges, Counts) = ([below, .. Edges], [0, .. Counts]);
        if (Edges.IsEmpty || Edges[^1] < Maximum) (Edges, Counts) = ([.. Edges, Maximum], [.. Counts, 0]);
    }

    private static ImmutableArray<T> OrEmpty<T>(ImmutableArray<T> values) => values.IsDefault ? [] : values;
}
