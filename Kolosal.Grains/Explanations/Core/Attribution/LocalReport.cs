using Kolosal.Tabular;

namespace Kolosal.Explanations;

/// <summary>Why the model says of rows what it says.</summary>
/// <param name="Method">See <see cref="ScoreGame.Method"/>.</param>
/// <param name="Scale">See <see cref="ScoreGame.Scale"/>.</param>
/// <param name="Exact">Whether contributions are exact Shapley values, and not the fit of a sample.</param>
/// <param name="AdditivityTolerance">Base and contributions add up to the score within this times the size of the larger of both and 1.</param>
/// <param name="Background">The rows that rows are held against; null where trees are explained by their covers.</param>
/// <param name="Items">One a row.</param>
public sealed record LocalReport(
    string Method, string Scale, bool Exact, double AdditivityTolerance, RowsBehind? Background, ImmutableArray<ExplainedRow> Items)
{
    public const double Tolerance = 1e-9;

    /// <summary>Explains rows.</summary>
    /// <param name="model">The model.</param>
    /// <param name="game">Its game.</param>
    /// <param name="background">The rows of the game.</param>
    /// <param name="rows">The rows, with the id of the prediction where there was one.</param>
    /// <param name="terms">How.</param>
    /// <param name="cancel">Polled between rows.</param>
    /// <param name="progress">Told the share of rows that are done.</param>
    public static LocalReport Of(ExplainedModel model, ScoreGame game, UsualRows background, IReadOnlyList<AskedRow> rows, ExplanationTerms terms,
        CancellationToken cancel, Action<double>? progress = null)
    {
        bool spread = terms.Intervals ?? rows.Count <= ExplanationTerms.FewRows, byCover = false;
        var items = ImmutableArray.CreateBuilder<ExplainedRow>(rows.Count);
        for (int r = 0; r < rows.Count; r++)
        {
            double[] said = model.Say(rows[r].Values);
            int output = model.OutputOf(terms.Class, said);
            var found = RowAttribution.Of(model, game, background, rows[r].Values, output, spread, terms.Level, cancel);
            byCover |= found.Each.Length == 0;
            items.Add(ExplainedRow.Of(model, rows[r], r, said, output, found, terms));
            progress?.Invoke((r + 1.0) / rows.Count);
        }
        return new(game.Method, game.Scale, game.IsExact, Tolerance, byCover ? null : new(background.Rows.Rows, background.Source),
            items.MoveToImmutable());
    }
}

/// <summary>A row to be explained.</summary>
/// <param name="Values">One a raw column.</param>
/// <param name="PredictionId">Of the prediction that it was read from; null for a row of the request.</param>
public sealed record AskedRow(RawValue[] Values, string? PredictionId = null);

/// <summary>One row, explained.</summary>
/// <param name="Row">Its place in the request.</param>
/// <param name="PredictionId">Of the prediction that it was read from.</param>
/// <param name="Prediction">The class, or the number.</param>
/// <param name="Explained">What the score speaks for: a class, or the target.</param>
/// <param name="Output">The probability of that class, or the number.</param>
/// <param name="Base">The score before anything is known of the row.</param>
/// <param name="Score">The row's score.</param>
/// <param name="AdditivityError">|base + Σ contributions − score|, over all columns.</param>
/// <param name="Stability">Mean rank correlation of the columns' order over resampled background rows; null where it was not asked for, or sizes
/// have no order.</param>
/// <param name="Columns">The weightiest first.</param>
/// <param name="Sentences">The same figures in words.</param>
public sealed record ExplainedRow(
    int Row, string? PredictionId, object Prediction, string Explained, double Output, double Base, double Score, double AdditivityError,
    double? Stability, ImmutableArray<ColumnContribution> Columns, ImmutableArray<string> Sentences)
{
    // More columns than these are not read in a sentence each.
    private const int MostTold = 3;

    internal static ExplainedRow Of(
        ExplainedModel model, AskedRow row, int at, double[] said, int output, RowAttribution found, ExplanationTerms terms)
    {
        var columns = ColumnContribution.Of(model, row.Values, found);
        return new(at, row.PredictionId, model.Decide(said), found.Score, said[output], found.Base, found.Value, found.AdditivityError,
            found.Spread is { } spread ? Figures.OrNull(spread.Stability) : null, [.. columns.Take(terms.Top ?? columns.Length)],
            [.. Tell(model, said, output, found, columns, terms.Level)]);
    }

    private static IEnumerable<string> Tell(
        ExplainedModel model, double[] said, int output, RowAttribution found, ImmutableArray<ColumnContribution> columns, double level)
    {
        string what = model.IsRegression ? $"The model predicts {Figures.Tell(said[0])} for '{found.Score}'"
            : $"The model gives '{found.Score}' the probability {Figures.Tell(said[output])}";
        yield return $"{what}; its score is {Figures.Tell(found.Value)}, where nothing known of a row gives {Figures.Tell(found.Base)}.";
        foreach (var column in columns.Where(column => column.Contribution != 0).Take(MostTold))
        {
            string range = column is { Low: { } low, High: { } high }
                ? $" ({Figures.Tell(100 * level)} % interval {Figures.Tell(low)} to {Figures.Tell(high)})" : "";
            yield return $"{column.Column} = {column.Text} {(column.Contribution > 0 ? "raises" : "lowers")} it by "
                + $"{Figures.Tell(Math.Abs(column.Contribution))}{range}.";
        }
        var rest = columns.Where(column => column.Contribution != 0).Skip(MostTold).ToArray();
        if (rest.Length > 0)
            yield return $"{rest.Length} more columns add {Figures.Signed(rest.Sum(column => column.Contribution))} together.";
        if (found.Spread is { } spread && double.IsFinite(spread.Stability))
            yield return $"Over other background rows of the same kind the columns keep their order with a rank correlation of "
                + $"{Figures.Tell(spread.Stability)}.";
    }
}

/// <summary>What one column adds.</summary>
/// <param name="Column">The column.</param>
/// <param name="Value">Its value; null when missing.</param>
/// <param name="Contribution">What it adds to the score.</param>
/// <param name="Low">Lower end of its interval; null where none was asked for.</param>
/// <param name="High">Upper end.</param>
/// <param name="SameSign">Share of resamples in which it has the same sign.</param>
public sealed record ColumnContribution(string Column, object? Value, double Contribution, double? Low, double? High, double? SameSign)
{
    internal string Text => Value switch
    {
        null => "missing",
        double number => Figures.Tell(number),
        bool flag => flag ? "true" : "false",
        var other => $"'{other}'",
    };

    internal static ImmutableArray<ColumnContribution> Of(ExplainedModel model, RawValue[] row, RowAttribution found) =>
    [
        .. Enumerable.Range(0, row.Length).OrderByDescending(c => Math.Abs(found.Contributions[c])).Select(c =>
        {
            var interval = found.Spread?.Attributions[c];
            return new ColumnContribution(model.Columns[c].Name, model.Show(c, row[c]), found.Contributions[c], interval?.Low, interval?.High,
                interval?.SameSign);
        }),
    ];
}
