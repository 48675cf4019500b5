using Kolosal.Statistics;

namespace Kolosal.Learning.Neural;

/// <summary>How one column becomes a few numbers: where its values lie, and where its learnt vectors are in the table of all columns.</summary>
/// <remarks>
/// A number x in bin t, a share f through it, has the embedding a z(x) + (1 − f) Vₜ + f Vₜ₊₁, where the knot Vₜ = E₀ + … + Eₜ: the learnt layer over
/// the piecewise-linear encoding with a linear part beside it (Gorishniy et al., arXiv:2203.05556 §3.2; arXiv:2410.24210, piecewise-linear embeddings
/// of "version B" without activation), at the cost of two vectors whatever the number of bins. Values outside the bins count as their
/// nearest end. z is the robust scale with smooth clipping of RealMLP (Holzmüller, Grinsztajn and Steinwart, arXiv:2407.04491 §3):
/// s / √(1 + (s/3)²) with s = (x − median) / (third less first quartile). A category, and a missing value of either kind, has a vector of its own.
/// </remarks>
internal sealed class ColumnEmbedding
{
    private const double Clip = 3, Far = 1e6;

    /// <param name="edges">Of a number's bins, ascending, two at least; empty for categories.</param>
    /// <param name="center">Median of a number.</param>
    /// <param name="scale">Unit of a number, above 0.</param>
    /// <param name="cardinality">Codes of a category; 0 for a number.</param>
    /// <param name="size">Numbers of the embedding, ≥ 1.</param>
    public ColumnEmbedding(double[] edges, double center, double scale, int cardinality, int size) =>
        (Edges, Center, Scale, Cardinality, Size) = (edges, center, scale, cardinality, size);

    public double[] Edges { get; }

    public double Center { get; }

    public double Scale { get; }

    public int Cardinality { get; }

    public int Size { get; }

    public bool IsNumber => Cardinality == 0;

    /// <summary>Vectors in the table: linear part, knots and missing of a number; codes and missing of a category.</summary>
    public int Vectors => IsNumber ? Edges.Length + 2 : Cardinality + 1;

    /// <summary>The vector of missing values.</summary>
    public int MissingVector => Vectors - 1;

    /// <summary>Where bins lie and what they are measured in.</summary>
    /// <param name="values">A sample of the column without missing values; put in order here.</param>
    /// <param name="bins">Bins at most.</param>
    /// <param name="size">Numbers of the embedding at most; a column of v values needs no more than v − 1.</param>
    public static ColumnEmbedding OfNumbers(double[] values, int bins, int size)
    {
        Array.Sort(values);
        if (values.Length == 0) values = [0];
        double center = Quantiles.OfSorted(values, 0.5), spread = Halved(Quantiles.OfSorted(values, 0.75), Quantiles.OfSorted(values, 0.25));
        if (!(spread > 0)) spread = Halved(values[^1], values[0]) / 2;
        double[] edges = Edged(values, bins);
        // Twice the half of the difference: the difference of the greatest numbers is none.
        double scale = spread > 0 ? Math.Min(2 * spread, double.MaxValue) : 1;
        return new(edges, center, scale, 0, Math.Min(size, edges.Length - 1));
    }

    public static ColumnEmbedding OfCategories(int cardinality, int size) => new([], 0, 1, cardinality, Math.Min(size, Math.Max(1, cardinality - 1)));

    /// <summary>Reads a value.</summary>
    public TabularCell Read(double value)
    {
        if (double.IsNaN(value)) return TabularCell.Missing;
        if (!IsNumber) return value >= 0 && value < Cardinality ? new((int)value, 0, 0) : TabularCell.Missing;
        double scaled = Math.Clamp(Halved(value, Center) / (Scale / 2), -Far, Far);
        scaled /= Math.Sqrt(1 + scaled / Clip * (scaled / Clip));
        int bin = Array.BinarySearch(Edges, value);
        bin = Math.Clamp(bin >= 0 ? bin : ~bin - 1, 0, Edges.Length - 2);
        double part = Halved(value, Edges[bin]) / Halved(Edges[bin + 1], Edges[bin]);
        return new(bin, (float)Math.Clamp(part, 0, 1), (float)scaled);
    }

    /// <summary>Half of a − b, which is a number for any two.</summary>
    private static double Halved(double a, double b) => a / 2 - b / 2;

    /// <summary>Quantiles, or all values where they are few; equal ones made one.</summary>
    private static double[] Edged(double[] sorted, int bins)
    {
        double[] distinct = [.. sorted.Distinct()];
        double[] edges = distinct.Length <= bins + 1 ? distinct
            : [.. Enumerable.Range(0, bins + 1).Select(t => sorted[(int)((long)t * (sorted.Length - 1) / bins)]).Distinct()];
        if (edges.Length >= 2) return edges;
        double other = edges[0] + Math.Max(1, Math.Abs(edges[0]));
        return double.IsFinite(other) ? [edges[0], other] : [edges[0] / 2, edges[0]];
    }
}
