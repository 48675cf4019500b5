using Kolosal.Numerics;

namespace Kolosal.Learning.Anomaly;

/// <summary>Centre and covariance of some rows, with the triangular factor that distances are taken with.</summary>
internal sealed class RowSpread
{
    private const int RowsBetweenPolls = 256;
    private readonly double[] factor;

    private RowSpread(double[] center, double[] covariance, double[] factor)
    {
        (Center, Covariance, this.factor) = (center, covariance, factor);
        for (int c = 0; c < center.Length; c++) LogDeterminant += 2 * Math.Log(factor[c * center.Length + c]);
    }

    /// <summary>One value a column.</summary>
    public double[] Center { get; }

    /// <summary>columns × columns; the lower triangle.</summary>
    public double[] Covariance { get; }

    /// <summary>log det of the covariance.</summary>
    public double LogDeterminant { get; }

    /// <summary>Of the chosen rows, sums of squares over a divisor; null when the covariance is singular.</summary>
    public static RowSpread? Of(double[] values, int p, ReadOnlySpan<int> rows, double divisor, CancellationToken cancel)
    {
        if (!(divisor > 0)) return null;
        double[] center = new double[p], covariance = new double[p * p], gap = new double[p];
        foreach (int row in rows) FixedSum.AddScaled(1, values.AsSpan(row * p, p), center);
        for (int c = 0; c < p; c++) center[c] /= rows.Length;
        for (int i = 0; i < rows.Length; i++)
        {
            if (i % RowsBetweenPolls == 0) cancel.ThrowIfCancellationRequested();
            for (int c = 0; c < p; c++) gap[c] = values[rows[i] * p + c] - center[c];
            for (int c = 0; c < p; c++) FixedSum.AddScaled(gap[c], gap.AsSpan(0, c + 1), covariance.AsSpan(c * p, c + 1));
        }
        for (int at = 0; at < covariance.Length; at++) covariance[at] /= divisor;
        return Factored(center, covariance, cancel);
    }

    /// <summary>A known centre and covariance; null when it is singular.</summary>
    public static RowSpread? Factored(double[] center, double[] covariance, CancellationToken cancel)
    {
        double[] factor = [.. covariance];
        return Cholesky.Factor(factor, center.Length, cancel) ? new(center, covariance, factor) : null;
    }

    /// <summary>The same centre with another size.</summary>
    public RowSpread? Scaled(double scale, CancellationToken cancel) => Factored(Center, Array.ConvertAll(Covariance, v => v * scale), cancel);

    /// <summary>(x − μ)ᵀ Σ⁻¹ (x − μ).</summary>
    /// <param name="row">One value a column.</param>
    /// <param name="scratch">As many numbers, overwritten.</param>
    public double SquaredDistance(ReadOnlySpan<double> row, Span<double> scratch)
    {
        for (int c = 0; c < scratch.Length; c++) scratch[c] = row[c] - Center[c];
        Cholesky.Forward(factor, scratch.Length, scratch);
        return FixedSum.Dot(scratch, scratch);
    }

    /// <summary>Of every row.</summary>
    public double[] SquaredDistances(double[] values, CancellationToken cancel)
    {
        int p = Center.Length;
        double[] distances = new double[values.Length / p], scratch = new double[p];
        for (int i = 0; i < distances.Length; i++)
        {
            if (i % RowsBetweenPolls == 0) cancel.ThrowIfCancellationRequested();
            distances[i] = SquaredDistance(values.AsSpan(i * p, p), scratch);
        }
        return distances;
    }
}
