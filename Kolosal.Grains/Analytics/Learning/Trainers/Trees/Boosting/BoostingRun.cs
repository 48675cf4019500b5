using Kolosal.Numerics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Trees;

/// <summary>One fit, round by round.</summary>
internal sealed class BoostingRun
{
    private const int BlockRows = 4096;
    private readonly GradientBoostingOptions options;
    private readonly BoostingProblem problem;
    private readonly BinnedMatrix matrix;
    private readonly TargetStatistics[] statistics; // behind the columns of the rows
    private readonly int inputs;
    private readonly QuantisedGradients words;
    private readonly TreeGrower grower;
    private readonly WorkerTeam team;
    private readonly CancellationToken cancel;
    private readonly ulong seed;
    private readonly TreeDropout dropout;
    private readonly double[] baseScores;
    private readonly int[] learning;   // rows that trees may see, ascending; empty when they are all rows
    private readonly int[] validation; // rows that only judge
    private readonly double share;     // of the learning rows, seen by each round
    private readonly List<BinnedTree> trees = [];
    private int[]? drawn;

    public BoostingRun(TrainingSet rows, Objective objective, GradientBoostingOptions options, ulong seed, WorkerTeam team, CancellationToken cancel)
    {
        (this.options, this.seed, this.team, this.cancel) = (options, seed, team, cancel);
        dropout = new(options.DropRate, options.LearningRate, seed);
        var targets = new double[rows.Rows];
        if (rows.Task == LearningTask.Regression) rows.Targets.CopyTo(targets);
        else System.Numerics.Tensors.TensorPrimitives.ConvertChecked<int, double>(rows.Labels.Span, targets);
        double[] weights = rows.Weights.ToArray();
        problem = new(objective, targets, weights);
        (learning, validation) = ChooseRows();
        inputs = rows.Columns.Length;
        statistics = TargetStatistics.Fit(rows, learning, options, seed, team, cancel);
        matrix = BinnedMatrix.Fit(rows.Features, rows.Columns, rows.Weights, options.MaxBins, seed, team, cancel);
        if (statistics.Length > 0) matrix = matrix.With(statistics, c => !options.CodesByTarget(rows.Columns[c]) || options.Sorts(rows.Columns[c]));
        baseScores = BaseScores(objective, targets, weights);
        for (int k = 0; k < baseScores.Length; k++) Array.Fill(problem.Scores[k], baseScores[k]);
        share = ShareOfRows(objective.RelativeInformation(baseScores));
        objective.Prepare(problem.Rows);
        words = new(problem.Rows, problem.Rows <= QuantisedGradients.WideRows);
        grower = new(matrix, [.. Enumerable.Range(0, inputs), .. statistics.Select(s => s.Source)], options, problem, words, team, cancel);
    }

    /// <summary>Runs the rounds and keeps the best.</summary>
    public GradientBoostingModel Run()
    {
        int outputs = problem.Objective.Scores, keep = 0, since = 0;
        double best = validation.Length > 0 ? ValidationLoss() : double.PositiveInfinity;
        for (int round = 0; round < options.Trees; round++)
        {
            cancel.ThrowIfCancellationRequested();
            bool learnt = Round(round);
            if (validation.Length == 0)
            {
                keep = trees.Count;
                // Nothing left to learn, and the next round would see the very same rows and columns.
                if (!learnt && options.DropRate == 0 && share >= 1 && options.ColumnSample >= 1) break;
                continue;
            }
            double loss = ValidationLoss();
            if (loss < best) (best, keep, since) = (loss, trees.Count, 0);
            else if (++since >= options.EarlyStoppingRounds) break;
        }

        var builder = new TreeEnsembleBuilder(inputs, 1);
        foreach (var tree in trees[..keep]) builder.Add(tree, matrix.Bins, statistics);
        return new(builder.Build(), problem.Objective.Stored, baseScores);
    }

    private bool Round(int round)
    {
        int outputs = problem.Objective.Scores;
        int[] dropped = dropout.Choose(round);
        foreach (int earlier in dropped)
            for (int k = 0; k < outputs; k++) AddToScores(trees[earlier * outputs + k], k, -1);

        problem.Objective.Measure(problem, learning);
        Blocks((from, to) => problem.Objective.BeginRound(problem.Scores, from, to));
        var sample = Sample(round);
        bool learnt = false;
        for (int k = 0; k < outputs; k++)
        {
            ulong stream = SeededRandom.Derive(seed, (ulong)round * (ulong)outputs + (ulong)k);
            words.Fill(problem, k, sample.Length > 0 ? sample.Length : problem.Rows, (uint)stream, team, cancel);
            var tree = grower.Grow(sample, stream);
            if (problem.Objective.RefitsLeaves) Refit(tree);
            tree.Weight = dropout.NewWeight(dropped.Length);
            AddToScores(tree, k, 1);
            trees.Add(tree);
            learnt |= tree.Nodes.Count > 1 || Math.Abs(tree.Nodes[0].Value) > 1e-9;
        }
        foreach (int earlier in dropped)
            for (int k = 0; k < outputs; k++)
            {
                var tree = trees[earlier * outputs + k];
                tree.Weight *= dropout.OldShare(dropped.Length);
                AddToScores(tree, k, 1);
            }
        return learnt;
    }

    private void AddToScores(BinnedTree tree, int output, int sign) =>
        new ScoreUpdater(matrix, tree, sign * tree.Weight).AddTo(problem.Scores[output], Blocks);

