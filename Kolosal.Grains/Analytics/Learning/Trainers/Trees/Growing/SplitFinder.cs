using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

namespace Kolosal.Learning.Trees;

/// <summary>Finds the best split of a node on one column from its histogram.</summary>
/// <remarks>
/// With T(G) = sign(G) max(|G| − α, 0), a node that answers w = −T(G) / (H + λ) saves ½ T(G)² / (H + λ); a split gains what its children
/// save beyond that (arXiv:1603.02754, eq. 6 and 7, with the L1 term as in its reference implementation). Under a monotone constraint w is
/// kept inside the node's bounds and the saving is −(G w + ½ (H + λ) w² + α |w|). Missing values are tried on both sides (ibid. §3.4).
/// Categories are ordered by G / (H + s) and split as if ordered, which with s = 0 is the best of all 2ᵏ⁻¹ − 1 subsets (Fisher, 1958);
/// rare ones are left out, and cuts are limited as in Ke et al. 2017's implementation, because the best of so many ways is good by chance.
/// All is computed in the units of the tree's words: λ, α, s are divided by the units, which changes every gain by the same factor.
/// </remarks>
internal sealed class SplitFinder
{
    /// <summary>Up to here the ways to split categories are so few that a split by them needs no extra caution.</summary>
    private const int FewCategories = 4;

    private readonly BinnedMatrix matrix;
    private readonly GradientBoostingOptions options;
    private readonly bool wide;
    private readonly ColumnHistogram unpacked;
    private readonly double[] g, h, n;
    private readonly double[] ratio = new double[HistogramLayout.CodesPerByte];
    private readonly int[] order = new int[HistogramLayout.CodesPerByte];
    private readonly double[] leftG = new double[HistogramLayout.CodesPerByte], leftH = new double[HistogramLayout.CodesPerByte],
        leftN = new double[HistogramLayout.CodesPerByte];
    private readonly double[] gains = new double[HistogramLayout.CodesPerByte];
    private bool isPlain;
    private double l1, l2, categoryL2, smoothing, minHessian;

    public SplitFinder(BinnedMatrix matrix, HistogramLayout layout, GradientBoostingOptions options, bool wide)
    {
        (this.matrix, this.options, this.wide, unpacked) = (matrix, options, wide, new(matrix, layout, wide));
        (g, h, n) = (unpacked.G, unpacked.H, unpacked.N);
    }

    /// <summary>Takes the units of a tree.</summary>
    public void Begin(QuantisedGradients words)
    {
        l1 = options.L1 / words.GradientUnit;
        l2 = options.L2 / words.HessianUnit;
        categoryL2 = (options.L2 + options.CategoryL2) / words.HessianUnit;
        smoothing = options.CategorySmoothing / words.HessianUnit;
        minHessian = options.MinHessianPerLeaf / words.HessianUnit;
        // Without λ and a least second derivative a side may be 0 / 0, which the general way knows to be worth nothing.
        isPlain = !options.IsConstrained && options.L1 == 0 && (l2 > 0 || minHessian > 0);
    }

    /// <summary>What a node answers, in gradient units over hessian units.</summary>
    public double Value(NodeSums sums, double low, double high) => Math.Clamp(-Soft(sums.G) / Math.Max(sums.H + l2, double.Epsilon), low, high);

    /// <summary>The sums of a node, read from any one histogram of it.</summary>
    /// <param name="sums">One byte's histogram.</param>
    public NodeSums Total(ReadOnlySpan<long> sums)
    {
        long gradient = 0, hessian = 0;
        if (!wide)
        {
            foreach (long word in sums)
            {
                gradient += word >> 32;
                hessian += (uint)word;
            }
            return new(gradient, hessian, 0);
        }
        for (int i = 0; i < sums.Length; i += 2)
        {
            gradient += sums[i];
            hessian += sums[i + 1];
        }
        return new(gradient, hessian >> QuantisedGradients.CountBits, hessian & (1 << QuantisedGradients.CountBits) - 1);
    }

