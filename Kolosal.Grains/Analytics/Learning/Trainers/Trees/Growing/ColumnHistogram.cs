namespace Kolosal.Learning.Trees;

/// <summary>The histogram of one column in a node: sums by its codes, in units of the tree's quantised gradients.</summary>
/// <param name="matrix">How many codes a column has.</param>
/// <param name="layout">Where a column is in the joint histograms.</param>
/// <param name="wide">Which words were summed.</param>
internal sealed class ColumnHistogram(BinnedMatrix matrix, HistogramLayout layout, bool wide)
{
    /// <summary>Σ gradient of each code.</summary>
    public double[] G { get; } = new double[HistogramLayout.CodesPerByte];

    /// <summary>Σ hessian of each code.</summary>
    public double[] H { get; } = new double[HistogramLayout.CodesPerByte];

    /// <summary>The rows of each code; with narrow words an estimate that takes every row's hessian for the node's mean.</summary>
    public double[] N { get; } = new double[HistogramLayout.CodesPerByte];

    /// <summary>Whether no row of the node has the code.</summary>
    public bool IsEmpty(int code) => H[code] == 0 && N[code] == 0 && G[code] == 0;

    /// <summary>Whether rows of the node miss the column's value.</summary>
    public bool HasMissing { get; private set; }

    /// <summary>Takes a column out of the joint histogram of its byte, by summing over the other columns of the byte.</summary>
    /// <param name="column">The column.</param>
    /// <param name="sums">The histogram of the byte.</param>
    /// <param name="node">The node's sums; its count is exact.</param>
    public void Read(int column, ReadOnlySpan<long> sums, NodeSums node)
    {
        int slots = matrix.Slots(column), inner = layout.Divisor[column], outer = layout.Size[layout.ByteOf[column]] / (inner * slots);
        // Of narrow words; an estimate: the grower counts the rows before it accepts a split.
        double rowsPerHessian = node.H > 0 ? node.Count / node.H : 0;
        if (!wide && inner * outer == 1) ReadAlone(sums[..slots], rowsPerHessian);
        else
        {
            for (int code = 0; code < slots; code++) G[code] = H[code] = N[code] = 0;
            if (wide) ReadWide(sums, slots, inner, outer);
            else ReadNarrow(sums, slots, inner, outer, rowsPerHessian);
        }
        int missing = matrix.Bins[column].Bins;
        HasMissing = matrix.HasMissing[column] && !IsEmpty(missing);
    }

    private void ReadAlone(ReadOnlySpan<long> sums, double rowsPerHessian)
    {
        for (int code = 0; code < sums.Length; code++)
        {
            long word = sums[code];
            G[code] = word >> 32;
            H[code] = (uint)word;
            N[code] = (uint)word * rowsPerHessian;
        }
    }

    private void ReadNarrow(ReadOnlySpan<long> sums, int slots, int inner, int outer, double rowsPerHessian)
    {
        int at = 0;
        for (int high = 0; high < outer; high++)
        {
            for (int code = 0; code < slots; code++)
            {
                long gradient = 0, hessian = 0;
                for (int i = 0; i < inner; i++, at++)
                {
                    gradient += sums[at] >> 32;
                    hessian += (uint)sums[at];
                }
                G[code] += gradient;
                H[code] += hessian;
                N[code] += hessian * rowsPerHessian;
            }
        }
    }

    private void ReadWide(ReadOnlySpan<long> sums, int slots, int inner, int outer)
    {
        int at = 0;
        for (int high = 0; high < outer; high++)
        {
            for (int code = 0; code < slots; code++)
            {
                long gradient = 0, low = 0;
                for (int i = 0; i < inner; i++, at += 2)
                {
                    gradient += sums[at];
                    low += sums[at + 1];
                }
                G[code] += gradient;
                H[code] += low >> QuantisedGradients.CountBits;
                N[code] += low & (1 << QuantisedGradients.CountBits) - 1;
            }
        }
    }
}
