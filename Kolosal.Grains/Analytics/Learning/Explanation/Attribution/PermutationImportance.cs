using Kolosal.Learning.Metrics;
using Kolosal.Numerics;
using Kolosal.Statistics;
using MathNet.Numerics.Distributions;

namespace Kolosal.Learning.Explanation;

/// <summary>How much worse a model gets when one column is shuffled.</summary>
/// <param name="Column">The column.</param>
/// <param name="Drops">The loss of performance at every repeat; above 0 where the column helps, whatever the metric's direction.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="StandardDeviation">Their population standard deviation.</param>
/// <param name="Low">The lower end of Student's interval for the mean over shuffles; NaN for one repeat.</param>
/// <param name="High">The upper end.</param>
/// <param name="Level">The confidence level.</param>
public sealed record ColumnImportance(string Column, ImmutableArray<double> Drops, double Mean, double StandardDeviation, double Low, double High,
    double Level);

/// <summary>Permutation importance: performance minus performance with one column's values dealt to other rows.</summary>
/// <remarks>
/// Breiman, "Random Forests" (2001), §10; Fisher, Rudin and Dominici, "All models are wrong, but many are useful"
/// (2019), §3.2, for any model. The same shuffle of rows serves all columns of a repeat. The interval tells how
/// far the shuffles differ, not how far other rows would. Of columns that say the same none may seem needed.
/// </remarks>
public static class PermutationImportance
{
    /// <summary>Shuffles every column several times.</summary>
    /// <param name="model">The model; a group's values move together.</param>
    /// <param name="rows">Rows with what was true; best rows the model has not seen. Weights are honoured.</param>
    /// <param name="metric">What performance is.</param>
    /// <param name="repeats">Shuffles, ≥ 1.</param>
    /// <param name="seed">Of the shuffles.</param>
    /// <param name="level">Of the interval, above 0 and below 1.</param>
    /// <param name="cancel">Polled once a shuffled column.</param>
    /// <returns>One entry a group, in the model's order.</returns>
    public static ImmutableArray<ColumnImportance> Of(ModelFunction model, TrainingSet rows, Metric metric, int repeats = 10, ulong seed = 0,
        double level = 0.95,
        CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(repeats, 1);
        var random = new SeededRandom(seed);
        var permutations = new int[repeats][];
        for (int r = 0; r < repeats; r++)
        {
            permutations[r] = [.. Enumerable.Range(0, rows.Rows)];
            random.Shuffle<int>(permutations[r]);
        }
        return Of(model, rows, metric, permutations, level, cancel);
    }

    /// <summary>Shuffles every column by given permutations: row i gets the values of row permutation[i].</summary>
    /// <param name="model">The model; a group's values move together.</param>
    /// <param name="rows">Rows with what was true.</param>
    /// <param name="metric">What performance is.</param>
    /// <param name="permutations">At least one, each of all rows.</param>
    /// <param name="level">Of the interval, above 0 and below 1.</param>
    /// <param name="cancel">Polled once a shuffled column.</param>
    /// <returns>One entry a group, in the model's order.</returns>
    public static ImmutableArray<ColumnImportance> Of(ModelFunction model, TrainingSet rows, Metric metric, IReadOnlyList<int[]> permutations,
        double level = 0.95,
        CancellationToken cancel = default)
    {
        if (rows.Columns.Length != model.Inputs)
            throw new ArgumentException($"The model reads {model.Inputs} values a row, got {rows.Columns.Length}.", nameof(rows));
        if (permutations.Count == 0 || permutations.Any(p => p.Length != rows.Rows))
            throw new ArgumentException($"Need permutations of {rows.Rows} rows, at least one.", nameof(permutations));
        Require.Inside(level, 0, 1);
        double whole = metric.Loss(Scored(rows, model.Score(rows.Features.Span)));
        double[] shuffled = rows.Features.ToArray();
        var result = ImmutableArray.CreateBuilder<ColumnImportance>(model.Groups.Length);
        foreach (var group in model.Groups)
        {
            var drops = new double[permutations.Count];
            for (int p = 0; p < drops.Length; p++)
            {
                cancel.ThrowIfCancellationRequested();
                Permute(rows, group, permutations[p], shuffled);
                drops[p] = metric.Loss(Scored(rows, model.Score(shuffled))) - whole;
            }
            Permute(rows, group, null, shuffled);
            result.Add(Summary(group.Name, drops, level));
        }
        return result.MoveToImmutable();
    }

    private static void Permute(TrainingSet rows, FeatureGroup group, int[]? permutation, double[] to)
    {
        foreach (int input in group.Inputs)
            for (int r = 0; r < rows.Rows; r++) to[r * rows.Columns.Length + input] = rows.Row(permutation?[r] ?? r)[input];
    }

    private static ColumnImportance Summary(string column, double[] drops, double level)
    {
        int n = drops.Length;
        double mean = FixedSum.Of(drops) / n, squares = 0;
        foreach (double drop in drops) squares += (drop - mean) * (drop - mean);
        double half = n == 1 ? double.NaN : StudentT.InvCDF(0, 1, n - 1, (1 + level) / 2) * Math.Sqrt(squares / (n - 1) / n);
        return new(column, [.. drops], mean, Math.Sqrt(squares / n), mean - half, mean + half, level);
    }

    private static ScoredRows Scored(TrainingSet rows, double[] outputs) => rows.Task == LearningTask.Regression
        ? ScoredRows.Regression(rows.Targets, outputs, rows.Weights) : ScoredRows.Classification(rows.Labels, rows.Classes, outputs, rows.Weights);
}
