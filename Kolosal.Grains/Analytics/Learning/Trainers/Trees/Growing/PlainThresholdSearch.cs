using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

namespace Kolosal.Learning.Trees;

/// <summary>What <see cref="ThresholdSearch"/> finds, to the last bit, where there are neither constraints nor α and no child's H + λ is 0: all
/// cuts are judged side by side and the first of the best is taken.</summary>
/// <param name="histogram">Of the column at hand.</param>
/// <param name="gain">What a split gains.</param>
internal sealed class PlainThresholdSearch(ColumnHistogram histogram, SplitGain gain)
{
    private readonly double[] leftG = new double[HistogramLayout.CodesPerByte], leftH = new double[HistogramLayout.CodesPerByte],
        leftN = new double[HistogramLayout.CodesPerByte], gains = new double[HistogramLayout.CodesPerByte];

    /// <summary>Offers the best split.</summary>
    /// <param name="column">The column.</param>
    /// <param name="bins">Its bins; the code of a missing value.</param>
    /// <param name="node">The node's sums.</param>
    /// <param name="minRows">Rows that each child needs.</param>
    /// <param name="best">Replaced when something better is found.</param>
    public void Find(int column, int bins, NodeSums node, double minRows, ref NodeSplit best)
    {
        double[] g = histogram.G, h = histogram.H, n = histogram.N;
        bool missing = histogram.HasMissing;
        double parent = node.H + gain.L2 > 0 ? node.G * node.G / (node.H + gain.L2) : 0, floor = SplitGain.Floor(best, parent);
        for (int pass = 0; pass < (missing ? 2 : 1); pass++)
        {
            double lg = 0, lh = 0, ln = 0;
            if (pass == 1) (lg, lh, ln) = (g[bins], h[bins], n[bins]);
            int last = missing && pass == 0 ? bins : bins - 1;
            if (last < 1) continue;
            for (int code = 0; code < last; code++)
            {
                leftG[code] = lg += g[code];
                leftH[code] = lh += h[code];
                leftN[code] = ln += n[code];
            }
            for (int code = 0; code < last; code += Vector512<double>.Count) Gains(code, node, minRows, parent);
            int cut = TensorPrimitives.IndexOfMax<double>(gains.AsSpan(0, last)); // the first of equals, so never one behind an empty code
            if (!(gains[cut] > floor)) continue;
            floor = best.Gain = gains[cut];
            best.Column = column;
            best.Code = cut;
            best.LeftSums = new(leftG[cut], leftH[cut], leftN[cut]);
            best.MissingLeft = missing ? pass == 1 : leftN[cut] >= node.Count - leftN[cut];
        }
    }

    // What the cuts code … code + 7 gain, −∞ where a child is too small. Entries behind the last code are computed and not looked at.
    private void Gains(int code, NodeSums node, double minRows, double parent)
    {
        Vector512<double> lg = Vector512.Create(leftG, code), lh = Vector512.Create(leftH, code), ln = Vector512.Create(leftN, code),
            lambda = Vector512.Create(gain.L2);
        Vector512<double> rg = Vector512.Create(node.G) - lg, rh = Vector512.Create(node.H) - lh, rn = Vector512.Create(node.Count) - ln;
        var large = Vector512.GreaterThanOrEqual(Vector512.Min(ln, rn), Vector512.Create(minRows)) & Vector512.GreaterThanOrEqual(
            Vector512.Min(lh, rh), Vector512.Create(gain.MinHessian));
        var here = lg * lg / (lh + lambda) + rg * rg / (rh + lambda) - Vector512.Create(parent);
        Vector512.ConditionalSelect(large, here, Vector512.Create(double.NegativeInfinity)).CopyTo(gains, code);
    }
}
