using Kolosal.Drift;
using Kolosal.Learning;
using Kolosal.Learning.Explanation;
using Kolosal.Learning.Metrics;
using Kolosal.Learning.Pipelines;
using Kolosal.Tabular;

namespace Kolosal.Experiments;

/// <summary>What monitors will want to know of a model's training beside the distribution of each column.</summary>
internal static class MonitoringDetail
{
    // Importances rank causes of drift, which needs no digits: so many rows, and so many scorings over all columns, are under a second or two.
    private const int MostRows = 400, MostScorings = 20_000;

    /// <param name="scorer">The finished model.</param>
    /// <param name="inputs">How the inputs fell in the development rows.</param>
    /// <param name="development">Rows fitted on.</param>
    /// <param name="test">Rows evaluated on.</param>
    /// <param name="scored">What was true of them and what the model says.</param>
    /// <param name="problem">What is predicted.</param>
    /// <param name="metric">What losses of permuted columns are measured in.</param>
    /// <param name="seed">Of the permutations.</param>
    /// <param name="cancel">Polled once a column.</param>
    public static TrainingDetail Of(
        Scorer scorer, ImmutableArray<ColumnDistribution> inputs, Frame development, Frame test, ScoredRows scored,
        LearningProblem problem, Metric metric, ulong seed, CancellationToken cancel)
    {
        bool regression = problem.Task == LearningTask.Regression;
        var outputs = scored.Outputs.Span;
        var decisions = new int[regression ? 0 : scored.Rows];
        for (int row = 0; row < decisions.Length; row++) decisions[row] = ClassDecision.Of(outputs.Slice(row * scored.Classes, scored.Classes));
        return new(
            JointShape.Of(inputs, place => Values(development[inputs[place].Name])),
            [
                .. inputs.Select(input => input.Categorical ? ImmutableArray<int>.Empty
                    : MagnitudeSketch.Pack(MagnitudeSketch.Of(Values(development[input.Name])))),
            ],
            Importances(scorer, test, scored, metric, seed, cancel),
            regression ? null : PredictionScore.ScoresOf(outputs, scored.Classes),
            regression ? ColumnDistribution.OfNumbers(problem.Target, scored.Targets.Span)
                : ColumnDistribution.OfCodes(problem.Target, problem.Classes, scored.Labels.Span),
            regression ? PredictionScore.ErrorsOf(outputs, scored.Targets.Span) : PredictionScore.ErrorsOf(decisions, scored.Labels.Span));
    }

    /// <summary>A column as the inputs of a request have it.</summary>
    private static double[] Values(Column column)
    {
        var values = new double[column.Rows];
        if (column is CategoricalColumn categories)
            for (int row = 0; row < values.Length; row++) values[row] = categories.Codes[row] < 0 ? double.NaN : categories.Codes[row];
        else if (column is not TextColumn)
            for (int row = 0; row < values.Length; row++) values[row] = RawValue.At(column, row).Number;
        return values;
    }

    /// <returns>One a column, summing to 1; empty where nothing can be measured.</returns>
    private static ImmutableArray<double> Importances(
        Scorer scorer, Frame test, ScoredRows scored, Metric metric, ulong seed, CancellationToken cancel)
    {
        var function = new ScorerFunction(scorer);
        int columns = function.Columns.Length, rows = Math.Min(Math.Min(MostRows, MostScorings / Math.Max(1, columns)), scored.Rows);
        if (columns == 0 || rows < 2) return [];

        // Evenly over the test part, which may be in order of time.
        int[] chosen = [.. Enumerable.Range(0, rows).Select(i => (int)((long)i * scored.Rows / rows))];
        var values = function.Rows(test).Features.Span;
        var features = new double[rows * columns];
        for (int i = 0; i < rows; i++) values.Slice(chosen[i] * columns, columns).CopyTo(features.AsSpan(i * columns));
        var set = scored.Task == LearningTask.Regression
            ? TrainingSet.Regression(features, function.Columns, Array.ConvertAll(chosen, row => scored.Targets.Span[row]))
            : TrainingSet.Classification(features, function.Columns, Array.ConvertAll(chosen, row => scored.Labels.Span[row]), scored.Classes);
        var found = PermutationImportance.Of(function.Function, set, metric, repeats: 1, seed, cancel: cancel);
        double[] losses = [.. found.Select(column => double.IsFinite(column.Mean) ? Math.Max(0, column.Mean) : 0)];
        double sum = losses.Sum();
        return sum > 0 && double.IsFinite(sum) ? [.. losses.Select(loss => Math.Round(loss / sum, 6))] : [];
    }
}
