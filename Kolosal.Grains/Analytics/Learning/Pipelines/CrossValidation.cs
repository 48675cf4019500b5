using Kolosal.Learning.Metrics;
using Kolosal.Learning.Preprocessing;
using Kolosal.Learning.Validation;
using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Learning.Pipelines;

/// <summary>What cross-validation found.</summary>
/// <param name="Scores">The metric on each fold's validation rows.</param>
/// <param name="Pipelines">What each fold fitted, for bagging; in fold order.</param>
/// <param name="OutOfFold">rows × outputs, row-major: the prediction of each row by the
/// fold that did not learn from it; NaN for rows that no fold was judged by.</param>
public sealed record CrossValidationResult(ImmutableArray<double> Scores, ImmutableArray<FittedPipeline> Pipelines, ImmutableArray<double> OutOfFold)
{
    /// <summary>The mean over the folds; NaN when a fold does not define the metric.</summary>
    public double Mean => Scores.Average();

    /// <summary>The standard error of the mean over the folds; NaN for a single fold.</summary>
    public double StandardError
    {
        get
        {
            double mean = Mean;
            return Math.Sqrt(Scores.Sum(s => (s - mean) * (s - mean)) / (Scores.Length - 1) / Scores.Length);
        }
    }

    /// <summary>The rows that were predicted out of fold, as numbers into the table.</summary>
    public int[] PredictedRows(int outputs) =>
        [.. Enumerable.Range(0, OutOfFold.Length / outputs).Where(row => !double.IsNaN(OutOfFold[row * outputs]))];
}

/// <summary>Fits on each fold's training rows, preprocessing included, and judges on its validation rows.</summary>
public static class CrossValidation
{
    /// <summary>Runs the folds one after the other.</summary>
    /// <param name="table">The rows that the folds number.</param>
    /// <param name="problem">What is predicted.</param>
    /// <param name="trainer">The algorithm.</param>
    /// <param name="parameters">Its hyper-parameters.</param>
    /// <param name="folds">At least one.</param>
    /// <param name="metric">Defined for the task.</param>
    /// <param name="seed">Fold i is fitted with the seed derived for i.</param>
    /// <param name="cancel">Stops between and inside fits.</param>
    /// <param name="preprocessing">How columns become features, or null for the defaults.</param>
    /// <param name="afterFold">Called with the number of folds done and the scores so far;
    /// answer false to stop early (pruning), which leaves the later folds out.</param>
    /// <exception cref="TrainingException">The data cannot teach what was asked.</exception>
    public static CrossValidationResult Evaluate(Frame table, LearningProblem problem, TrainerDescriptor trainer, HyperParameters parameters,
        ImmutableArray<Fold> folds,
        Metric metric, ulong seed, CancellationToken cancel, PreprocessingOptions? preprocessing = null,
            Func<int, IReadOnlyList<double>, bool>? afterFold = null)
    {
        if (!metric.Supports(problem)) throw new ArgumentException($"'{metric.Name}' is not defined for {problem.Word} tasks.", nameof(metric));
        var scores = new List<double>();
        var pipelines = new List<FittedPipeline>();
        double[] outOfFold = new double[table.Rows * problem.Outputs];
        Array.Fill(outOfFold, double.NaN);
        for (int f = 0; f < folds.Length; f++)
        {
            cancel.ThrowIfCancellationRequested();
            var pipeline = PipelineTrainer.Fit(folds[f].TrainingPart(table), problem, trainer, parameters, SeededRandom.Derive(seed, (ulong)f),
                cancel, preprocessing);
            var judged = table.SelectRows(folds[f].Validation.AsSpan());
            double[] outputs = pipeline.Score(judged);
            for (int i = 0; i < judged.Rows; i++)
                outputs.AsSpan(i * problem.Outputs, problem.Outputs).CopyTo(outOfFold.AsSpan(folds[f].Validation[i] * problem.Outputs));
            scores.Add(metric.Compute(Scored(judged, problem, outputs)));
            pipelines.Add(pipeline);
            if (afterFold is not null && !afterFold(f + 1, scores)) break;
        }
        return new([.. scores], [.. pipelines], [.. outOfFold]);
    }

    /// <summary>The truth of a table beside a model's outputs, with weights where a column has that role, and what metrics of the aim ask for.
    /// </summary>
    /// <param name="table">Rows with the target.</param>
    /// <param name="problem">What was predicted.</param>
    /// <param name="outputs">rows × outputs, row-major.</param>
    public static ScoredRows Scored(Frame table, LearningProblem problem, double[] outputs) => problem.Task != LearningTask.Regression
        ? ScoredRows.Classification(problem.Labels(table), problem.Classes.Length, outputs, PipelineTrainer.Weights(table))
        : ScoredRows.Regression(problem.Targets(table), outputs, PipelineTrainer.Weights(table)).AtLevel(problem.Level)
            .InLists(problem.Aim == LearningAim.Ranking ? PipelineTrainer.Groups(table) : default);
}
