using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Trees;

/// <summary>How the values of one column become at most 255 ordered bins, and one more for missing.</summary>
/// <remarks>
/// A number is in the bin given by how many thresholds lie below it, so value ≤ thresholds[b] means bin ≤ b. Thresholds lie half-way
/// between neighbouring values; with more distinct values than bins they are placed so that the bins hold about equal weight and a
/// heavy value gets a bin of its own (Ke et al., LightGBM, NeurIPS 2017, §2.1; Chen and Guestrin, XGBoost, arXiv:1603.02754 §3.3 for
/// the weighted form). A category is its code; beyond 255 categories the heaviest 254 keep a bin each and the others share the last.
/// </remarks>
internal sealed class FeatureBins
{
    /// <summary>The largest number of bins for values; the next code is that of a missing value.</summary>
    public const int MaxBins = 255;

    // 16 × 16 places are as many as a code has; two vectors of eight doubles hold 16.
    private const int Block = 16;
    private readonly double[] ladder; // the thresholds padded with +∞ to 16 × 16, so that two counts of 16 find a bin
    private readonly double[] steps;  // every sixteenth of the ladder

    private FeatureBins(double[] thresholds, byte[] categories, int bins)
    {
        (Thresholds, Categories, Bins) = (thresholds, categories, bins);
        ladder = new double[Block * Block];
        steps = new double[Block];
        Array.Fill(ladder, double.PositiveInfinity);
        thresholds.CopyTo(ladder, 0);
        for (int i = 0; i < Block; i++) steps[i] = ladder[i * Block + Block - 1];
    }

    /// <summary>The upper edges of all bins but the last, ascending; empty for a categorical.</summary>
    public double[] Thresholds { get; }

    /// <summary>The bin of each category code; empty for a number.</summary>
    public byte[] Categories { get; }

    /// <summary>The number of value bins, 1 … 255. A missing value has the code <see cref="Bins"/>.</summary>
    public int Bins { get; }

    /// <summary>Whether bins have no order.</summary>
    public bool IsCategorical => Categories.Length > 0;

    /// <summary>Bins for numbers.</summary>
    /// <param name="values">A sample of the column; reordered. NaN is missing.</param>
    /// <param name="weights">One weight a value, reordered with them, or empty for equal weights.</param>
    /// <param name="maxBins">The largest number of bins, 2 … 255.</param>
    public static FeatureBins ForNumbers(Span<double> values, Span<double> weights, int maxBins)
    {
        int count = MoveMissingToEnd(values, weights);
        values = values[..count];
        if (weights.IsEmpty) values.Sort();
        else MemoryExtensions.Sort(values, weights = weights[..count]);

        var distinct = new List<double>();
        var weightOf = new List<double>();
        for (int i = 0; i < values.Length; i++)
        {
            double weight = weights.IsEmpty ? 1 : weights[i];
            if (weight == 0) continue;
            if (distinct.Count > 0 && distinct[^1] == values[i]) weightOf[^1] += weight;
            else
            {
                distinct.Add(values[i]);
                weightOf.Add(weight);
            }
        }
        return FromThresholds(Cut(distinct, weightOf, maxBins));
    }

    /// <summary>Bins with given edges.</summary>
    /// <param name="thresholds">Ascending, at most 254.</param>
    public static FeatureBins FromThresholds(double[] thresholds) => new(thresholds, [], thresholds.Length + 1);

    /// <summary>Bins for category codes.</summary>
    /// <param name="weights">The weight of the rows of each code.</param>
    public static FeatureBins ForCategories(ReadOnlySpan<double> weights)
    {
        var bins = new byte[weights.Length];
        if (weights.Length <= MaxBins)
        {
            for (int code = 0; code < bins.Length; code++) bins[code] = (byte)code;
            return new([], bins, bins.Length);
        }
        var heaviest = new int[weights.Length];
        for (int code = 0; code < heaviest.Length; code++) heaviest[code] = code;
        var weightOf = weights.ToArray();
        Array.Sort(heaviest, (a, b) => weightOf[a] != weightOf[b] ? weightOf[b].CompareTo(weightOf[a]) : a.CompareTo(b));
        for (int rank = 0; rank < heaviest.Length; rank++) bins[heaviest[rank]] = (byte)Math.Min(rank, MaxBins - 1);
        return new([], bins, MaxBins);
    }

