using Kolosal.Drift;
using Kolosal.Learning;
using Kolosal.Learning.Metrics;
using Kolosal.Learning.Packages;
using Kolosal.Learning.Pipelines;
using Kolosal.Tabular;

namespace Kolosal.Experiments;

/// <summary>A model measured on rows that somebody gave.</summary>
/// <param name="Metric">What it is judged by.</param>
/// <param name="Scores">Every metric that is defined on the rows, with direction and interval.</param>
/// <param name="BaselineScore">The metric of the best constant answer for the same rows; null where it is not defined.</param>
/// <param name="Rows">Rows with a target.</param>
/// <param name="LeftOut">Rows without one.</param>
/// <param name="Inputs">How the inputs fell in these rows.</param>
/// <param name="Outputs">How decisions, or predicted values, fell.</param>
/// <param name="InputSchema">The input columns.</param>
/// <param name="Detail">What monitors will want to know beyond the distributions.</param>
/// <param name="Said">rows × outputs, row-major.</param>
public sealed record GivenFigures(
    Metric Metric, ImmutableArray<(Metric Metric, MetricEstimate Estimate)> Scores, double? BaselineScore, int Rows, int LeftOut,
    ImmutableArray<ColumnDistribution> Inputs, ColumnDistribution Outputs, TableSchema InputSchema, TrainingDetail Detail, double[] Said);

/// <summary>Measures a model on labelled rows as they are. Whether it learnt from them is for whoever gave them to know.</summary>
public static class GivenEvaluation
{
    /// <summary>The seed of the intervals: the same model and rows have the same figures.</summary>
    public const ulong Seed = 1;

    /// <param name="package">The model.</param>
    /// <param name="table">Rows with its input columns and target.</param>
    /// <param name="metric">What it is judged by.</param>
    /// <param name="cancel">Polled throughout.</param>
    /// <exception cref="TrainingException">No row has a target, a label is none of the classes, or the metric is not defined.</exception>
    public static GivenFigures Run(ModelPackage package, Frame table, Metric metric, CancellationToken cancel)
    {
        var problem = package.Manifest.Problem;
        int[] labelled = LearningProblem.RowsWithTarget(table, problem.Target);
        if (labelled.Length == 0) throw new TrainingException($"No row has a value of '{problem.Target}', so nothing can be measured.");
        var rows = labelled.Length == table.Rows ? table : table.SelectRows(labelled);
        var scorer = package.CreateScorer();
        double[] said = scorer.Score(rows);
        var scored = CrossValidation.Scored(rows, problem, said);
        var scores = ImmutableArray.CreateBuilder<(Metric, MetricEstimate)>();
        foreach (var each in Metrics.All.Where(each => each.Supports(problem)))
        {
            var estimate = TrialEvaluation.Estimate(each, scored, Seed, cancel);
            if (double.IsFinite(estimate.Value)) scores.Add((each, estimate));
        }
        if (!scores.Any(score => score.Item1.Name == metric.Name))
            throw new TrainingException($"'{metric.Name}' is not defined on these rows; it needs rows of several classes, or numbers that differ.");
        double baseline = metric.Compute(CrossValidation.Scored(rows, problem, Constant(scored, problem)));
        ImmutableArray<ColumnDistribution> inputs = [.. scorer.InputSchema.Columns.Select(column => ColumnDistribution.Of(column.Name,
            rows[column.Name]))];
        return new(metric, scores.ToImmutable(), double.IsFinite(baseline) ? baseline : null, rows.Rows, table.Rows - rows.Rows, inputs,
            problem.Distribution(said), scorer.InputSchema,
            MonitoringDetail.Of(scorer, inputs, rows, rows, scored, problem, metric, Seed, cancel), said);
    }

    /// <summary>Of every row the shares of the classes, or the mean.</summary>
    private static double[] Constant(ScoredRows rows, LearningProblem problem)
    {
        var answer = new double[problem.Outputs];
        double total = 0;
        for (int row = 0; row < rows.Rows; row++)
        {
            double weight = rows.Weights.IsEmpty ? 1 : rows.Weights.Span[row];
            total += weight;
            if (problem.Task == LearningTask.Regression) answer[0] += weight * rows.Targets.Span[row];
            else answer[rows.Labels.Span[row]] += weight;
        }
        for (int k = 0; k < answer.Length; k++) answer[k] /= total;
        return [.. Enumerable.Range(0, rows.Rows).SelectMany(_ => answer)];
    }
}
