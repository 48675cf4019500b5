using Kolosal.Learning;
using Kolosal.Learning.Explanation;
using Kolosal.Learning.Metrics;
using Kolosal.Tabular;

namespace Kolosal.Explanations;

/// <summary>How much worse a model gets on rows it has not learnt from when one column is shuffled.</summary>
/// <param name="Metric">What performance is.</param>
/// <param name="Score">The metric with all columns as they are.</param>
/// <param name="HigherIsBetter">Its direction.</param>
/// <param name="Repeats">Shuffles of each column.</param>
/// <param name="Rows">The rows behind it.</param>
/// <param name="Columns">The most needed first.</param>
/// <param name="Sentences">The same figures in words.</param>
public sealed record ImportanceReport(
    string Metric, double Score, bool HigherIsBetter, int Repeats, RowsBehind Rows, ImmutableArray<NeededColumn> Columns,
    ImmutableArray<string> Sentences)
{
    private const int MostTold = 3;

    /// <summary>Measures it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">Rows with a target, not learnt from.</param>
    /// <param name="source">Where they are from.</param>
    /// <param name="usual">The metric that the model was selected by.</param>
    /// <param name="terms">Metric, repeats, seed.</param>
    /// <param name="cancel">Polled once a shuffled column.</param>
    /// <exception cref="ExplanationOptionException">There is no such metric, or it says nothing of these rows.</exception>
    public static ImportanceReport Of(
        ExplainedModel model, Frame rows, string source, string usual, ExplanationTerms terms, CancellationToken cancel)
    {
        var metric = MetricFor(model, terms.Metric ?? usual, terms.Metric is not null);
        var features = model.Raw.Rows(rows);
        var set = model.IsRegression ? TrainingSet.Regression(features.Features, features.Columns, model.Problem.Targets(rows))
            : TrainingSet.Classification(features.Features, features.Columns, model.Problem.Labels(rows), model.Outputs.Length);
        double[] outputs = model.Raw.Function.Score(features.Features.Span);
        double score = metric.Compute(Scored(model, set, outputs));
        if (!double.IsFinite(score))
            throw new ExplanationOptionException("metric", $"'{metric.Name}' is not defined on these {rows.Rows} rows; ask for another one, or give "
                + "rows of every class.");
        var found = PermutationImportance.Of(model.Raw.Function, set, metric, terms.Repeats, terms.Seed, terms.Level, cancel);
        double all = found.Sum(column => Math.Max(0, column.Mean));
        ImmutableArray<NeededColumn> columns =
        [
            .. found.Where(column => double.IsFinite(column.Mean)).OrderByDescending(column => column.Mean).Take(terms.Top ?? found.Length)
                .Select(column => new NeededColumn(column.Column, column.Mean, Figures.OrNull(column.Low), Figures.OrNull(column.High),
                    all > 0 ? Math.Max(0, column.Mean) / all : 0)),
        ];
        return new(metric.Name, score, metric.HigherIsBetter, terms.Repeats, new(rows.Rows, source), columns,
        [
            $"On {rows.Rows} rows that the model has not learnt from its {metric.Name} is {Figures.Tell(score)}.",
            .. columns.Where(column => column.Loss > 0).Take(MostTold).Select(column =>
                $"Without what '{column.Column}' says it loses {Figures.Tell(column.Loss)} of that{Range(column, terms.Level)}."),
        ]);
    }

    private static string Range(NeededColumn column, double level) => column is { Low: { } low, High: { } high }
        ? $" ({Figures.Tell(100 * level)} % interval over shuffles {Figures.Tell(low)} to {Figures.Tell(high)})" : "";

    private static ScoredRows Scored(ExplainedModel model, TrainingSet set, double[] outputs) => model.IsRegression
        ? ScoredRows.Regression(set.Targets, outputs) : ScoredRows.Classification(set.Labels, model.Outputs.Length, outputs);

    /// <summary>The metric of a name; the task's usual one where that needs more than rows that stand alone.</summary>
    internal static Metric MetricFor(ExplainedModel model, string name, bool asked)
    {
        var metric = Metrics.All.FirstOrDefault(known => known.Name == name);
        if (metric is not null && metric.Aim is null && metric.Supports(model.Problem.Task)) return metric;
        if (!asked) return Metrics.Default(model.Problem.Task);
        var fitting = Metrics.All.Where(known => known.Aim is null && known.Supports(model.Problem.Task)).Select(known => known.Name);
        throw new ExplanationOptionException("metric", $"Expected a metric of {model.Problem.Task.ToString().ToLowerInvariant()} models, got "
            + $"'{name}'; there are {ExplainedModel.Some(fitting)}.");
    }
}

/// <param name="Column">The column.</param>
/// <param name="Loss">Mean loss of performance in units of the metric; above 0 where the column helps, whatever the metric's direction.</param>
/// <param name="Low">Lower end of the interval over shuffles.</param>
/// <param name="High">Upper end.</param>
/// <param name="Share">Its part of all losses, 0 to 1.</param>
public sealed record NeededColumn(string Column, double Loss, double? Low, double? High, double Share);
