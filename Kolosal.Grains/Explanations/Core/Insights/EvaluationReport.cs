using Kolosal.Learning;
using Kolosal.Learning.Metrics;
using Kolosal.Tabular;

namespace Kolosal.Explanations;

/// <summary>How a model does on rows that it has not learnt from.</summary>
/// <param name="Rows">The rows behind it.</param>
/// <param name="Level">Of every interval.</param>
/// <param name="Scores">Every metric that applies, with its interval.</param>
/// <param name="Explained">Classes: which one the curves are about, the others being its opposite; null of a regression.</param>
/// <param name="Curves">Classes: how well that class is told apart; null of a regression, and where all rows are of one side.</param>
/// <param name="Confusion">Classes: rows by true and decided class; null of a regression.</param>
/// <param name="Residuals">Regressions: what was true less what was said; null of classes.</param>
/// <param name="Segment">The column by whose values rows are told apart; null where none was asked for.</param>
/// <param name="Segments">One a value, the largest first.</param>
/// <param name="Notes">What a reader should know.</param>
public sealed record EvaluationReport(
    RowsBehind Rows, double Level, ImmutableArray<ScoredMetric> Scores, string? Explained, ClassCurves? Curves, ConfusionTable? Confusion,
    ResidualShape? Residuals, string? Segment, ImmutableArray<SegmentScores> Segments, ImmutableArray<string> Notes)
{
    // The bootstrap goes through all rows for each of its resamples and metrics.
    private const int MostForAllMetrics = 20_000;

    /// <summary>Evaluates.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">Rows with a target, not learnt from.</param>
    /// <param name="source">Where they are from.</param>
    /// <param name="usual">The metric that the model was selected by.</param>
    /// <param name="terms">Class, segment, level, seed.</param>
    /// <param name="cancel">Polled between resamples.</param>
    /// <exception cref="ExplanationOptionException">There is no such class, metric or column.</exception>
    public static EvaluationReport Of(
        ExplainedModel model, Frame rows, string source, string usual, ExplanationTerms terms, CancellationToken cancel)
    {
        double[] outputs = model.Scorer.Score(rows);
        var scored = model.IsRegression ? ScoredRows.Regression(model.Problem.Targets(rows), outputs)
            : ScoredRows.Classification(model.Problem.Labels(rows), model.Outputs.Length, outputs);
        var metric = ImportanceReport.MetricFor(model, terms.Metric ?? usual, terms.Metric is not null);
        var notes = ImmutableArray.CreateBuilder<string>();
        ImmutableArray<Metric> metrics = rows.Rows > MostForAllMetrics ? [metric]
            : [.. Metrics.All.Where(known => known.Aim is null && known.Supports(model.Problem.Task))];
        if (rows.Rows > MostForAllMetrics) notes.Add($"Of more than {MostForAllMetrics} rows only {metric.Name} comes with an interval.");
        int at = model.IsRegression ? -1 : model.OutputOf(terms.Class, []);
        var curves = model.IsRegression ? null : ClassCurves.Of(scored, at, terms.Level);
        if (!model.IsRegression && curves is null)
            notes.Add($"There are no curves: {(scored.Are(at).All(own => own) ? "all rows are" : "no row is")} of the class '{model.Outputs[at]}'.");
        return new(new(rows.Rows, source), terms.Level, [.. metrics.Select(known => ScoredMetric.Of(known, scored, terms, cancel))],
            model.IsRegression ? null : model.Outputs[at], curves, model.IsRegression ? null : ConfusionTable.Of(scored, model.Outputs, terms.Level),
            model.IsRegression ? ResidualShape.Of(scored, terms.Level) : null, terms.Segment,
            terms.Segment is { } segment ? SegmentScores.Of(rows, segment, scored, metric, terms, notes, cancel) : [], notes.ToImmutable());
    }
}

