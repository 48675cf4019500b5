using Kolosal.Learning.Explanation;
using Kolosal.Learning.Trees;
using Kolosal.Statistics;

namespace Kolosal.Explanations;

/// <summary>What a model goes by, over many rows.</summary>
/// <param name="Method">See <see cref="ScoreGame.Method"/>.</param>
/// <param name="Scale">See <see cref="ScoreGame.Scale"/>.</param>
/// <param name="Explained">What the score speaks for.</param>
/// <param name="Rows">The rows behind it.</param>
/// <param name="Stability">Mean rank correlation of the columns' order over resampled rows; null where sizes have no order.</param>
/// <param name="Columns">The weightiest first.</param>
/// <param name="Rules">A small tree that imitates the output, one rule a leaf; empty where it cannot be fitted.</param>
/// <param name="Fidelity">R² of that tree for the output on rows that it was not fitted to: how far the rules can be believed.</param>
/// <param name="Sentences">The same figures in words.</param>
public sealed record GlobalReport(
    string Method, string Scale, string Explained, RowsBehind Rows, double? Stability, ImmutableArray<WeighedColumn> Columns,
    ImmutableArray<string> Rules, double? Fidelity, ImmutableArray<string> Sentences)
{
    private const int MostTold = 3, LeastForRules = 40;

    /// <summary>Explains many rows and adds up.</summary>
    /// <param name="model">The model.</param>
    /// <param name="game">Its game.</param>
    /// <param name="background">The rows of the game.</param>
    /// <param name="sample">The rows that are explained, at least one.</param>
    /// <param name="terms">Class, level, seed.</param>
    /// <param name="cancel">Polled between rows.</param>
    /// <param name="progress">Told the share of rows that are done.</param>
    public static GlobalReport Of(ExplainedModel model, ScoreGame game, UsualRows background, UsualRows sample, ExplanationTerms terms,
        CancellationToken cancel, Action<double>? progress = null)
    {
        int output = model.OutputOf(terms.Class, []), width = model.Columns.Length;
        var each = new double[sample.Rows.Rows][];
        for (int r = 0; r < each.Length; r++)
        {
            cancel.ThrowIfCancellationRequested();
            each[r] = RowAttribution.Of(model, game, background, model.Values(sample.Rows.Row(r)), output, spread: false, terms.Level, cancel)
                .Contributions;
            progress?.Invoke((r + 1.0) / each.Length);
        }
        double[][] sizes = [.. each.Select(row => Array.ConvertAll(row, Math.Abs))];
        double[] mean = [.. Enumerable.Range(0, width).Select(c => sizes.Average(row => row[c]))];
        var (low, high) = MeanIntervals.Of(sizes, terms.Level, terms.Seed, cancel);
        double all = mean.Sum();
        ImmutableArray<WeighedColumn> columns =
        [
            .. Enumerable.Range(0, width).OrderByDescending(c => mean[c]).Take(terms.Top ?? width).Select(c => new WeighedColumn(
                model.Columns[c].Name, mean[c], low.Length > 0 ? low[c] : null, high.Length > 0 ? high[c] : null, each.Average(row => row[c]),
                all > 0 ? mean[c] / all : 0, Direction(sample, each, c))),
        ];
        var (rules, fidelity) = Imitate(model, sample, output, cancel);
        return new(game.Method, game.Scale, model.Outputs[output], new(each.Length, sample.Source), StabilityOf(mean, sizes, terms.Seed, cancel),
            columns,
            rules, fidelity, [.. Tell(columns, rules, fidelity)]);
    }

    private static double? Direction(UsualRows sample, double[][] each, int column)
    {
        if (sample.Rows.Columns[column].IsCategorical) return null;
        int[] known = [.. Enumerable.Range(0, each.Length).Where(row => !double.IsNaN(sample.Rows.Row(row)[column]))];
        if (known.Length < 3) return null;
        double[] values = [.. known.Select(row => sample.Rows.Row(row)[column])];
        return Association.Spearman(values, [.. known.Select(row => each[row][column])]) is { } rank ? Figures.OrNull(rank) : null;
    }

    private static double? StabilityOf(double[] mean, double[][] sizes, ulong seed, CancellationToken cancel)
    {
        if (sizes.Length < 2) return null;
        double[] found = [.. MeanIntervals.Means(sizes, seed, cancel).Select(again => Association.Spearman(mean, again)).OfType<double>()
            .Where(double.IsFinite)];
        return found.Length > 0 ? found.Average() : null;
    }

    private static (ImmutableArray<string> Rules, double? Fidelity) Imitate(
        ExplainedModel model, UsualRows sample, int output, CancellationToken cancel)
    {
        int rows = sample.Rows.Rows, width = sample.Rows.Columns.Length, learnt = rows * 2 / 3;
        if (rows < LeastForRules) return ([], null);
        var options = new DecisionTreeOptions { MaxDepth = 3, MinRowsPerLeaf = Math.Max(5, learnt / 20) };
        var tree = SurrogateTree.Fit(model.Raw.Function, new(sample.Rows.Features[..(learnt * width)], sample.Rows.Columns, learnt),
            new(sample.Rows.Features[(learnt * width)..], sample.Rows.Columns, rows - learnt), output, options, cancel);
        return (TreeText.Rules(tree.Tree, TreeColumns.OfRaw(model)), Figures.OrNull(tree.Fidelity));
    }

    private static IEnumerable<string> Tell(ImmutableArray<WeighedColumn> columns, ImmutableArray<string> rules, double? fidelity)
    {
        foreach (var column in columns.Where(column => column.MeanSize > 0).Take(MostTold))
            yield return $"'{column.Column}' moves the score by {Figures.Tell(column.MeanSize)} on average, "
                + $"{Figures.Tell(100 * column.Share)} % of all"
                + (column.Direction switch { > 0.5 => ", mostly upwards as it grows.", < -0.5 => ", mostly downwards as it grows.", _ => "." });
        if (fidelity is { } believed && rules.Length > 0)
            yield return $"{rules.Length} rules imitate the model with R² {Figures.Tell(believed)} on rows that they were not made from.";
    }
}

/// <param name="Column">The column.</param>
/// <param name="MeanSize">Mean absolute contribution.</param>
/// <param name="Low">Lower end of its bootstrap interval over rows.</param>
/// <param name="High">Upper end.</param>
/// <param name="Mean">Mean contribution, with its sign.</param>
/// <param name="Share">Its part of all sizes, 0 to 1.</param>
/// <param name="Direction">Rank correlation of value and contribution: 1 where more always raises the score; null for categories, and where
/// either is constant.</param>
public sealed record WeighedColumn(
    string Column, double MeanSize, double? Low, double? High, double Mean, double Share, double? Direction);
