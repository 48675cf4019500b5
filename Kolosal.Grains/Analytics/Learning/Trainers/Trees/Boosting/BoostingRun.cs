using Kolosal.Numerics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Trees;

/// <summary>One fit, round by round.</summary>
internal sealed class BoostingRun
{
    private const int BlockRows = 4096;

    // A tree of one leaf that moves the raw scores by less changes no output that a reader could tell: its gradients are those of the optimum.
    private const double MinMove = 1e-9;

    private readonly GradientBoostingOptions options;
    private readonly BoostingProblem problem;
    private readonly BinnedMatrix matrix;
    private readonly TargetStatistics[] statistics; // behind the columns of the rows
    private readonly int inputs;
    private readonly QuantisedGradients gradients;
    private readonly TreeGrower grower;
    private readonly WorkerTeam team;
    private readonly CancellationToken cancel;
    private readonly ulong seed;
    private readonly TreeDropout dropout;
    private readonly double[] baseScores;
    private readonly int[] learning;   // rows that trees may see, ascending; empty when they are all rows
    private readonly int[] validation; // rows that only judge
    private readonly List<BinnedTree> trees = [];
    private readonly RowSampler sampler;
    private readonly GradientSampler? gradientSampler;

    public BoostingRun(TrainingSet rows, Objective objective, GradientBoostingOptions options, ulong seed, WorkerTeam team, CancellationToken cancel)
    {
        (this.options, this.seed, this.team, this.cancel) = (options, seed, team, cancel);
        dropout = new(options.DropRate, options.LearningRate, seed);
        var targets = new double[rows.Rows];
        if (rows.Task == LearningTask.Regression) rows.Targets.CopyTo(targets);
        else System.Numerics.Tensors.TensorPrimitives.ConvertChecked<int, double>(rows.Labels.Span, targets);
        double[] weights = rows.Weights.ToArray();
        problem = new(objective, targets, weights);
        (learning, validation) = ValidationSplit.Of(problem, options, seed);
        inputs = rows.Columns.Length;
        statistics = TargetStatistics.Fit(rows, learning, options, seed, team, cancel);
        matrix = BinnedMatrix.Fit(rows.Features, rows.Columns, rows.Weights, options.MaxBins, seed, team, cancel);
        if (statistics.Length > 0) matrix = matrix.With(statistics, c => !options.CodesByTarget(rows.Columns[c]) || options.Sorts(rows.Columns[c]));
        baseScores = BaseScores(objective, targets, weights);
        for (int k = 0; k < baseScores.Length; k++) Array.Fill(problem.Scores[k], baseScores[k]);
        sampler = new(learning, problem.Rows, options, objective.RelativeInformation(baseScores), seed, team);
        if (options.Sampling == RowSampling.GradientBased) gradientSampler = new(learning, problem.Rows, options, seed, team);
        objective.Prepare(problem.Rows);
        gradients = new(problem.Rows, problem.Rows <= QuantisedGradients.MaxWideRows);
        grower = new(matrix, [.. Enumerable.Range(0, inputs), .. statistics.Select(s => s.Source)], options, gradients, team, cancel);
    }

    /// <summary>Runs the rounds and keeps the best.</summary>
    /// <param name="unit">What the targets were changed into; the model answers in their own.</param>
    public GradientBoostingModel Run(TargetUnit unit)
    {
        int keep = 0, since = 0;
        double best = validation.Length > 0 ? ValidationLoss() : double.PositiveInfinity;
        for (int round = 0; round < options.Trees; round++)
        {
            cancel.ThrowIfCancellationRequested();
            bool learnt = Round(round);
            if (validation.Length == 0)
            {
                keep = trees.Count;
                // Nothing left to learn, and the next round would see the very same rows and columns.
                if (!learnt && options.DropRate == 0 && gradientSampler is null && sampler.SeesAll && options.ColumnSample >= 1) break;
                continue;
            }
            double loss = ValidationLoss();
            if (loss < best) (best, keep, since) = (loss, trees.Count, 0);
            else if (++since >= options.EarlyStoppingRounds) break;
        }

        var builder = new TreeEnsembleBuilder(inputs, 1);
        foreach (var tree in trees[..keep]) builder.Add(tree, matrix.Bins, statistics);
        double spread = unit.Spread;
        return new(builder.Build().WithValues(value => spread * value), problem.Objective.Stored, Array.ConvertAll(baseScores, unit.Restore));
    }

    private bool Round(int round)
    {
        int outputs = problem.Objective.Scores;
        int[] dropped = dropout.Choose(round);
        foreach (int earlier in dropped)
            for (int k = 0; k < outputs; k++) AddToScores(trees[earlier * outputs + k], k, -1);

        problem.Objective.Measure(problem, learning);
        Blocks((from, to) => problem.Objective.BeginRound(problem.Scores, from, to));
        var sample = gradientSampler is null ? sampler.Draw(round) : gradientSampler.Draw(round, problem);
        bool learnt = false;
        for (int k = 0; k < outputs; k++)
        {
            ulong stream = SeededRandom.Derive(seed, (ulong)round * (ulong)outputs + (ulong)k);
            gradients.Quantise(problem, k, sample.Length > 0 ? sample.Length : problem.Rows, (uint)stream, team, cancel);
            var tree = grower.Grow(sample, stream);
            if (problem.Objective.RefitsLeaves) Refit(tree);
            tree.Weight = dropout.NewWeight(dropped.Length);
            AddToScores(tree, k, 1);
            trees.Add(tree);
            learnt |= tree.Nodes.Count > 1 || Math.Abs(tree.Nodes[0].Value) > MinMove;
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
                weights[j] = problem.DrawnWeightOf(rows[j]);
            }
            if (rows.Length > 0) leaves[i].Value = Math.Clamp(problem.Objective.Refit(residuals, weights), leaves[i].Low, leaves[i].High);
        });
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