    /// <summary>Offers the best split of a node on a column.</summary>
    /// <param name="column">The column.</param>
    /// <param name="sums">The histogram of the byte that holds it.</param>
    /// <param name="node">The node's sums; its count is exact.</param>
    /// <param name="minRows">Rows that each child needs.</param>
    /// <param name="bounds">The node's lower and upper bound of an answer.</param>
    /// <param name="best">Replaced when something better is found.</param>
    public void Find(int column, ReadOnlySpan<long> sums, NodeSums node, double minRows, (double Low, double High) bounds, ref NodeSplit best)
    {
        unpacked.Take(column, sums, node);
        var bins = matrix.Bins[column];
        if (bins.IsCategorical) FindCategories(column, node, minRows, bounds, ref best);
        else FindThreshold(column, bins.Bins, node, minRows, bounds, ref best);
    }

    private void FindThreshold(int column, int bins, NodeSums node, double minRows, (double Low, double High) bounds, ref NodeSplit best)
    {
        if (isPlain)
        {
            FindPlainThreshold(column, bins, node, minRows, ref best);
            return;
        }
        bool missing = matrix.HasMissing[column] && !unpacked.IsEmpty(bins);
        int direction = options.MonotoneOf(column);
        double parent = Saving(node, l2, bounds);
        double floor = Math.Max(best.Gain, Math.Abs(parent) * 1e-10);

        for (int side = 0; side < (missing ? 2 : 1); side++)
        {
            bool missingLeft = side == 1;
            double lg = 0, lh = 0, ln = 0;
            if (missingLeft) (lg, lh, ln) = (g[bins], h[bins], n[bins]);
            // Missing alone on the right is one more cut, after the last bin.
            int last = missing && !missingLeft ? bins : bins - 1;
            for (int code = 0; code < last; code++)
            {
                if (unpacked.IsEmpty(code)) continue; // the same split as the cut before
                lg += g[code];
                lh += h[code];
                ln += n[code];
                double rg = node.G - lg, rh = node.H - lh, rn = node.Count - ln;
                if (ln < minRows || lh < minHessian) continue;
                if (rn < minRows || rh < minHessian) break;
                double gain = Gain(new(lg, lh, ln), new(rg, rh, rn), l2, bounds, direction) - parent;
                if (!(gain > floor)) continue;
                floor = gain;
                best.Gain = gain;
                best.Column = column;
                best.Code = code;
                best.LeftSums = new(lg, lh, ln);
                best.MissingLeft = missing ? missingLeft : ln >= rn;
            }
        }
    }

    /// <summary>What <see cref="FindThreshold"/> finds, to the last bit, for neither constraints
    /// nor α: all cuts are judged side by side and the first of the best is taken.</summary>
    private void FindPlainThreshold(int column, int bins, NodeSums node, double minRows, ref NodeSplit best)
    {
        bool missing = matrix.HasMissing[column] && !unpacked.IsEmpty(bins);
        double parent = node.H + l2 > 0 ? node.G * node.G / (node.H + l2) : 0, floor = Math.Max(best.Gain, Math.Abs(parent) * 1e-10);
        for (int side = 0; side < (missing ? 2 : 1); side++)
        {
            double lg = 0, lh = 0, ln = 0;
            if (side == 1) (lg, lh, ln) = (g[bins], h[bins], n[bins]);
            int last = missing && side == 0 ? bins : bins - 1;
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
            best.MissingLeft = missing ? side == 1 : leftN[cut] >= node.Count - leftN[cut];
        }
    }

    // What the cuts code … code + 7 gain, −∞ where a side is too small. Entries behind the last code are computed and not looked at.
    private void Gains(int code, NodeSums node, double minRows, double parent)
    {
        Vector512<double> lg = Vector512.Create(leftG, code), lh = Vector512.Create(leftH, code), ln = Vector512.Create(leftN, code),
            lambda = Vector512.Create(l2);
        Vector512<double> rg = Vector512.Create(node.G) - lg, rh = Vector512.Create(node.H) - lh, rn = Vector512.Create(node.Count) - ln;
        var large = Vector512.GreaterThanOrEqual(Vector512.Min(ln, rn), Vector512.Create(minRows)) & Vector512.GreaterThanOrEqual(
            Vector512.Min(lh, rh), Vector512.Create(minHessian));
        var gain = lg * lg / (lh + lambda) + rg * rg / (rh + lambda) - Vector512.Create(parent);
        Vector512.ConditionalSelect(large, gain, Vector512.Create(double.NegativeInfinity)).CopyTo(gains, code);
    }

