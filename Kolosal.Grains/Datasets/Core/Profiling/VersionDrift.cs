using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Datasets;

/// <summary>How far the columns of one dataset are from those of another.</summary>
/// <param name="DatasetId">The dataset.</param>
/// <param name="Against">What it is held against.</param>
/// <param name="Rows">Rows of it that were looked at.</param>
/// <param name="RowsAgainst">Rows of the other.</param>
/// <param name="Columns">Those that both have, of one kind each, other than free text.</param>
public sealed record VersionDrift(string DatasetId, string Against, int Rows, int RowsAgainst, ImmutableArray<MovedColumn> Columns);

/// <summary>How far one column moved.</summary>
/// <param name="Column">The column.</param>
/// <param name="Test">Numbers and dates: <c>ks</c>, Kolmogorov-Smirnov. Categories and flags: <c>chi_squared</c>.</param>
/// <param name="Statistic">The test's statistic; null where it is not defined.</param>
/// <param name="PValue">Probability of one at least as large without drift.</param>
/// <param name="JensenShannon">Distance of the shares, 0 to 1; numbers in tenths of the other dataset's.</param>
/// <param name="MissingShare">Share of rows without a value.</param>
/// <param name="MissingShareAgainst">That of the other dataset.</param>
/// <param name="Drifted">The p-value is below 0.01 over the number of columns (Bonferroni), so that all columns without drift together raise a false
/// alarm in at most 1 of 100 comparisons.</param>
public sealed record MovedColumn(
    string Column, string Test, double? Statistic, double? PValue, double JensenShannon, double MissingShare, double MissingShareAgainst,
        bool Drifted)
{
    private const double FalseAlarm = 0.01;
    private const int Bins = 10;

    /// <summary>Every column that both have.</summary>
    /// <param name="now">Rows of the dataset.</param>
    /// <param name="before">Rows of what it is held against.</param>
    public static ImmutableArray<MovedColumn> Of(Frame now, Frame before)
    {
        var both = now.Schema.Columns.Where(column => column.Type != ColumnType.Text && before.Schema.IndexOf(column.Name) >= 0
            && before.Schema[column.Name].Type == column.Type).ToArray();
        var measured = both.Select(column => Between(column.Name, now[column.Name], before[column.Name])).ToArray();
        return [.. measured.Select(drift => drift with { Drifted = drift.PValue < FalseAlarm / measured.Length })];
    }

    private static MovedColumn Between(string name, Column now, Column before)
    {
        double missing = Share(now), missingBefore = Share(before);
        if (now is NumericColumn or DateTimeColumn)
        {
            double[] x = Numbers(now), y = Numbers(before);
            if (x.Length == 0 || y.Length == 0) return new(name, "ks", null, null, x.Length == y.Length ? 0 : 1, missing, missingBefore, false);
            double distance = KolmogorovSmirnov.Distance(y, x);
            double[] sorted = [.. y.Order()];
            double[] edges = [.. Enumerable.Range(1, Bins - 1).Select(b => Quantiles.OfSorted(sorted, (double)b / Bins)).Distinct()];
            return new(name, "ks", distance, KolmogorovSmirnov.PValue(distance, y.Length, x.Length),
                Distance(Counts(x, edges), Counts(y, edges)), missing, missingBefore, false);
        }

        var words = new Dictionary<string, int>(StringComparer.Ordinal);
        int[] codes = Codes(now, words), codesBefore = Codes(before, words);
        long[] counts = new long[words.Count], countsBefore = new long[words.Count];
        foreach (int code in codes) if (code >= 0) counts[code]++;
        foreach (int code in codesBefore) if (code >= 0) countsBefore[code]++;
        var test = words.Count < 2 || counts.Sum() == 0 || countsBefore.Sum() == 0 ? null
            : (TestResult?)ContingencyTests.ChiSquared([.. countsBefore, .. counts], words.Count, yates: false);
        return new(name, "chi_squared", Finite(test?.Statistic), Finite(test?.P), Distance(counts, countsBefore), missing, missingBefore, false);
    }

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;

    private static double Share(Column column) => column.Rows == 0 ? 0 : (double)column.Missing.Count / column.Rows;

    private static double[] Numbers(Column column) =>
        [.. Enumerable.Range(0, column.Rows).Where(row => !column.IsMissing(row)).Select(row => RawValue.At(column, row).Number)];

    private static long[] Counts(double[] values, double[] edges)
    {
        long[] counts = new long[edges.Length + 1];
        foreach (double value in values) counts[edges.Count(edge => edge < value)]++;
        return counts;
    }

    private static double Distance(long[] now, long[] before) => now.Length == 0 || now.Sum() == 0 || before.Sum() == 0 ? 0
        : ShareDistances.JensenShannon(ShareDistances.Shares(now), ShareDistances.Shares(before));

    private static int[] Codes(Column column, Dictionary<string, int> words)
    {
        int[] codes = new int[column.Rows];
        for (int row = 0; row < codes.Length; row++)
        {
            string? text = column.TextAt(row);
            if (text is not null && !words.ContainsKey(text)) words.Add(text, words.Count);
            codes[row] = text is null ? -1 : words[text];
        }

        return codes;
    }
}
