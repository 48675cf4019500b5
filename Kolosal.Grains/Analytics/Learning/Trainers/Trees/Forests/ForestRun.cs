using Kolosal.Numerics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Trees;

/// <summary>Grows the trees of a forest, each from a seed of its own, and puts them together in their order.</summary>
internal static class ForestRun
{
    // Trees on bootstrap samples that look at all columns are alike (bagging). Breiman 2001 drew a third for numbers, which on few columns is too
    // few; on validation cuts of training parts a half beat all columns on each of three tables and for every seed, in half the time.
    private const double RegressionColumnShare = 0.5;

    public static ForestModel Fit(TrainingSet rows, ForestOptions options, ulong seed, CancellationToken cancel)
    {
        if (rows.Rows < 2) throw new TrainingException($"A tree needs at least two rows, got {rows.Rows}; add rows or use the prior.");
        if (options.Tree.BalancedClasses) rows = Balanced(rows);
        Check(rows, options.Tree);
        var unit = Unit(rows, options.Tree);
        if (rows.Task == LearningTask.Regression) rows = unit.Standardise(rows);
        using var team = new WorkerTeam(options.Threads);
        var data = new ForestRows(rows, options.Tree.MaxBins, seed, team, cancel);
        double share = options.ColumnShare ?? (rows.Task != LearningTask.Regression ? 0 : options.Tree.RandomCuts ? 1 : RegressionColumnShare);
        var treeOptions = options.Tree with { ColumnShare = share };
        var growers = new System.Collections.Concurrent.ConcurrentBag<ForestTreeGrower>();
        var trees = new TreeEnsemble[options.Trees];
        team.Run(options.Trees, t =>
        {
            if (!growers.TryTake(out var grower)) grower = new(data, treeOptions, isAlone: options.Trees == 1);
            trees[t] = grower.Grow(options.Bootstrap ? Draw(rows, DrawSeed(seed, t)) : [],
                SeededRandom.Derive(seed ^ 0xF07E57, (ulong)t), cancel);
            growers.Add(grower);
        });
        double outOfBag = options.OutOfBag ? OutOfBagScore(rows, trees, seed, team, cancel) : double.NaN;
        var joined = TreeEnsembleBuilder.Join(trees);
        return new(rows.Task == LearningTask.Regression ? joined.WithValues(unit.Restore) : joined, outOfBag);
    }

    /// <summary>The sequence of pruned trees of one tree on all rows.</summary>
    public static ImmutableArray<PruningStep> PruningPath(TrainingSet rows, DecisionTreeOptions options, CancellationToken cancel)
    {
        if (options.BalancedClasses) rows = Balanced(rows);
        Check(rows, options);
        var unit = Unit(rows, options);
        if (rows.Task == LearningTask.Regression) rows = unit.Standardise(rows);
        using var team = new WorkerTeam(1);
        var path = new ForestTreeGrower(new(rows, options.MaxBins, seed: 0, team, cancel), options, isAlone: true)
            .PruningPath(SeededRandom.Derive(0xF07E57, 0), cancel);
        double loss = options.RegressionCriterion == RegressionCriterion.SquaredError ? unit.Spread * unit.Spread : unit.Spread;
        return [.. path.Select(step => step with { Alpha = loss * step.Alpha, Loss = loss * step.Loss })];
    }

    /// <summary>What targets are grown on in: sums of squares about an offset would lose the digits below it.</summary>
    internal static TargetUnit Unit(TrainingSet rows, DecisionTreeOptions options)
    {
        if (rows.Task != LearningTask.Regression) return TargetUnit.Own;
        var unit = TargetUnit.Of(rows).Rounded();
        return options.RegressionCriterion == RegressionCriterion.Poisson ? unit with { Center = 0 } : unit;
    }

    private static void Check(TrainingSet rows, DecisionTreeOptions options)
    {
        if (rows.Task != LearningTask.Regression || options.RegressionCriterion != RegressionCriterion.Poisson) return;
        foreach (double target in rows.Targets.Span)
            if (target < 0)
                throw new TrainingException(
                    $"The Poisson criterion needs targets of 0 or more, got {target}; choose the squared or the absolute error.");
    }

