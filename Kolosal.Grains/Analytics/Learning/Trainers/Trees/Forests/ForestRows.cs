using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Kolosal.Numerics;

namespace Kolosal.Learning.Trees;

/// <summary>Binned rows with what is to be learnt, shared by all trees of a forest.</summary>
internal sealed class ForestRows
{
    private readonly double[] weights, features;
    private readonly int width;
    private readonly double[][] lowest, highest; // the smallest and largest value in each bin of each number column

    public ForestRows(TrainingSet rows, int maxBins, ulong seed, WorkerTeam team, CancellationToken cancel)
    {
        features = MemoryMarshal.TryGetArray(rows.Features, out var whole) && whole.Offset == 0 ? whole.Array! : rows.Features.ToArray();
        width = rows.Columns.Length;
        Matrix = BinnedMatrix.Fit(rows.Features, rows.Columns, rows.Weights, maxBins, seed, team, cancel);
        Task = rows.Task;
        Outputs = rows.Outputs;
        Targets = rows.Task == LearningTask.Regression ? rows.Targets.ToArray() : Array.ConvertAll(rows.Labels.ToArray(), label => (double)label);
        weights = rows.Weights.ToArray();
        Columns = [.. Enumerable.Range(0, Matrix.Columns.Length).Where(c => Matrix.Slots(c) > 1)];
        (lowest, highest) = (new double[Matrix.Columns.Length][], new double[Matrix.Columns.Length][]);
        CategoryRanks = new double[Matrix.Columns.Length][];
        team.Run(Matrix.Columns.Length, c =>
        {
            MeasureBins(rows, c, cancel);
            CategoryRanks[c] = Matrix.Bins[c].IsCategorical ? RankCategories(c) : [];
        });
    }

    public BinnedMatrix Matrix { get; }

    public LearningTask Task { get; }

    public int Outputs { get; }

    /// <summary>Class index or number of each row.</summary>
    public double[] Targets { get; }

    /// <summary>The columns that are not constant.</summary>
    public int[] Columns { get; }

    /// <summary>For each column of categories the place of each code, missing included,
    /// when they are ordered by their mean target; rare ones stay in the middle.</summary>
    public double[][] CategoryRanks { get; }

    /// <summary>A value as it was given; NaN is missing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Value(int row, int column) => features[row * width + column];

    public double WeightOf(int row) => weights.Length == 0 ? 1 : weights[row];

    /// <summary>The smallest value of a bin that holds rows.</summary>
    public double LowestOf(int column, int bin) => lowest[column][bin];

    /// <summary>The largest value of a bin that holds rows.</summary>
    public double HighestOf(int column, int bin) => highest[column][bin];

    private void MeasureBins(TrainingSet rows, int column, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var bins = Matrix.Bins[column];
        (lowest[column], highest[column]) = (new double[bins.Bins], new double[bins.Bins]);
        if (bins.IsCategorical) return;
        Array.Fill(lowest[column], double.PositiveInfinity);
        Array.Fill(highest[column], double.NegativeInfinity);
        var features = rows.Features.Span;
        byte[] codes = Matrix.Columns[column];
        for (int r = 0, at = column; r < codes.Length; r++, at += rows.Columns.Length)
        {
            int bin = codes[r];
            if (bin == bins.Bins) continue;
            lowest[column][bin] = Math.Min(lowest[column][bin], features[at]);
            highest[column][bin] = Math.Max(highest[column][bin], features[at]);
        }
    }

    // A category's mean is shrunk to that of all rows as if so many rows more had been seen, since one of a few rows says little about
    // itself: of a share of ½ a hundred rows tell ten points either way with two standard errors. 100 is LightGBM's min_data_per_group, too.
    private const double Shrinkage = 100;

    private double[] RankCategories(int column)
    {
        int codes = Matrix.Bins[column].Bins + 1;
        double[] weight = new double[codes], targetSums = new double[codes];
        double all = 0, targetSum = 0;
        byte[] code = Matrix.Columns[column];
        int commonest = Task == LearningTask.Multiclass ? Commonest() : -1;
        for (int r = 0; r < code.Length; r++)
        {
            double w = WeightOf(r), y = w * (commonest < 0 ? Targets[r] : Targets[r] == commonest ? 1 : 0);
            weight[code[r]] += w;
            targetSums[code[r]] += y;
            all += w;
            targetSum += y;
        }
        double[] means = [.. weight.Select((w, k) => (targetSums[k] + Shrinkage * targetSum / all) / (w + Shrinkage))];
        int[] order = [.. Enumerable.Range(0, codes).OrderBy(k => means[k]).ThenBy(k => k)];
        var ranks = new double[codes];
        for (int rank = 0; rank < codes; rank++) ranks[order[rank]] = rank;
        return ranks;
    }

    private int Commonest()
    {
        var weight = new double[Outputs];
        for (int r = 0; r < Targets.Length; r++) weight[(int)Targets[r]] += WeightOf(r);
        return Array.IndexOf(weight, weight.Max());
    }
}
