using Kolosal.Learning.Explanation;
using Kolosal.Tabular;

namespace Kolosal.Explanations;

/// <summary>One score of one row, column by column.</summary>
/// <param name="Score">What the score speaks for: a class, or the target.</param>
/// <param name="Base">The score before anything is known of the row.</param>
/// <param name="Value">The row's score as the model computes it.</param>
/// <param name="Contributions">One a raw column; with <paramref name="Base"/> they add up to <paramref name="Value"/>.</param>
/// <param name="Spread">Intervals and stability over resampled background rows; null when not asked for, or where there is no background.</param>
/// <param name="Each">Contributions against each background row; empty where there is none.</param>
public sealed record RowAttribution(
    string Score, double Base, double Value, double[] Contributions, AttributionBootstrap? Spread, double[][] Each)
{
    /// <summary>|base + Σ contributions − value|.</summary>
    public double AdditivityError => Math.Abs(Base + Contributions.Sum() - Value);

    /// <summary>Attributes a row.</summary>
    /// <param name="model">The model.</param>
    /// <param name="game">Its game.</param>
    /// <param name="background">The rows of the game.</param>
    /// <param name="row">One value a raw column.</param>
    /// <param name="output">Which output; one score of a classifier is its second class's, and the first class's with the sign turned.</param>
    /// <param name="spread">Whether background rows are resampled; without, trees are explained by their covers, which is one pass.</param>
    /// <param name="level">Of the intervals.</param>
    /// <param name="cancel">Polled between background rows.</param>
    public static RowAttribution Of(
        ExplainedModel model, ScoreGame game, UsualRows background, RawValue[] row, int output, bool spread, double level, CancellationToken cancel)
    {
        int columns = model.Columns.Length, score = Math.Min(output, game.Scores.Length - 1);
        double sign = game.Scores.Length == 1 && model.Outputs.Length == 2 && output == 0 ? -1 : 1;
        double value = sign * game.ScoresOf(row)[score];
        if (!spread && game.ByCover(row) is { } cover)
            return new(model.Outputs[output], sign * cover.Base[score], value, Part(cover.Contributions), null, []);
        var each = new double[game.Backgrounds][];
        double start = 0;
        for (int b = 0; b < each.Length; b++)
        {
            cancel.ThrowIfCancellationRequested();
            each[b] = Part(game.Against(row, b, cancel));
            start += sign * game.BackgroundScores(b)[score] / each.Length;
        }
        var mean = new double[columns];
        for (int c = 0; c < columns; c++)
            foreach (double[] own in each) mean[c] += own[c] / each.Length;
        int next = 0;
        var bootstrap = spread && each.Length > 1
            ? AttributionBootstrap.Of(_ => each[next++], background.Rows, level: level, cancel: cancel) : null;
        return new(model.Outputs[output], start, value, mean, bootstrap, each);

        double[] Part(double[] all)
        {
            double[] own = all[(score * columns)..((score + 1) * columns)];
            if (sign < 0) for (int c = 0; c < own.Length; c++) own[c] = -own[c];
            return own;
        }
    }
}