    private void Refit(BinnedTree tree)
    {
        var leaves = tree.Nodes.Where(node => node.Left < 0).ToArray();
        team.Run(leaves.Length, i =>
        {
            cancel.ThrowIfCancellationRequested();
            var rows = grower.Partition.Of(leaves[i].Start, leaves[i].Rows);
            var residuals = new double[rows.Length];
            var weights = new double[rows.Length];
            for (int j = 0; j < rows.Length; j++)
            {
                residuals[j] = problem.Targets[rows[j]] - problem.Scores[0][rows[j]];
                weights[j] = problem.WeightOf(rows[j]);
            }
            if (rows.Length > 0) leaves[i].Value = Math.Clamp(problem.Objective.Refit(residuals, weights), leaves[i].Low, leaves[i].High);
        });
    }

    private double ShareOfRows(double information)
    {
        if (options.MaxRowsPerLeaf == 0) return options.RowSample;
        double leaves = options.MaxDepth is > 0 and < 16 ? Math.Min(options.MaxLeaves, 1 << options.MaxDepth) : options.MaxLeaves;
        double maxRows = Math.Max(QuantisedGradients.WideRows, options.MaxRowsPerLeaf * leaves) / information;
        return Math.Min(options.RowSample, maxRows / (learning.Length > 0 ? learning.Length : problem.Rows));
    }

    // Each row is drawn by its own number and the round's, so that the draw does not depend on how rows are spread over threads.
    private ReadOnlySpan<int> Sample(int round)
    {
        if (share >= 1) return learning;
        ulong stream = SeededRandom.Derive(seed ^ 0x5A4D91E, (ulong)round), limit = (ulong)(share * ulong.MaxValue);
        int candidates = learning.Length > 0 ? learning.Length : problem.Rows, blocks = (candidates + BlockRows - 1) / BlockRows;
        drawn ??= new int[blocks * BlockRows];
        int[] chosen = drawn, counts = new int[blocks];
        team.Run(blocks, block =>
        {
            int count = 0, first = block * BlockRows;
            for (int i = first; i < Math.Min(candidates, first + BlockRows); i++)
            {
                int row = learning.Length > 0 ? learning[i] : i;
                chosen[first + count] = row;
                if (IsDrawn(row, stream, limit)) count++;
            }
            counts[block] = count;
        });
        int total = 0;
        for (int block = 0; block < blocks; block++)
        {
            Array.Copy(chosen, block * BlockRows, chosen, total, counts[block]);
            total += counts[block];
        }
        if (total > 0) return chosen.AsSpan(0, total);
        chosen[0] = learning.Length > 0 ? learning[0] : 0;
        return chosen.AsSpan(0, 1);
    }

    // The finaliser of SplitMix64 (Steele et al., OOPSLA 2014).
    private static bool IsDrawn(int row, ulong stream, ulong limit)
    {
        ulong z = stream + (ulong)row * 0x9E3779B97F4A7C15UL;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ z >> 27) * 0x94D049BB133111EBUL;
        return (z ^ z >> 31) <= limit;
    }

    private (int[] Learning, int[] Validation) ChooseRows()
    {
        var weights = problem.Weights;
        bool someCountNothing = weights.Contains(0);
        if (!someCountNothing && options.EarlyStoppingRounds == 0) return ([], []);

        var counted = new List<int>(problem.Rows);
        for (int row = 0; row < problem.Rows; row++)
            if (weights.IsEmpty || weights[row] > 0) counted.Add(row);
        if (options.EarlyStoppingRounds == 0) return ([.. counted], []);

        var kept = new HashSet<int>();
        var random = new SeededRandom(seed, stream: 0xE57);
        bool classes = problem.Objective is LogisticObjective or SoftmaxObjective;
        foreach (var group in counted.GroupBy(row => classes ? problem.Targets[row] : 0).OrderBy(group => group.Key))
        {
            int[] rows = [.. group];
            int share = (int)Math.Round(rows.Length * options.ValidationShare);
            for (int i = 0; i < share; i++)
            {
                int j = i + random.Next(rows.Length - i);
                (rows[i], rows[j]) = (rows[j], rows[i]);
                kept.Add(rows[i]);
            }
        }
        if (kept.Count == 0 || kept.Count == counted.Count)
            throw new TrainingException($"Early stopping keeps {options.ValidationShare:P0} of the rows to judge by, and {counted.Count} rows are "
                + "too few for that; turn it off.");
        return ([.. counted.Where(row => !kept.Contains(row))], [.. kept.Order()]);
    }

    private double[] BaseScores(Objective objective, double[] targets, double[] weights)
    {
        if (options.StartScore is { } given)
        {
            var all = new double[objective.Scores];
            Array.Fill(all, given);
            return all;
        }
        if (learning.Length == 0) return objective.BaseScores(targets, weights);
        return objective.BaseScores(Array.ConvertAll(learning, row => targets[row]),
            weights.Length == 0 ? [] : Array.ConvertAll(learning, row => weights[row]));
    }

    private double ValidationLoss()
    {
        int blocks = (validation.Length + BlockRows - 1) / BlockRows;
        var part = new double[blocks];
        team.Run(blocks, block =>
        {
            Span<double> scores = stackalloc double[Math.Min(problem.Scores.Length, 64)];
            if (problem.Scores.Length > 64) scores = new double[problem.Scores.Length];
            for (int i = block * BlockRows; i < Math.Min(validation.Length, (block + 1) * BlockRows); i++)
            {
                for (int k = 0; k < scores.Length; k++) scores[k] = problem.Scores[k][validation[i]];
                part[block] += problem.WeightOf(validation[i]) * problem.Objective.Loss(problem.Targets[validation[i]], scores);
            }
        });
        return part.Sum();
    }

    private void Blocks(Action<int, int> body) => team.Run((problem.Rows + BlockRows - 1) / BlockRows, block =>
    {
        cancel.ThrowIfCancellationRequested();
        body(block * BlockRows, Math.Min(problem.Rows, (block + 1) * BlockRows));
    });
}
