using Kolosal.Statistics;

namespace Kolosal.Explanations;

/// <summary>What a column is called where it speaks against somebody.</summary>
/// <param name="Column">The input column.</param>
/// <param name="Code">Stable; columns may share one.</param>
/// <param name="Text">What the person is told.</param>
public sealed record ReasonText(string Column, string Code, string Text);

/// <summary>Why decisions were adverse, in the words of the model's dictionary.</summary>
/// <param name="Favourable">The class, or the direction of the number, that is no adverse decision.</param>
/// <param name="Method">See <see cref="ScoreGame.Method"/>.</param>
/// <param name="Scale">See <see cref="ScoreGame.Scale"/>.</param>
/// <param name="Background">The rows that rows are held against.</param>
/// <param name="Agreement">Mean over adverse rows of <see cref="RowReasons.Agreement"/>; null without any.</param>
/// <param name="Items">One a row.</param>
/// <param name="Notes">What a reader should know.</param>
public sealed record ReasonReport(
    string Favourable, string Method, string Scale, RowsBehind Background, double? Agreement, ImmutableArray<RowReasons> Items,
    ImmutableArray<string> Notes);

/// <summary>The reasons of one row.</summary>
/// <param name="Row">Its place in the request.</param>
/// <param name="PredictionId">Of the prediction that it was read from.</param>
/// <param name="Prediction">The class, or the number.</param>
/// <param name="Adverse">Whether the decision is another than the favourable one; of a number, whether it is on the wrong side of the usual.</param>
/// <param name="Output">The probability of the favourable class, or the number.</param>
/// <param name="Reasons">The weightiest first; empty where the decision is favourable.</param>
/// <param name="Agreement">Mean share of these codes that are among the weightiest over resampled background rows, too; null without
/// reasons.</param>
/// <param name="SameFirst">Share of resamples with the same first reason; null without reasons.</param>
public sealed record RowReasons(
    int Row, string? PredictionId, object Prediction, bool Adverse, double Output, ImmutableArray<GivenReason> Reasons, double? Agreement,
    double? SameFirst);

/// <summary>One reason.</summary>
/// <param name="Code">Of the dictionary.</param>
/// <param name="Text">Of the dictionary.</param>
/// <param name="Columns">The columns of the code that lowered the score.</param>
/// <param name="Contribution">What all columns of the code add to the score of the favourable side; below 0.</param>
/// <param name="Agreement">Share of resamples in which the code is among as many weightiest ones.</param>
public sealed record GivenReason(string Code, string Text, ImmutableArray<string> Columns, double Contribution, double Agreement);

/// <summary>Chooses reason codes: the codes whose columns lowered the score most, and how sure that choice is.</summary>
/// <remarks>
/// Contributions of the columns of one code are added up. Background rows are resampled with replacement (Efron and Tibshirani 1993, ch. 13), and
/// the codes chosen again: agreement is measured, not assumed. Ties go by code.
/// </remarks>
public static class ReasonCodes
{
    private const int Resamples = 200;

    /// <summary>The reasons of a row that was decided adversely.</summary>
    /// <param name="columns">Names of the raw columns.</param>
    /// <param name="each">Contributions to the favourable score against each background row, at least one.</param>
    /// <param name="dictionary">Texts by column; columns without one give no reason.</param>
    /// <param name="most">Reasons at most.</param>
    /// <param name="seed">Of the resampling.</param>
    public static (ImmutableArray<GivenReason> Reasons, double? Agreement, double? SameFirst) Of(
        ImmutableArray<string> columns, double[][] each, ImmutableArray<ReasonText> dictionary, int most, ulong seed)
    {
        string[] codes = [.. dictionary.Select(entry => entry.Code).Distinct().Order(StringComparer.Ordinal)];
        int[] codeOf = [.. columns.Select(column => Array.IndexOf(codes, dictionary.FirstOrDefault(entry => entry.Column == column)?.Code))];
        double[][] byCode = [.. each.Select(own => Sum(own, codeOf, codes.Length))];
        double[] whole = Mean(byCode, Enumerable.Range(0, byCode.Length));
        int[] chosen = Choose(whole, most);
        if (chosen.Length == 0) return ([], null, null);

        var random = new SeededRandom(seed);
        int[] again = new int[codes.Length], drawn = new int[byCode.Length];
        int agreed = 0, sameFirst = 0;
        for (int r = 0; r < Resamples; r++)
        {
            for (int i = 0; i < drawn.Length; i++) drawn[i] = random.Next(drawn.Length);
            int[] other = Choose(Mean(byCode, drawn), chosen.Length);
            foreach (int code in other) again[code]++;
            agreed += other.Intersect(chosen).Count();
            if (other.Length > 0 && other[0] == chosen[0]) sameFirst++;
        }
        double[] mean = [.. Enumerable.Range(0, columns.Length).Select(c => each.Average(own => own[c]))];
        return ([.. chosen.Select(code => new GivenReason(codes[code], dictionary.First(entry => entry.Code == codes[code]).Text,
            [.. Enumerable.Range(0, columns.Length).Where(c => codeOf[c] == code && mean[c] < 0).OrderBy(c => mean[c]).Select(c => columns[c])],
            whole[code], (double)again[code] / Resamples))], (double)agreed / (Resamples * chosen.Length), (double)sameFirst / Resamples);
    }

    private static int[] Choose(double[] byCode, int most) =>
        [.. Enumerable.Range(0, byCode.Length).Where(code => byCode[code] < 0).OrderBy(code => byCode[code]).ThenBy(code => code).Take(most)];

    private static double[] Sum(double[] own, int[] codeOf, int codes)
    {
        var sums = new double[codes];
        for (int c = 0; c < own.Length; c++) if (codeOf[c] >= 0) sums[codeOf[c]] += own[c];
        return sums;
    }

    private static double[] Mean(double[][] byCode, IEnumerable<int> rows)
    {
        var mean = new double[byCode[0].Length];
        int count = 0;
        foreach (int row in rows)
        {
            for (int code = 0; code < mean.Length; code++) mean[code] += byCode[row][code];
            count++;
        }
        for (int code = 0; code < mean.Length; code++) mean[code] /= count;
        return mean;
    }
}
