using Kolosal.Learning;

namespace Kolosal.Explanations;

/// <summary>Tells adverse decisions from favourable ones and gives their reasons.</summary>
public static class AdverseReasons
{
    /// <summary>The directions of a number.</summary>
    public const string Higher = "higher", Lower = "lower";

    /// <param name="model">The model.</param>
    /// <param name="game">Its game.</param>
    /// <param name="background">The rows of the game.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="favourable">The favourable class; <c>higher</c> or <c>lower</c> for a number.</param>
    /// <param name="dictionary">Texts by column.</param>
    /// <param name="terms">How many, and the seed.</param>
    /// <param name="cancel">Polled between rows.</param>
    /// <param name="progress">Told the share of rows that are done.</param>
    /// <exception cref="ExplanationOptionException">There is no such class or direction.</exception>
    public static ReasonReport Of(ExplainedModel model, ScoreGame game, UsualRows background, IReadOnlyList<AskedRow> rows, string favourable,
        ImmutableArray<ReasonText> dictionary, ExplanationTerms terms, CancellationToken cancel, Action<double>? progress = null)
    {
        if (model.IsRegression && favourable is not (Higher or Lower))
            throw new ExplanationOptionException("favourable",
                $"Of a number, {Higher} or {Lower} is favourable; the dictionary says '{favourable}'.");
        int output = model.IsRegression ? 0 : model.OutputOf(favourable, []);
        ImmutableArray<string> columns = [.. model.Columns.Select(column => column.Name)];
        var items = ImmutableArray.CreateBuilder<RowReasons>(rows.Count);
        var untold = new SortedSet<string>(StringComparer.Ordinal);
        for (int r = 0; r < rows.Count; r++)
        {
            double[] said = model.Say(rows[r].Values);
            var found = RowAttribution.Of(model, game, background, rows[r].Values, output, spread: true, terms.Level, cancel);
            double[][] each = favourable == Lower && model.IsRegression ? [.. found.Each.Select(own => Array.ConvertAll(own, value => -value))]
                : found.Each;
            bool adverse = model.IsRegression ? (favourable == Higher ? found.Value < found.Base : found.Value > found.Base)
                : ClassDecision.Of(said) != output;
            var (reasons, agreement, sameFirst) = adverse ? ReasonCodes.Of(columns, each, dictionary, terms.Reasons, terms.Seed) : ([], null, null);
            items.Add(new(r, rows[r].PredictionId, model.Decide(said), adverse, said[output], reasons, agreement, sameFirst));
            if (adverse) untold.UnionWith(Untold(columns, each, dictionary, reasons));
            progress?.Invoke((r + 1.0) / rows.Count);
        }
        var measured = items.Where(item => item.Agreement is not null).ToArray();
        return new(favourable, game.Method, game.Scale, new(background.Rows.Rows, background.Source),
            measured.Length > 0 ? measured.Average(item => item.Agreement) : null, items.MoveToImmutable(),
            untold.Count == 0 ? [] : [$"The dictionary has no text for {ExplainedModel.Some(untold)}, which lowered the score of an adverse decision "
                + "more than a reason that was given."]);
    }

    // Columns without a text that weigh more than the least of the reasons.
    private static IEnumerable<string> Untold(
        ImmutableArray<string> columns, double[][] each, ImmutableArray<ReasonText> dictionary, ImmutableArray<GivenReason> reasons)
    {
        double least = reasons.IsEmpty ? 0 : reasons.Max(reason => reason.Contribution);
        for (int c = 0; c < columns.Length; c++)
            if (each.Average(own => own[c]) < least && dictionary.All(entry => entry.Column != columns[c])) yield return columns[c];
    }
}