    private static TrainingSet Balanced(TrainingSet rows) => rows.Task == LearningTask.Regression ? rows
        : TrainingSet.Classification(rows.Features, rows.Columns, rows.Labels, rows.Classes, ClassWeights.Of(rows, ClassWeighting.Balanced));

    /// <summary>The seed of the rows that a tree of a forest sees.</summary>
    internal static ulong DrawSeed(ulong seed, int tree) => SeededRandom.Derive(seed, (ulong)tree);

    /// <summary>How often each row is drawn when as many are drawn, with replacement, as there are with a weight.</summary>
    internal static byte[] Draw(TrainingSet rows, ulong seed)
    {
        var random = new SeededRandom(seed);
        var times = new byte[rows.Rows];
        // 255 times the same row has no measurable probability; the bound only keeps the byte from turning over.
        for (int i = 0; i < times.Length; i++)
        {
            ref byte drawn = ref times[random.Next(times.Length)];
            if (drawn < byte.MaxValue) drawn++;
        }
        // All drawn rows may have weight 0 in a tiny set; then the tree sees every row.
        for (int row = 0; row < times.Length; row++)
            if (times[row] > 0 && rows.Weight(row) > 0) return times;
        Array.Fill(times, (byte)1);
        return times;
    }

    private static double OutOfBagScore(TrainingSet rows, TreeEnsemble[] trees, ulong seed, WorkerTeam team, CancellationToken cancel)
    {
        int outputs = rows.Outputs;
        var sums = new double[rows.Rows * outputs];
        var votes = new int[rows.Rows];
        var drawn = new byte[trees.Length][];
        team.Run(trees.Length, t => drawn[t] = Draw(rows, DrawSeed(seed, t)));
        const int Block = 512; // rows of a piece of parallel work
        team.Run((rows.Rows + Block - 1) / Block, block =>
        {
            cancel.ThrowIfCancellationRequested();
            for (int row = block * Block; row < Math.Min(rows.Rows, (block + 1) * Block); row++)
                for (int t = 0; t < trees.Length; t++)
                {
                    if (drawn[t][row] > 0) continue;
                    int leaf = trees[t].Children[trees[t].LeafOf(0, rows.Row(row))];
                    for (int k = 0; k < outputs; k++) sums[row * outputs + k] += trees[t].Values[leaf + k];
                    votes[row]++;
                }
        });
        return rows.Task == LearningTask.Regression ? RSquared(rows, sums, votes) : Accuracy(rows, sums, votes);
    }

    private static double Accuracy(TrainingSet rows, double[] sums, int[] votes)
    {
        double right = 0, all = 0;
        for (int row = 0; row < rows.Rows; row++)
        {
            if (votes[row] == 0) continue;
            int likeliest = System.Numerics.Tensors.TensorPrimitives.IndexOfMax<double>(sums.AsSpan(row * rows.Classes, rows.Classes));
            all += rows.Weight(row);
            if (likeliest == rows.Labels.Span[row]) right += rows.Weight(row);
        }
        return right / all;
    }

    private static double RSquared(TrainingSet rows, double[] sums, int[] votes)
    {
        double all = 0, mean = 0, residual = 0, spread = 0;
        var targets = rows.Targets.Span;
        for (int row = 0; row < rows.Rows; row++)
        {
            if (votes[row] == 0) continue;
            all += rows.Weight(row);
            mean += rows.Weight(row) * targets[row];
        }
        mean /= all;
        for (int row = 0; row < rows.Rows; row++)
        {
            if (votes[row] == 0) continue;
            residual += rows.Weight(row) * Math.Pow(targets[row] - sums[row] / votes[row], 2);
            spread += rows.Weight(row) * Math.Pow(targets[row] - mean, 2);
        }
        return 1 - residual / spread;
    }
}
