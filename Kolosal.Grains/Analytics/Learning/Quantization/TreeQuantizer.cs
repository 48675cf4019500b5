using Kolosal.Learning.Trees;

namespace Kolosal.Learning.Quantization;

/// <summary>Makes quantised trees of trees.</summary>
internal static class TreeQuantizer
{
    // Columns of nodes are kept in 16 bits.
    private const int MaxInputs = short.MaxValue;

    // Half precision counts without a gap up to here.
    private const int HalfShares = 2048;

    /// <exception cref="NotQuantizableException">They have no such form.</exception>
    public static QuantizedTrees Quantize(string trainer, ITreeModel model, ScorerPrecision precision)
    {
        var additive = model.AdditiveTrees;
        var trees = additive.Ensemble;
        if (trees.Inputs > MaxInputs)
            throw new NotQuantizableException($"Trees over {trees.Inputs} columns have no form in fewer bits; {MaxInputs} are the most.");
        if (trees.Width == 1 && additive.Scores > 1 && Enumerable.Range(0, trees.Trees).Any(tree => additive.ScoreOf(tree) != tree % additive.Scores))
            throw new NotQuantizableException($"The trees of '{trainer}' do not take turns among the classes, which the form in fewer bits needs.");
        bool shares = trees.Width > 1 && additive.Link == Link.Identity && Sums(trees);
        var (values, step) = shares ? Shares(trees, precision == ScorerPrecision.Float16 ? HalfShares : QuantizedNumbers.Largest(precision))
            : Numbers(trees, precision);
        return new(precision, With(trees, Thresholds(trees, precision), InOrder(trees, values, out int[] children), children),
            additive.BaseScores.ToArray(), additive.Scale * step, additive.Link);
    }

    private static (double[] Values, double Step) Numbers(TreeEnsemble trees, ScorerPrecision precision)
    {
        var numbers = QuantizedNumbers.Of(trees.Values, precision);
        return (numbers.Codes, numbers.Step);
    }

    private static bool Sums(TreeEnsemble trees)
    {
        for (int from = 0; from < trees.Values.Length; from += trees.Width)
        {
            double sum = 0;
            foreach (double share in trees.Values.AsSpan(from, trees.Width)) sum += share >= 0 ? share : double.NaN;
            if (!(Math.Abs(sum - 1) < 1e-6)) return false;
        }
        return true;
    }

    /// <summary>Shares in whole numbers that sum to the same in every leaf, by largest remainders.</summary>
    private static (double[] Values, double Step) Shares(TreeEnsemble trees, int whole)
    {
        var codes = new double[trees.Values.Length];
        for (int from = 0; from < codes.Length; from += trees.Width)
        {
            var own = trees.Values.AsSpan(from, trees.Width);
            double[] exact = [.. own.ToArray().Select(share => share * whole)];
            int left = whole;
            for (int k = 0; k < exact.Length; k++) left -= (int)(codes[from + k] = Math.Floor(exact[k]));
            foreach (int k in Enumerable.Range(0, exact.Length).OrderByDescending(k => exact[k] - Math.Floor(exact[k])).ThenBy(k =>
                k).Take(Math.Max(0, left)))
                codes[from + k]++;
        }
        return (codes, 1.0 / whole);
    }

    /// <summary>The thresholds that are kept: as they are where the codes can tell them apart, else near ones as one.</summary>
    private static double[] Thresholds(TreeEnsemble trees, ScorerPrecision precision)
    {
        int most = precision == ScorerPrecision.Int8 ? byte.MaxValue - 1 : ushort.MaxValue - 1;
        double[] kept = [.. trees.Thresholds];
        foreach (var column in Enumerable.Range(0, kept.Length)
            .Where(node => trees.Columns[node] >= 0 && (trees.Flags[node] & TreeEnsemble.Categorical) == 0).GroupBy(node => trees.Columns[node]))
        {
            if (precision == ScorerPrecision.Float16)
            {
                foreach (int node in column) kept[node] = Rounded(kept[node]);
                continue;
            }
            double[] own = [.. column.Select(node => trees.Thresholds[node]).Distinct().Order()];
            if (own.Length <= most) continue;
            // Runs of as many thresholds each, told by the middle one of each run.
            var place = own.Select((threshold, i) => (threshold, Run: (int)((long)i * most / own.Length))).ToDictionary(t => t.threshold, t => t.Run);
            double[] middles = [.. own.GroupBy(threshold => place[threshold]).Select(run => run.ElementAt(run.Count() / 2))];
            foreach (int node in column) kept[node] = middles[place[kept[node]]];
        }
        return kept;
    }

    // Beyond what half precision holds a threshold stays as it is: rounded to infinity, every row would go one way.
    private static double Rounded(double threshold) => (double)(Half)threshold is var half && double.IsFinite(half) ? half : threshold;

    /// <summary>Leaf values in the order of their leaves, so that a leaf's place need not be kept.</summary>
    private static double[] InOrder(TreeEnsemble trees, double[] values, out int[] children)
    {
        children = [.. trees.Children];
        var ordered = new List<double>(values.Length);
        for (int node = 0; node < children.Length; node++)
        {
            if (trees.Columns[node] >= 0) continue;
            int from = children[node];
            children[node] = ordered.Count;
            ordered.AddRange(values.AsSpan(from, trees.Width));
        }
        return [.. ordered];
    }

    private static TreeEnsemble With(TreeEnsemble trees, double[] thresholds, double[] values, int[] children) => new()
    {
        Inputs = trees.Inputs,
        Width = trees.Width,
        Roots = trees.Roots,
        Columns = trees.Columns,
        Thresholds = thresholds,
        Children = children,
        Flags = trees.Flags,
        Values = values,
        Sets = trees.Sets,
        Gains = new float[trees.Gains.Length],
        Covers = trees.Covers,
    };
}
