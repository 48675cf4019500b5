using System.Globalization;
using Kolosal.Statistics;

namespace Kolosal.Datasets;

/// <summary>
/// Profiles one numeric column in chunks of any order that merge; unlike <see cref="NumericProfiler"/>
/// it need not know range or rows beforehand, and pays with quantiles that are exact for few rows only.
/// </summary>
internal sealed class NumericSketch(ulong seed)
{
    private const int SketchSize = 1024;
    private static readonly double[] Shares = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];

    private readonly QuantileSketch ranks = new(SketchSize, seed);
    private readonly DistinctCounter distinct = new();
    private Moments moments;
    private bool whole = true;
    private long missing;

    /// <summary>Takes finite values, and how many rows had none beside them.</summary>
    public void Add(ReadOnlySpan<double> values, int without)
    {
        moments.Add(values);
        ranks.Add(values);
        foreach (double x in values)
        {
            distinct.Add(BitConverter.DoubleToUInt64Bits(x + 0.0)); // −0 and 0 are one value
            whole &= Math.Floor(x) == x;
        }
        missing += without;
    }

    /// <summary>Takes all that another has seen.</summary>
    public void Merge(NumericSketch other)
    {
        moments.Merge(other.moments);
        ranks.Merge(other.ranks);
        distinct.Merge(other.distinct);
        whole &= other.whole;
        missing += other.missing;
    }

    /// <summary>The profile of what was seen. Histogram and outlier share come from the sketch: their error is that of its ranks.</summary>
    public ColumnProfile Finish(string name, string type)
    {
        if (moments.Count == 0) return new(name, type, 0, missing, 0, 0, true, null, null, null, null, []);
        double low = ranks.Minimum, high = ranks.Maximum;
        long[] bins = new long[NumericProfiler.Bins];
        long below = 0;
        for (int bin = 0; bin < bins.Length; bin++)
        {
            double edge = low + (high - low) / bins.Length * (bin + 1);
            long reached = bin == bins.Length - 1 || high == low
                ? moments.Count
                : (long)Math.Round(ranks.Share(Math.BitDecrement(edge)) * moments.Count);
            (bins[bin], below) = (reached - below, reached);
        }
        double reach = 3 * (ranks.Quantile(0.75) - ranks.Quantile(0.25));
        double outside = reach <= 0 ? 0 : ranks.Share(Math.BitDecrement(ranks.Quantile(0.25) - reach)) + 1
            - ranks.Share(ranks.Quantile(0.75) + reach);
        var summary = new NumericSummary(low, high, moments.Mean, moments.StandardDeviation, moments.Skewness, moments.Kurtosis,
            [.. Shares.Select(p => new Quantile(p, ranks.Quantile(p)))], ranks.Exact, outside, whole);
        var top = distinct.Frequencies.OrderByDescending(f => f.Count).ThenBy(f => BitConverter.UInt64BitsToDouble(f.Value))
            .Take(NumericProfiler.TopValues)
            .Select(f => new ValueCount(BitConverter.UInt64BitsToDouble(f.Value).ToString("R", CultureInfo.InvariantCulture), f.Count));
        double entropy = Entropy.Bits(distinct.Exact ? distinct.Frequencies.Select(f => f.Count) : bins);
        return new(name, type, moments.Count, missing, 0, distinct.Distinct, distinct.Exact, entropy, summary, null,
            new Histogram(low, high, [.. bins]), [.. top]);
    }
}
