using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kolosal.Tabular;

/// <summary>Finds the bins of many values of one column at once.</summary>
/// <remarks>The edges below a value are counted rather than searched for: they are a handful, and there is no branch to mispredict.</remarks>
public sealed class BinCounter
{
    private const int MostPadded = 64, Lanes = 4;
    private readonly ColumnDistribution column;
    private readonly double[]? padded;

    /// <param name="column">Whose bins.</param>
    public BinCounter(ColumnDistribution column)
    {
        this.column = column;
        if (column.Categorical || column.Edges.Length > MostPadded) return;
        padded = new double[(column.Edges.Length + Lanes - 1) / Lanes * Lanes];
        Array.Fill(padded, double.PositiveInfinity); // no value lies above
        column.Edges.CopyTo(padded);
    }

    /// <summary>Bins of values that lie a stride apart, as <see cref="ColumnDistribution.BinOf"/> finds each.</summary>
    /// <param name="values">The first is the first row's.</param>
    /// <param name="stride">At least 1.</param>
    /// <param name="bins">Receives one a row.</param>
    public void Bins(ReadOnlySpan<double> values, int stride, Span<int> bins)
    {
        if (padded is null)
        {
            for (int row = 0; row < bins.Length; row++) bins[row] = column.BinOf(values[row * stride]);
            return;
        }

        int missing = column.MissingBin;
        var edges = MemoryMarshal.Cast<double, Vector256<double>>(padded.AsSpan());
        for (int row = 0; row < bins.Length; row++)
        {
            double value = values[row * stride];
            var wide = Vector256.Create(value);
            var below = Vector256<long>.Zero;
            foreach (var edge in edges) below -= Vector256.LessThan(edge, wide).AsInt64(); // a lane that holds is −1
            bins[row] = double.IsNaN(value) ? missing : (int)Vector256.Sum(below);
        }
    }
}
