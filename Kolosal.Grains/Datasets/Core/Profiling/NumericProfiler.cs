using System.Globalization;
using Kolosal.Statistics;

namespace Kolosal.Datasets;

/// <summary>Profiles one numeric column, fed chunk by chunk in row order; memory does not grow with the rows.</summary>
/// <param name="minimum">Smallest finite value of the column: the histogram's edges must be known beforehand.</param>
/// <param name="maximum">Largest finite value.</param>
/// <param name="rows">The rows to keep for quantiles.</param>
public sealed class NumericProfiler(double minimum, double maximum, RowSample rows)
{
    public const int Bins = 20;
    public const int TopValues = 10;

    private static readonly double[] Shares = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];

    private readonly long[] bins = new long[Bins];
    private readonly double[] kept = new double[rows.Size];
    private readonly DistinctCounter distinct = new();
    private readonly double perBin = maximum > minimum ? Bins / (maximum - minimum) : 0;
    private double[] finite = new double[2048];
    private Moments moments;
    private double least = double.PositiveInfinity, most = double.NegativeInfinity;
    private bool whole = true;
    private long row, missing, nonFinite;
    private int sampled;

    /// <summary>The column's values at the sampled rows; NaN where missing. Complete once every row was fed.</summary>
    public ReadOnlySpan<double> Sample => kept;

    /// <summary>Takes the next rows.</summary>
    /// <param name="values">One a row; undefined where missing.</param>
    /// <param name="validity">One bit a row, set where there is a value; empty when all have one.</param>
    public void Feed(ReadOnlySpan<double> values, ReadOnlySpan<ulong> validity)
    {
        if (finite.Length < values.Length) finite = new double[values.Length];
        int n = Compact(values, validity);
        var present = finite.AsSpan(0, n);
        moments.Add(present);
        foreach (double x in present)
        {
            least = Math.Min(least, x);
            most = Math.Max(most, x);
            int bin = (int)((x - minimum) * perBin);
            bins[(uint)bin < Bins ? bin : bin < 0 ? 0 : Bins - 1]++;
            distinct.Add(BitConverter.DoubleToUInt64Bits(x));
        }

        if (whole) foreach (double x in present) whole &= Math.Floor(x) == x;
        KeepSample(values, validity);
        row += values.Length;
    }

    private int Compact(ReadOnlySpan<double> values, ReadOnlySpan<ulong> validity)
    {
        int n = 0;
        for (int i = 0; i < values.Length; i++)
        {
            bool present = validity.IsEmpty || (validity[i >> 6] >> (i & 63) & 1) != 0;
            double x = values[i] + 0.0; // −0 and 0 are one value
            if (present && double.IsFinite(x)) finite[n++] = x;
            else if (present) nonFinite++;
        }

        missing += values.Length - n;
        return n;
    }

    private void KeepSample(ReadOnlySpan<double> values, ReadOnlySpan<ulong> validity)
    {
        for (; sampled < rows.Size && rows.Row(sampled) is var next && next < row + values.Length; sampled++)
        {
            int i = (int)(next - row);
            bool present = validity.IsEmpty || (validity[i >> 6] >> (i & 63) & 1) != 0;
            kept[sampled] = present && double.IsFinite(values[i]) ? values[i] : double.NaN;
        }
    }

    /// <summary>The profile of what was fed.</summary>
    public ColumnProfile Finish(string name, string type)
    {
        if (moments.Count == 0) return new(name, type, 0, missing, nonFinite, 0, true, null, null, null, null, []);

        double[] sorted = [.. kept.Where(double.IsFinite)];
        Array.Sort(sorted);
        var quantiles = sorted.Length == 0 ? [] : Shares.Select(p => new Quantile(p, Order.Quantile(sorted, p))).ToImmutableArray();
        var histogram = new Histogram(minimum, maximum, [.. bins]);
        var top = distinct.Frequencies.OrderByDescending(f => f.Count).ThenBy(f => BitConverter.UInt64BitsToDouble(f.Value)).Take(TopValues)
            .Select(f => new ValueCount(BitConverter.UInt64BitsToDouble(f.Value).ToString("R", CultureInfo.InvariantCulture), f.Count));
        var summary = new NumericSummary(
            least, most, moments.Mean, moments.StandardDeviation, moments.Skewness, moments.Kurtosis, quantiles, rows.IsAll,
                Order.OutlierShare(sorted), whole);
        double entropy = Entropy.Bits(distinct.Exact ? distinct.Frequencies.Select(f => f.Count) : bins);
        return new(name, type, moments.Count, missing, nonFinite, distinct.Distinct, distinct.Exact, entropy, summary, null, histogram, [.. top]);
    }
}
