namespace Kolosal.Learning.Trees;

/// <summary>The sums of a node by the codes of one column, in units of the tree's words.</summary>
/// <param name="matrix">How many codes a column has.</param>
/// <param name="layout">Where a column is in the histograms.</param>
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

    /// <summary>Takes a column out of the joint histogram of its byte, by summing over the other columns of the byte.</summary>
    /// <param name="column">The column.</param>
    /// <param name="sums">The histogram of the byte.</param>
    /// <param name="node">The node's sums; its count is exact.</param>
    public void Take(int column, ReadOnlySpan<long> sums, NodeSums node)
    {
        int slots = matrix.Slots(column), inner = layout.Divisor[column], outer = layout.Size[layout.ByteOf[column]] / (inner * slots), at = 0;
        double rowsPerHessian = node.H > 0 ? node.Count / node.H : 0;
        if (!wide && inner * outer == 1)
        {
            for (int code = 0; code < slots; code++)
            {
                long word = sums[code];
                G[code] = word >> 32;
                H[code] = (uint)word;
                N[code] = (uint)word * rowsPerHessian; // an estimate, as below
            }
            return;
        }
        for (int code = 0; code < slots; code++) G[code] = H[code] = N[code] = 0;
        for (int high = 0; high < outer; high++)
        {
            for (int code = 0; code < slots; code++)
            {
                long gradient = 0, hessian = 0, rows = 0;
                if (wide)
                {
                    long low = 0;
                    for (int i = 0; i < inner; i++, at += 2)
                    {
                        gradient += sums[at];
                        low += sums[at + 1];
                    }
                    hessian = low >> QuantisedGradients.CountBits;
                    rows = low & (1 << QuantisedGradients.CountBits) - 1;
                    N[code] += rows;
                }
                else
                {
                    for (int i = 0; i < inner; i++, at++)
                    {
                        gradient += sums[at] >> 32;
                        hessian += (uint)sums[at];
                    }
                    N[code] += hessian * rowsPerHessian; // an estimate; the grower counts the rows before it accepts a split
                }
                G[code] += gradient;
                H[code] += hessian;
            }
        }
    }
}