/// <param name="Metric">Name in the metric catalogue.</param>
/// <param name="Value">Null where it is not defined on these rows.</param>
/// <param name="Low">Lower end of its interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="HigherIsBetter">Its direction.</param>
/// <param name="Method">How the interval was found: <c>delong</c> or <c>bootstrap</c>.</param>
public sealed record ScoredMetric(string Metric, double? Value, double? Low, double? High, bool HigherIsBetter, string Method)
{
    internal static ScoredMetric Of(Metric metric, ScoredRows rows, ExplanationTerms terms, CancellationToken cancel)
    {
        var found = metric.Estimate(rows, terms.Seed, terms.Level, cancel: cancel);
        return new(metric.Name, Figures.OrNull(found.Value), Figures.OrNull(found.Low), Figures.OrNull(found.High), metric.HigherIsBetter,
            found.Method);
    }
}

/// <summary>The rows of one value of a column.</summary>
/// <param name="Segment">The value; a range for numbers.</param>
/// <param name="Rows">How many.</param>
/// <param name="Score">The metric on them; null where it is not defined, or there are too few rows to say.</param>
/// <param name="MeanOutput">Mean probability of the second class, of the decided class where there are more, or mean prediction.</param>
/// <param name="Observed">Share of rows that are of that class, or mean of what was true.</param>
public sealed record SegmentScores(string Segment, int Rows, ScoredMetric? Score, double MeanOutput, double Observed)
{
    private const int LeastRows = 30, MostSegments = 30, Bands = 4;

    internal static ImmutableArray<SegmentScores> Of(Frame rows, string segment, ScoredRows scored, Metric metric, ExplanationTerms terms,
        ImmutableArray<string>.Builder notes, CancellationToken cancel)
    {
        if (rows.Schema.IndexOf(segment) < 0)
            throw new ExplanationOptionException("segment", $"The rows have no column '{segment}'; they have "
                + $"{ExplainedModel.Some(rows.Schema.Columns.Select(column => column.Name))}.");
        var groups = Labels(rows[segment]).Select((label, row) => (label, row)).GroupBy(own => own.label, own => own.row)
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal).ToArray();
        if (groups.Length > MostSegments) notes.Add($"The {MostSegments} largest of {groups.Length} segments are listed.");
        if (groups.Take(MostSegments).Any(group => group.Count() < LeastRows))
            notes.Add($"Segments of fewer than {LeastRows} rows are listed without a score.");
        return [.. groups.Take(MostSegments).Select(group =>
        {
            var own = scored.Take([.. group]);
            var (said, was) = Means(own);
            return new SegmentScores(group.Key, own.Rows, own.Rows < LeastRows ? null : ScoredMetric.Of(metric, own, terms, cancel), said, was);
        })];
    }

    private static (double Said, double Was) Means(ScoredRows rows)
    {
        double said = 0, was = 0;
        for (int row = 0; row < rows.Rows; row++)
        {
            if (rows.Task == LearningTask.Regression)
            {
                said += rows.Outputs.Span[row];
                was += rows.Targets.Span[row];
                continue;
            }
            var probabilities = rows.Probabilities(row);
            int at = probabilities.Length == 2 ? 1 : ClassDecision.Of(probabilities);
            said += probabilities[at];
            was += rows.Labels.Span[row] == at ? 1 : 0;
        }
        return (said / rows.Rows, was / rows.Rows);
    }

    // Numbers with more values than there are segments fall into bands of equally many rows.
    private static string[] Labels(Column column)
    {
        string[] labels = [.. Enumerable.Range(0, column.Rows).Select(row => column.TextAt(row) ?? "(missing)")];
        if (column is not NumericColumn numbers || labels.Distinct().Take(MostSegments + 1).Count() <= MostSegments) return labels;
        double[] sorted = [.. Enumerable.Range(0, column.Rows).Where(row => !column.IsMissing(row)).Select(row => numbers.Values[row])];
        Array.Sort(sorted);
        double[] edges = [.. Enumerable.Range(1, Bands - 1).Select(band => sorted[band * (sorted.Length - 1) / Bands]).Distinct()];
        for (int row = 0; row < labels.Length; row++)
        {
            if (column.IsMissing(row)) continue;
            int at = Array.FindIndex(edges, edge => numbers.Values[row] <= edge);
            labels[row] = at == 0 ? $"≤ {Figures.Tell(edges[0])}" : at < 0 ? $"> {Figures.Tell(edges[^1])}"
                : $"{Figures.Tell(edges[at - 1])} < x ≤ {Figures.Tell(edges[at])}";
        }
        return labels;
    }
}
