namespace Kolosal.Learning.Trees;

/// <summary>The best threshold of a column of numbers, whatever the options ask: monotone constraints, bounds, λ = 0, α.</summary>
/// <remarks>Missing values are tried on both sides (arXiv:1603.02754, §3.4); <see cref="PlainThresholdSearch"/> is the fast way.</remarks>
/// <param name="histogram">Of the column at hand.</param>
/// <param name="gain">What a split gains.</param>
internal sealed class ThresholdSearch(ColumnHistogram histogram, SplitGain gain)
{
    /// <summary>Offers the best split.</summary>
    /// <param name="column">The column.</param>
    /// <param name="bins">Its bins; the code of a missing value.</param>
    /// <param name="node">The node's sums.</param>
    /// <param name="minRows">Rows that each child needs.</param>
    /// <param name="bounds">The node's lower and upper bound of a leaf value.</param>
    /// <param name="direction">−1, 0 or 1: the output may only fall, is free, may only rise with the column.</param>
    /// <param name="best">Replaced when something better is found.</param>
    public void Find(int column, int bins, NodeSums node, double minRows, (double Low, double High) bounds, int direction, ref NodeSplit best)
    {
        double[] g = histogram.G, h = histogram.H, n = histogram.N;
        bool missing = histogram.HasMissing;
        double parent = gain.LeafGain(node, gain.L2, bounds), floor = SplitGain.Floor(best, parent);
        for (int pass = 0; pass < (missing ? 2 : 1); pass++)
        {
            bool missingLeft = pass == 1;
            double lg = 0, lh = 0, ln = 0;
            if (missingLeft) (lg, lh, ln) = (g[bins], h[bins], n[bins]);
            // Missing alone on the right is one more cut, after the last bin.
            int last = missing && !missingLeft ? bins : bins - 1;
            for (int code = 0; code < last; code++)
            {
                if (histogram.IsEmpty(code)) continue; // the same split as the cut before
                lg += g[code];
                lh += h[code];
                ln += n[code];
                double rg = node.G - lg, rh = node.H - lh, rn = node.Count - ln;
                if (ln < minRows || lh < gain.MinHessian) continue;
                if (rn < minRows || rh < gain.MinHessian) break;
                double here = gain.ChildrenGain(new(lg, lh, ln), new(rg, rh, rn), gain.L2, bounds, direction) - parent;
                if (!(here > floor)) continue;
                floor = here;
                best.Gain = here;
                best.Column = column;
                best.Code = code;
                best.LeftSums = new(lg, lh, ln);
                best.MissingLeft = missing ? missingLeft : ln >= rn;
            }
        }
    }
}