    /// <summary>Bins of categories that are given.</summary>
    /// <param name="binOf">The bin of each code; at least one code.</param>
    /// <param name="bins">The number of bins, at most 255.</param>
    public static FeatureBins FromCategories(byte[] binOf, int bins) => new([], binOf, bins);

    /// <summary>The bins of a column's values, <see cref="Bins"/> for those missing or of an unknown category.</summary>
    /// <param name="values">The first value of the column is at 0.</param>
    /// <param name="stride">From one value to the next.</param>
    /// <param name="codes">Receives one code a value.</param>
    /// <returns>Whether some value was missing or unknown.</returns>
    public bool Encode(ReadOnlySpan<double> values, int stride, Span<byte> codes)
    {
        if (IsCategorical) return EncodeCategories(values, stride, codes);
        if (codes.IsEmpty) return false;
        _ = values[(codes.Length - 1) * stride];
        ref double value = ref MemoryMarshal.GetReference(values), rung = ref MemoryMarshal.GetArrayDataReference(ladder),
            step = ref MemoryMarshal.GetArrayDataReference(steps);
        Vector512<double> steps0 = Vector512.LoadUnsafe(ref step), steps1 = Vector512.LoadUnsafe(ref step, 8);
        bool any = false;
        for (int i = 0; i < codes.Length; i++)
        {
            double x = Unsafe.Add(ref value, (nint)i * stride);
            var at = Vector512.Create(x);
            nuint block = (nuint)(Block * (Below(steps0, at) + Below(steps1, at)));
            int code = (int)block + Below(Vector512.LoadUnsafe(ref rung, block), at) + Below(Vector512.LoadUnsafe(ref rung, block + 8), at);
            bool missing = double.IsNaN(x); // nothing lies below NaN, so the reads above stayed in the ladder
            any |= missing;
            codes[i] = (byte)(missing ? Bins : code);
        }
        return any;
    }

    /// <summary>The bin of a value as operations of a graph; missing where it is missing or of an unknown category.</summary>
    public GraphValue Describe(GraphBuilder graph, GraphValue value) => IsCategorical
        ? graph.CodeTable(value, Categories.Length, [.. Categories.Select(bin => (double)bin), double.NaN])
        : graph.CountAbove(value, Thresholds);

    private bool EncodeCategories(ReadOnlySpan<double> values, int stride, Span<byte> codes)
    {
        bool any = false;
        for (int i = 0; i < codes.Length; i++)
        {
            double value = values[i * stride];
            bool known = value >= 0 && value < Categories.Length && value == Math.Floor(value);
            codes[i] = known ? Categories[(int)value] : (byte)Bins;
            any |= !known;
        }
        return any;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Below(Vector512<double> sorted, Vector512<double> value) =>
        BitOperations.PopCount(Vector512.LessThan(sorted, value).ExtractMostSignificantBits());

    private static int MoveMissingToEnd(Span<double> values, Span<double> weights)
    {
        int count = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (double.IsNaN(values[i])) continue;
            values[count] = values[i];
            if (!weights.IsEmpty) weights[count] = weights[i];
            count++;
        }
        return count;
    }

    private static double[] Cut(List<double> distinct, List<double> weightOf, int maxBins)
    {
        if (distinct.Count <= 1) return [];
        var thresholds = new List<double>(Math.Min(maxBins, distinct.Count) - 1);
        double left = 0;
        foreach (double weight in weightOf) left += weight;
        double inBin = 0;
        for (int i = 0; i + 1 < distinct.Count && thresholds.Count + 1 < maxBins; i++)
        {
            inBin += weightOf[i];
            int binsLeft = maxBins - thresholds.Count, valuesLeft = distinct.Count - i - 1;
            double share = left / binsLeft;
            // Close the bin when it has its share, when the next value alone would overfill it, or when every value left can have its own bin.
            if (inBin < share && inBin + weightOf[i + 1] / 2 < share && valuesLeft >= binsLeft) continue;
            thresholds.Add(Between(distinct[i], distinct[i + 1]));
            left -= inBin;
            inBin = 0;
        }
        return [.. thresholds];
    }

    /// <summary>The number half-way between two neighbours that still separates them: low ≤ result &lt; high.</summary>
    public static double Between(double low, double high)
    {
        double middle = low / 2 + high / 2;
        return middle >= low && middle < high ? middle : low;
    }
}
