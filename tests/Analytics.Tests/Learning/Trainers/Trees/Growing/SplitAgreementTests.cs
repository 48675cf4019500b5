using Kolosal.Statistics;

namespace Kolosal.Learning.Trees;

/// <summary>Three opinions on seeded random nodes: the fast search, the general one, and every cut asked one by one from the definition.</summary>
public class SplitAgreementTests
{
    private static readonly (double Low, double High) Free = (double.NegativeInfinity, double.PositiveInfinity);

    [Fact]
    public void Plain_general_and_exhaustive_search_agree()
    {
        var random = new SeededRandom(17);
        int found = 0, withMissing = 0;
        for (int trial = 0; trial < 3000; trial++)
        {
            var (g, h, n, missing) = Node(ref random);
            var options = new GradientBoostingOptions { L2 = random.Next(3), MinHessianPerLeaf = 1 + random.Next(4) };
            double minRows = 1 + random.Next(5);
            var (histogram, node) = GrowingRows.Histogram(g, h, n, missing);
            int bins = missing ? g.Length - 1 : g.Length;
            var gain = GrowingRows.Gain(options);
            NodeSplit plain = default, general = default;
            new PlainThresholdSearch(histogram, gain).Find(2, bins, node, minRows, ref plain);
            new ThresholdSearch(histogram, gain).Find(2, bins, node, minRows, Free, 0, ref general);
            Assert.Equal(general.Gain, plain.Gain); // to the last bit
            Assert.Equal((general.Column, general.Code, general.MissingLeft), (plain.Column, plain.Code, plain.MissingLeft));
            Assert.Equal(general.LeftSums, plain.LeftSums);
            AssertBest(general, Cuts(g, h, n, missing, options, minRows, Free, 0));
            if (!general.Exists) continue;
            found++;
            withMissing += histogram.HasMissing ? 1 : 0;
        }
        Assert.InRange(found, 1500, 3000);      // most nodes can be split,
        Assert.InRange(withMissing, 400, 3000); // and many of those miss values
    }

    [Fact]
    public void General_and_exhaustive_search_agree_under_constraints_bounds_and_alpha()
    {
        var random = new SeededRandom(18);
        int found = 0;
        for (int trial = 0; trial < 3000; trial++)
        {
            var (g, h, n, missing) = Node(ref random);
            int direction = random.Next(3) - 1;
            var options = new GradientBoostingOptions
            {
                L2 = random.Next(3),
                L1 = random.Next(3),
                MinHessianPerLeaf = random.Next(2),
                Monotone = [direction],
            };
            double minRows = 1 + random.Next(3);
            var bounds = random.Next(2) == 0 ? Free : (Low: -2 + random.NextDouble(), High: 2 * random.NextDouble());
            var (histogram, node) = GrowingRows.Histogram(g, h, n, missing);
            NodeSplit general = default;
            new ThresholdSearch(histogram, GrowingRows.Gain(options))
                .Find(0, missing ? g.Length - 1 : g.Length, node, minRows, bounds, direction, ref general);
            AssertBest(general, Cuts(g, h, n, missing, options, minRows, bounds, direction));
            found += general.Exists ? 1 : 0;
        }
        Assert.InRange(found, 1000, 3000);
    }

    private static (int[] G, int[] H, int[] N, bool Missing) Node(ref SeededRandom random)
    {
        bool missing = random.Next(3) == 0;
        int codes = 2 + random.Next(random.Next(2) == 0 ? 4 : 40) + (missing ? 1 : 0);
        int[] g = new int[codes], h = new int[codes], n = new int[codes];
        for (int code = 0; code < codes; code++)
        {
            if (random.Next(5) == 0) continue; // no row has the code
            n[code] = 1 + random.Next(6);
            h[code] = 1 + random.Next(4 * n[code]);
            g[code] = random.Next(41) - 20;
        }
        return (g, h, n, missing);
    }

    private static void AssertBest(NodeSplit found, List<(int Code, bool MissingLeft, double Gain)> cuts)
    {
        double best = cuts.Count == 0 ? 0 : cuts.Max(cut => cut.Gain);
        if (!found.Exists)
        {
            Assert.InRange(best, double.NegativeInfinity, 1e-6);
            return;
        }
        Assert.Equal(best, found.Gain, 1e-9 * Math.Max(1, best));
        // A cut with several descriptions, such as one behind an empty code, is as good by each.
        Assert.Contains(cuts, cut => cut.Code == found.Code && Math.Abs(cut.Gain - best) <= 1e-9 * Math.Max(1, best));
    }

    // Every cut and side for missing values: rows are summed anew for each, and what a leaf saves is the minimum over all its candidates.
    private static List<(int Code, bool MissingLeft, double Gain)> Cuts(int[] g, int[] h, int[] n, bool missing, GradientBoostingOptions options,
        double minRows, (double Low, double High) bounds, int direction)
    {
        int bins = missing ? g.Length - 1 : g.Length;
        var cuts = new List<(int, bool, double)>();
        for (int code = 0; code < bins; code++)
            foreach (bool missingLeft in missing ? new[] { false, true } : [false])
            {
                int[] left = [.. Enumerable.Range(0, g.Length).Where(c => c == bins ? missingLeft : c <= code)];
                int[] right = [.. Enumerable.Range(0, g.Length).Except(left)];
                int leftH = left.Sum(c => h[c]), rightH = right.Sum(c => h[c]);
                // Missing alone is tried on the right only: on the left it is the same cut the other way round.
                if (left.All(c => c == bins || n[c] == 0)) continue;
                if (left.Sum(c => n[c]) < minRows || right.Sum(c => n[c]) < minRows) continue;
                if (leftH < options.MinHessianPerLeaf || rightH < options.MinHessianPerLeaf) continue;
                var (low, saved) = Leaf(left.Sum(c => g[c]), leftH, options, bounds);
                var (high, savedToo) = Leaf(right.Sum(c => g[c]), rightH, options, bounds);
                if (direction * (high - low) < 0) continue;
                cuts.Add((code, missingLeft, saved + savedToo - Leaf(g.Sum(), h.Sum(), options, bounds).Saved));
            }
        return cuts;
    }

    // min over w in bounds of 2 G w + (H + λ) w² + 2 α |w|, a convex function: at an end, at the corner, or where a branch has slope 0.
    private static (double Value, double Saved) Leaf(double g, double h, GradientBoostingOptions options, (double Low, double High) bounds)
    {
        double curvature = h + options.L2;
        double[] candidates = [bounds.Low, bounds.High, 0, -(g + options.L1) / curvature, -(g - options.L1) / curvature];
        return candidates.Where(w => double.IsFinite(w) && w >= bounds.Low && w <= bounds.High)
            .Select(w => (w, -(2 * g * w + curvature * w * w + 2 * options.L1 * Math.Abs(w)))).MaxBy(leaf => leaf.Item2);
    }
}
