using Kolosal.Learning.Explanation;
using Kolosal.Tabular;

namespace Kolosal.Explanations;

/// <summary>What one column, or two, do to a model's output.</summary>
/// <param name="Method"><c>pdp</c>, <c>ice</c>, <c>centred_ice</c> or <c>ale</c>.</param>
/// <param name="Output">The class, or the target.</param>
/// <param name="Unit"><c>probability</c>, <c>value</c>, or for accumulated effects the difference of such from their mean.</param>
/// <param name="Rows">The rows behind it.</param>
/// <param name="Columns">The column, or the two.</param>
/// <param name="Points">For each column its values in order: numbers, categories, flags or instants.</param>
/// <param name="Values">The effect at each point; for two columns the second one's values run fastest.</param>
/// <param name="Low">For one column, lower ends of bootstrap intervals of the mean over rows; empty otherwise.</param>
/// <param name="High">Upper ends.</param>
/// <param name="Curves">Rows' own curves; empty but for <c>ice</c> and <c>centred_ice</c>.</param>
/// <param name="Counts">Accumulated effects: rows of each bin between two points; empty otherwise.</param>
/// <param name="Sentences">The same figures in words.</param>
public sealed record EffectReport(
    string Method, string Output, string Unit, RowsBehind Rows, ImmutableArray<string> Columns, ImmutableArray<ImmutableArray<object?>> Points,
    ImmutableArray<double> Values, ImmutableArray<double> Low, ImmutableArray<double> High, ImmutableArray<ImmutableArray<double>> Curves,
    ImmutableArray<int> Counts, ImmutableArray<string> Sentences)
{
    /// <summary>Computes it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="sample">Rows whose other values stay.</param>
    /// <param name="terms">Which columns and how.</param>
    /// <param name="cancel">Polled between scorings.</param>
    /// <exception cref="ExplanationOptionException">A column is not there, has one value only, or has no order that its accumulated effect
    /// needs.</exception>
    public static EffectReport Of(ExplainedModel model, UsualRows sample, ExplanationTerms terms, CancellationToken cancel)
    {
        if (terms.Column is null) throw new ExplanationOptionException("column", "Expected the name of an input column, got none.");
        int output = model.OutputOf(terms.Class, []), first = model.ColumnOf(terms.Column, "column");
        int? second = terms.SecondColumn is { } other ? model.ColumnOf(other, "second_column") : null;
        if (second == first) throw new ExplanationOptionException("second_column", $"Expected another column than '{terms.Column}'.");
        foreach (int column in second is { } two ? (int[])[first, two] : [first])
            if (model.Columns[column].Type == ColumnType.Text)
                throw new ExplanationOptionException(column == first ? "column" : "second_column",
                    $"'{model.Columns[column].Name}' is free text, which has no values to go through.");
        return (terms.Method, second) switch
        {
            (ExplanationTerms.Ale, null) => Accumulated(model, sample, terms, output, first, cancel),
            (ExplanationTerms.Ale, { } along) => Accumulated(model, sample, terms, output, first, along, cancel),
            (ExplanationTerms.Pdp, { } along) => Surface(model, sample, terms, output, first, along, cancel),
            (_, { }) => throw new ExplanationOptionException("second_column", "Rows' own curves go along one column; leave second_column out."),
            _ => Curve(model, sample, terms, output, first, cancel),
        };
    }

    private static EffectReport Curve(
        ExplainedModel model, UsualRows sample, ExplanationTerms terms, int output, int column, CancellationToken cancel)
    {
        double[] grid = Grid(model, sample, column, terms.Points, "column");
        var found = PartialDependence.Of(model.Raw.Function, sample.Rows, column, grid, cancel);
        int outs = found.Outputs, rows = sample.Rows.Rows;
        double[] mean = [.. Enumerable.Range(0, grid.Length).Select(p => found.Average.Span[p * outs + output])];
        double[][] own = [.. Enumerable.Range(0, rows).Select(row => Take(
            terms.Method == ExplanationTerms.CentredIce ? found.Centred(row) : found.Individual(row).ToArray(), outs, output))];
        if (terms.Method == ExplanationTerms.CentredIce) mean = [.. mean.Select(value => value - mean[0])];
        var (low, high) = MeanIntervals.Of(own, terms.Level, terms.Seed, cancel);
        return new(terms.Method, model.Outputs[output], UnitOf(model), new(rows, sample.Source), [model.Columns[column].Name],
            [Shown(model, column, grid)], [.. mean], [.. low], [.. high],
            terms.Method == ExplanationTerms.Pdp ? [] : [.. own.Take(terms.Curves).Select(curve => curve.ToImmutableArray())], [],
            Tell(model, column, output, grid, mean));
    }

    private static EffectReport Surface(
        ExplainedModel model, UsualRows sample, ExplanationTerms terms, int output, int first, int second, CancellationToken cancel)
    {
        double[] a = Grid(model, sample, first, terms.Points, "column"), b = Grid(model, sample, second, terms.Points, "second_column");
        var found = PartialDependence.Of(model.Raw.Function, sample.Rows, first, a, second, b, cancel);
        double[] values = [.. Enumerable.Range(0, a.Length * b.Length).Select(p => found.Average.Span[p * found.Outputs + output])];
        return new(terms.Method, model.Outputs[output], UnitOf(model), new(sample.Rows.Rows, sample.Source),
            [model.Columns[first].Name, model.Columns[second].Name], [Shown(model, first, a), Shown(model, second, b)], [.. values], [], [], [], [],
            []);
    }

    private static EffectReport Accumulated(
        ExplainedModel model, UsualRows sample, ExplanationTerms terms, int output, int column, CancellationToken cancel)
    {
        Ordered(model, column, "column");
        var found = Varying("column", () => AccumulatedLocalEffects.Of(model.Raw.Function, sample.Rows, column, terms.Points - 1, cancel));
        int outs = model.Outputs.Length;
        double[] values = Take([.. found.Effects], outs, output), grid = [.. found.Edges];
        return new(terms.Method, model.Outputs[output], $"difference_of_{UnitOf(model)}", new(found.Counts.Sum(), sample.Source),
            [model.Columns[column].Name], [Shown(model, column, grid)], [.. values], [], [], [], found.Counts,
            Tell(model, column, output, grid, values));
    }

    private static EffectReport Accumulated(
        ExplainedModel model, UsualRows sample, ExplanationTerms terms, int output, int first, int second, CancellationToken cancel)
    {
        Ordered(model, first, "column");
        Ordered(model, second, "second_column");
        var found = Varying("column", () => AccumulatedInteraction.Of(model.Raw.Function, sample.Rows, first, second, terms.Points - 1, cancel));
        return new(terms.Method, model.Outputs[output], $"difference_of_{UnitOf(model)}", new(found.Counts.Sum(), sample.Source),
            [model.Columns[first].Name, model.Columns[second].Name],
            [Shown(model, first, [.. found.FirstEdges]), Shown(model, second, [.. found.SecondEdges])],
            [.. Take([.. found.Effects], model.Outputs.Length, output)], [], [], [], found.Counts, []);
    }

    private static void Ordered(ExplainedModel model, int column, string option)
    {
        if (model.Columns[column].Type is not (ColumnType.Numeric or ColumnType.DateTime))
            throw new ExplanationOptionException(option, $"'{model.Columns[column].Name}' has no order to accumulate along; ask for pdp.");
    }

    // What the library refuses of data is an answer about the column.
    private static T Varying<T>(string option, Func<T> compute)
    {
        try
        {
            return compute();
        }
        catch (ArgumentException constant)
        {
            throw new ExplanationOptionException(option, constant.Message.Split(" (Parameter", 2)[0]);
        }
    }

    private static double[] Grid(ExplainedModel model, UsualRows sample, int column, int points, string option)
    {
        double[] grid = model.Columns[column].Type switch
        {
            ColumnType.Categorical => [.. Enumerable.Range(0, Math.Min(model.Columns[column].Categories.Length, points)).Select(code =>
                (double)code)],
            ColumnType.Boolean => [0, 1],
            _ => ValueGrid.EquallySpaced(sample.Rows, column, points),
        };
        return grid.Length > 0 ? grid
            : throw new ExplanationOptionException(option, $"'{model.Columns[column].Name}' is missing in all rows there are to look at.");
    }

    private static ImmutableArray<object?> Shown(ExplainedModel model, int column, double[] grid) =>
        [.. grid.Select(value => model.Show(column, value))];

    private static double[] Take(double[] values, int outs, int output) =>
        [.. Enumerable.Range(0, values.Length / outs).Select(p => values[p * outs + output])];

    private static string UnitOf(ExplainedModel model) => model.IsRegression ? "value" : "probability";

    private static ImmutableArray<string> Tell(ExplainedModel model, int column, int output, double[] grid, double[] values)
    {
        int low = Array.IndexOf(values, values.Min()), high = Array.IndexOf(values, values.Max());
        string name = model.Columns[column].Name, what = model.IsRegression ? $"the prediction of '{model.Outputs[output]}'"
            : $"the probability of '{model.Outputs[output]}'";
        return values[low] == values[high] ? [$"'{name}' makes no difference to {what}."]
            : [$"On average {what} is lowest at {name} = {model.Tell(column, grid[low])} and {Figures.Tell(values[high] - values[low])} higher at "
                + $"{name} = {model.Tell(column, grid[high])}."];
    }
}
