using Kolosal.Learning;
using Kolosal.Learning.Calibration;
using Kolosal.Learning.Import;
using Kolosal.Learning.Trees;
using Microsoft.ML.Trainers.FastTree;
using PlattCalibrator = Microsoft.ML.Calibrators.PlattCalibrator;

namespace Kolosal.Engines.MlNet;

/// <summary>ML.NET's trees as ours.</summary>
/// <remarks>A value, rounded to float32, goes left up to the threshold. A negative child is a leaf, −1 the first. The library keeps no
/// weights of nodes, so the rows are sent down once more to find them: attributions need them.</remarks>
internal static class MlNetTrees
{
    private const int RowsPerPoll = 256;

    /// <summary>The trees, each leaf times its tree's weight; the bias is apart.</summary>
    public static TreeEnsemble Of<TTree>(TreeEnsemble<TTree> ensemble, TrainingSet rows, CancellationToken cancel) where TTree : RegressionTreeBase
    {
        var builder = new TreeEnsembleBuilder(rows.Columns.Length, 1);
        AddAll(builder, ensemble, (slot, threshold) => SlotQuestion.Up(slot, UpTo(threshold), missingLeft: false));
        return Covered(builder.Build(), rows, cancel);
    }

    /// <summary>Trees that ask columns where the library's ask slots of its features; they know no weights of nodes.</summary>
    public static TreeEnsemble Of<TTree>(TreeEnsemble<TTree> ensemble, MlNetSlots slots) where TTree : RegressionTreeBase
    {
        var builder = new TreeEnsembleBuilder(slots.Columns, 1);
        AddAll(builder, ensemble, slots.Ask);
        return builder.Build();
    }

    /// <summary>A model of numbers: unit centre + spread · (bias + Σ leaves).</summary>
    public static IPredictor Numbers(TreeEnsemble trees, double bias, TargetUnit unit) =>
        new GradientBoostingModel(trees.WithValues(value => unit.Spread * value), StoredLoss.Squared, [unit.Restore(bias)]);

    /// <summary>A model of numbers that is the mean of its trees: the library adds up and then divides.</summary>
    public static IPredictor Means(TreeEnsemble trees, double bias, TargetUnit unit) =>
        Numbers(trees.WithValues(value => value / trees.Trees), bias / trees.Trees, unit);

    /// <summary>A model of two classes whose score the library has calibrated: p = 1 / (1 + exp(slope · score + offset)).</summary>
    public static IPredictor Classes(TreeEnsemble trees, double bias, PlattCalibrator calibrator) =>
        Classes(trees, bias, calibrator.Slope, calibrator.Offset);

    /// <summary>A model of two classes whose score becomes a probability by Platt's line through the scores of the rows it was learnt
    /// from.</summary>
    public static IPredictor Calibrated(TreeEnsemble trees, double bias, TrainingSet rows)
    {
        var scores = new double[rows.Rows];
        for (int row = 0; row < scores.Length; row++)
        {
            scores[row] = bias;
            for (int tree = 0; tree < trees.Trees; tree++) scores[row] += trees.Values[trees.Children[trees.LeafOf(tree, rows.Row(row))]];
        }
        var (slope, offset) = PlattScaling.Fit(scores, Array.ConvertAll(rows.Labels.ToArray(), label => label == 1), rows.Weights.Span);
        return Classes(trees, bias, slope, offset);
    }

    private static GradientBoostingModel Classes(TreeEnsemble trees, double bias, double slope, double offset) =>
        new(trees.WithValues(value => -slope * value), StoredLoss.Logistic, [-(slope * bias + offset)]);

    private static void AddAll<TTree>(TreeEnsembleBuilder builder, TreeEnsemble<TTree> ensemble, Func<int, float, SlotQuestion> ask)
        where TTree : RegressionTreeBase
    {
        for (int tree = 0; tree < ensemble.Trees.Count; tree++) Add(builder, ensemble.Trees[tree], ensemble.TreeWeights[tree], ask);
    }

    private static void Add(TreeEnsembleBuilder builder, RegressionTreeBase tree, double weight, Func<int, float, SlotQuestion> ask)
    {
        int asked = 0;
        var open = new Stack<(int From, int To)>();
        open.Push((tree.NumberOfNodes == 0 ? -1 : 0, builder.Open(0)));
        while (open.TryPop(out var node))
        {
            var (from, to) = node;
            while (from >= 0)
            {
                if (++asked > tree.NumberOfNodes) throw new InvalidDataException("A tree of the ML.NET archive goes round in a circle.");
                var question = ask(tree.NumericalSplitFeatureIndexes[from], tree.NumericalSplitThresholds[from]);
                if (question.Always is { } left)
                {
                    from = left ? tree.LeftChild[from] : tree.RightChild[from];
                    continue;
                }
                int child = question.Split(builder, to, Math.Max(0, tree.SplitGains[from]));
                open.Push((tree.RightChild[from], child + 1));
                (from, to) = (tree.LeftChild[from], child);
            }
            builder.Leaf(to, [weight * tree.LeafValues[~from]]);
        }
        builder.Close();
    }

    /// <summary>The largest number that, rounded to float32, is at most a threshold.</summary>
    internal static double UpTo(float threshold) => FloatThreshold.Below(MathF.BitIncrement(threshold));

    /// <summary>The trees with the weight of the rows that reach each node.</summary>
    internal static TreeEnsemble Covered(TreeEnsemble trees, TrainingSet rows, CancellationToken cancel)
    {
        var covers = new double[trees.Columns.Length];
        for (int row = 0; row < rows.Rows; row++)
        {
            if (row % RowsPerPoll == 0) cancel.ThrowIfCancellationRequested();
            double weight = rows.Weight(row);
            var values = rows.Row(row);
            for (int tree = 0; weight > 0 && tree < trees.Trees; tree++)
            {
                int at = trees.Roots[tree];
                covers[at] += weight;
                while (trees.Columns[at] >= 0)
                {
                    at = trees.Children[at] + (trees.GoesLeft(at, values[trees.Columns[at]]) ? 0 : 1);
                    covers[at] += weight;
                }
            }
        }
        for (int node = 0; node < covers.Length; node++) trees.Covers[node] = (float)covers[node];
        return trees;
    }
}