    private void FindCategories(int column, NodeSums node, double minRows, (double Low, double High) bounds, ref NodeSplit best)
    {
        int slots = matrix.Slots(column), bins = matrix.Bins[column].Bins, count = 0;
        for (int code = 0; code < slots; code++)
        {
            // What a category of a few rows says is mostly chance: it is not asked and goes with the larger side.
            if (unpacked.IsEmpty(code) || n[code] < options.CategorySmoothing) continue;
            order[count] = code;
            ratio[count] = g[code] / Math.Max(h[code] + smoothing, double.Epsilon);
            count++;
        }
        if (count < 1) return;
        Array.Sort(ratio, order, 0, count);
        // Equal ratios in code order, so that the result does not depend on how the sort treats ties.
        for (int from = 0; from < count;)
        {
            int to = from + 1;
            while (to < count && ratio[to] == ratio[from]) to++;
            if (to - from > 1) Array.Sort(order, from, to - from);
            from = to;
        }

        double lambda = count > FewCategories ? categoryL2 : l2, step = count > FewCategories ? options.MinRowsPerCategoryGroup : 0;
        double parent = Saving(node, l2, bounds), floor = Math.Max(best.Gain, Math.Abs(parent) * 1e-10);
        int cut = -1, most = Math.Min(count, options.MaxCategoriesPerSplit);
        bool fromTop = false, nameLeft = true;
        for (int side = 0; side < 2; side++)
        {
            double lg = 0, lh = 0, ln = 0, sinceCut = 0;
            for (int i = 0; i < most; i++)
            {
                int code = order[side == 0 ? i : count - 1 - i];
                lg += g[code];
                lh += h[code];
                ln += n[code];
                sinceCut += n[code];
                double rg = node.G - lg, rh = node.H - lh, rn = node.Count - ln;
                if (ln < minRows || lh < minHessian || sinceCut < step) continue;
                if (rn < minRows || rh < minHessian || rn < step) break;
                sinceCut = 0;
                double gain = Gain(new(lg, lh, ln), new(rg, rh, rn), lambda, bounds, 0) - parent;
                if (!(gain > floor)) continue;
                floor = gain;
                (cut, fromTop, nameLeft) = (i, side == 1, ln < rn);
                best.Gain = gain;
                best.Column = column;
                best.Code = -1;
                best.LeftSums = new(lg, lh, ln);
            }
        }
        if (cut < 0) return;
        // The categories named by the cut go left and all others right, among them those that were not asked. A missing value goes
        // where the missing rows of this node went; where there were none, it goes to the larger side, as does a category without rows.
        best.Left = default;
        bool missingNamed = false;
        for (int i = 0; i <= cut; i++)
        {
            int code = order[fromTop ? count - 1 - i : i];
            best.Left.Add(code);
            missingNamed |= code == bins;
        }
        bool missingHere = slots > bins && !unpacked.IsEmpty(bins);
        best.MissingLeft = missingHere ? missingNamed : !nameLeft;
        for (int code = 0; code < slots; code++)
            if (unpacked.IsEmpty(code) && best.MissingLeft) best.Left.Add(code);
    }

    private double Gain(NodeSums left, NodeSums right, double lambda, (double Low, double High) bounds, int direction)
    {
        if (direction != 0)
        {
            double below = Value(left, bounds.Low, bounds.High), above = Value(right, bounds.Low, bounds.High);
            if (direction > 0 ? below > above : below < above) return double.NegativeInfinity;
        }
        return Saving(left, lambda, bounds) + Saving(right, lambda, bounds);
    }

    private double Saving(NodeSums sums, double lambda, (double Low, double High) bounds)
    {
        double curve = sums.H + lambda;
        if (curve <= 0) return 0;
        double slope = Soft(sums.G);
        if (!options.IsConstrained) return slope * slope / curve;
        double w = Math.Clamp(-slope / curve, bounds.Low, bounds.High);
        return -(2 * sums.G * w + curve * w * w + 2 * l1 * Math.Abs(w));
    }

    private double Soft(double gradient) => l1 == 0 ? gradient : Math.Sign(gradient) * Math.Max(Math.Abs(gradient) - l1, 0);
}
