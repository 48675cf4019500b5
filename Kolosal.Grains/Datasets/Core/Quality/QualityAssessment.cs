using System.Globalization;
using Kolosal.Tabular;

namespace Kolosal.Datasets;

/// <summary>Judges a table from its profile and its schema.</summary>
public static class QualityAssessment
{
    // Weights of the overall score. Chosen, not derived from data: there is no standard for them. What is missing cannot be mended without
    // guessing and counts twice; the others count alike. They sum to 1.
    private const double CompletenessWeight = 0.4, UniquenessWeight = 0.2, ConsistencyWeight = 0.2, ValidityWeight = 0.2;

    // Where a person should look. All are chosen, none is derived: a warning changes no score and stops nothing.
    // A fifth of a column is more than the mean or the median can stand in for without a trace.
    private const double MissingShare = 0.2;

    // Fewer than one row in a hundred differs: a fold of a few hundred rows may see none of them.
    private const double DominantShare = 0.99;

    // About what one-hot features of one column a table of some thousand rows can bear.
    private const long ManyCategories = 100;

    // Room for a few repeats among identifiers, and the least number of values to tell by.
    private const double IdRatio = 0.99;
    private const long MinValuesOfId = 20;

    // Accuracy of the majority answer is then 0.9 and more. Targets of whole numbers with at most 20 values count as classes, as in training.
    private const double RareClassShare = 0.1;
    private const long MaxIntegerClasses = 20;

    // An exponential has a skewness of 2; beyond 3 means follow single rows.
    private const double StrongSkew = 3;

    // A column that explains 98 % of the target's variance rarely is one that is known beforehand.
    private const double LeakingCorrelation = 0.99;

    // Ten rows a fold of five: a score on so few moves by a tenth with a single row.
    private const long FewRows = 50;

    /// <summary>The report.</summary>
    /// <param name="profile">What the values look like.</param>
    /// <param name="schema">What they are for: target and declared ranges. Columns in the profile's order.</param>
    public static QualityReport Assess(TableProfile profile, TableSchema schema)
    {
        var columns = profile.Columns.Zip(schema.Columns, (p, s) => Column(p, s)).ToImmutableArray();
        double cells = (double)profile.Rows * profile.Columns.Length;
        double completeness = cells == 0 ? 0 : 1 - profile.Columns.Sum(c => c.Missing) / cells;
        double uniqueness = profile.Rows == 0 ? 0 : 1 - (double)profile.DuplicateRows / profile.Rows;
        double consistency = columns.Average(c => c.TypeConsistency), validity = columns.Average(c => c.Validity);
        double overall = CompletenessWeight * completeness + UniquenessWeight * uniqueness + ConsistencyWeight * consistency
            + ValidityWeight * validity;
        return new(overall, completeness, uniqueness, consistency, validity, columns, [.. Warnings(profile, schema)]);
    }

    private static ColumnQuality Column(ColumnProfile profile, ColumnSchema schema)
    {
        double rows = profile.Count + profile.Missing;
        double consistency = profile.Text is { } text ? Math.Max(text.NumberShare, 1 - text.NumberShare) * (1 - text.InconsistentShare) : 1;
        double outliers = profile.Numeric?.OutlierShare ?? 0;
        double given = profile.Count + profile.NonFinite;
        double outside = schema.Minimum is null && schema.Maximum is null ? outliers : OutOfRange(profile, schema);
        double validity = given == 0 ? 0 : (profile.Count * (1 - outside)) / given;
        return new(
            profile.Name, rows == 0 ? 0 : profile.Count / rows, profile.Count == 0 ? 0 : Math.Min(1, (double)profile.Distinct / profile.Count),
                outliers, consistency, validity);
    }

    /// <summary>Share of values outside the declared range, from the histogram; within a bin values count as evenly spread.</summary>
    private static double OutOfRange(ColumnProfile profile, ColumnSchema schema)
    {
        if (profile.Numeric is not { } numeric || profile.Histogram is not { } histogram) return 0;
        double low = schema.Minimum ?? double.NegativeInfinity, high = schema.Maximum ?? double.PositiveInfinity;
        if (numeric.Minimum >= low && numeric.Maximum <= high) return 0;
        double width = (histogram.Maximum - histogram.Minimum) / histogram.Counts.Length;
        if (width <= 0) return 1;
        double inside = 0;
        for (int bin = 0; bin < histogram.Counts.Length; bin++)
        {
            double from = histogram.Minimum + bin * width, to = from + width;
            inside += histogram.Counts[bin] * Math.Clamp((Math.Min(to, high) - Math.Max(from, low)) / width, 0, 1);
        }

        return Math.Clamp(1 - inside / profile.Count, 0, 1);
    }

    private static IEnumerable<QualityWarning> Warnings(TableProfile profile, TableSchema schema)
    {
        if (profile.Rows < FewRows)
            yield return new(QualityWarningKind.FewRows, null, profile.Rows,
                $"The table has {profile.Rows} rows; held-out scores will be very uncertain below {FewRows}.");
        if (profile.DuplicateRows > 0)
            yield return new(QualityWarningKind.DuplicateRows, null, profile.DuplicateRows,
                $"{profile.DuplicateRows} rows repeat another row; a repeat that falls into the test part flatters the score.");

        foreach (var (column, declared) in profile.Columns.Zip(schema.Columns))
        {
            foreach (var warning in ColumnWarnings(column, declared.Role == ColumnRole.Target)) yield return warning;
            if (declared is { Minimum: not null } or { Maximum: not null } && OutOfRange(column, declared) is > 0 and var outside)
                yield return new(QualityWarningKind.OutOfRange, column.Name, outside,
                    $"About {Percent(outside)} of the values of '{column.Name}' are outside the range that was declared.");
            if (declared.Role == ColumnRole.Target)
                foreach (var warning in TargetWarnings(column, profile)) yield return warning;
        }
    }

    private static IEnumerable<QualityWarning> ColumnWarnings(ColumnProfile column, bool target)
    {
        double rows = column.Count + column.Missing, missing = column.Missing / rows;
        if (missing > MissingShare)
            yield return new(QualityWarningKind.HighMissingness, column.Name, missing,
                $"{Percent(missing)} of the rows have no value in '{column.Name}'.");
        if (column.NonFinite > 0)
            yield return new(QualityWarningKind.NonFinite, column.Name, column.NonFinite,
                $"{column.NonFinite} values of '{column.Name}' were NaN or infinite; they are stored as missing.");
        if (column.Count > 0 && column is { Distinct: 1, DistinctExact: true })
            yield return new(QualityWarningKind.ConstantColumn, column.Name, 1,
                $"Every value of '{column.Name}' is the same; nothing can be learnt from it.");
        else if (column.TopValues is [var top, ..] && (double)top.Count / column.Count > DominantShare)
            yield return new(QualityWarningKind.LowVariance, column.Name, (double)top.Count / column.Count,
                $"{Percent((double)top.Count / column.Count)} of the values of '{column.Name}' are '{top.Value}'.");
        if (column.Text is { NumberShare: > 0.5 and < 1 } text)
            yield return new(
                QualityWarningKind.MixedTypes, column.Name, text.NumberShare,
                $"{Percent(text.NumberShare)} of the values of '{column.Name}' are numbers, the rest are not{Examples(text)}. Correct them, or "
                    + "declare the column numeric to read them as missing.");
        if (column.Text is { InconsistentShare: > 0 } spelled)
            yield return new(QualityWarningKind.InconsistentSpelling, column.Name, spelled.InconsistentShare,
                $"{Percent(spelled.InconsistentShare)} of the values of '{column.Name}' differ from a more frequent one in case or blanks alone. "
                    + "Clean them with trim and case.");
        if (!target && IsLikeAnId(column))
            yield return new(QualityWarningKind.SuspectedId, column.Name, (double)column.Distinct / column.Count,
                $"Nearly every value of '{column.Name}' is different; it looks like an identifier. Give it the role id.");
        else if (column.Type is "categorical" or "text" && column.Distinct > ManyCategories)
            yield return new(QualityWarningKind.HighCardinality, column.Name, column.Distinct,
                $"'{column.Name}' has {column.Distinct} different values.");
        if (column.Numeric?.Skewness is { } skew && Math.Abs(skew) > StrongSkew)
            yield return new(QualityWarningKind.Skew, column.Name, skew, $"'{column.Name}' is strongly skewed "
                + $"({skew.ToString("F1", CultureInfo.InvariantCulture)}); a log or Yeo-Johnson transform may help.");
    }

    /// <summary>Short texts or whole numbers that hardly repeat.</summary>
    private static bool IsLikeAnId(ColumnProfile column) =>
        column.Count > MinValuesOfId && (double)column.Distinct / column.Count >= IdRatio
        && (column.Numeric is { WholeNumbers: true } || (column.Text is { MaximumLength: <= 64 } && column.Type != "date_time"));

    private static IEnumerable<QualityWarning> TargetWarnings(ColumnProfile target, TableProfile profile)
    {
        if (target.Missing > 0)
            yield return new(QualityWarningKind.MissingTarget, target.Name, target.Missing,
                $"{target.Missing} rows have no target; they will be left out of training.");
        if (target is { Distinct: <= 1, DistinctExact: true })
            yield return new(QualityWarningKind.OneClass, target.Name, target.Distinct,
                $"The target '{target.Name}' has {target.Distinct} different values; at least two are needed to learn anything.");
        else if (target.Type is "categorical" or "boolean" or "text"
            || target is { Distinct: <= MaxIntegerClasses, DistinctExact: true, Numeric.WholeNumbers: true })
        {
            // The rarest class is known when all classes fit into the top values.
            if (target.Distinct == target.TopValues.Length && (double)target.TopValues[^1].Count / target.Count is var share
                && share < RareClassShare)
                yield return new(QualityWarningKind.ClassImbalance, target.Name, share, $"The rarest class '{target.TopValues[^1].Value}' has "
                    + $"{Percent(share)} of the rows; accuracy will mislead, look at recall and PR AUC.");
        }

        if (profile.Correlations is not { } matrix || matrix.Columns.IndexOf(target.Name) is not (>= 0 and var row)) yield break;
        for (int other = 0; other < matrix.Columns.Length; other++)
            if (other != row && matrix.Values[row][other] is { } r && Math.Abs(r) >= LeakingCorrelation)
                yield return new(QualityWarningKind.TargetLeakage, matrix.Columns[other], r, $"'{matrix.Columns[other]}' correlates with the target "
                    + $"at {r.ToString("F3", CultureInfo.InvariantCulture)}; it may hold the answer. Check that it is known before the prediction "
                    + "is asked for.");
    }

    private static string Examples(TextSummary text) =>
        text.OddValues.IsEmpty ? "" : $" (row {string.Join(", row ", text.OddValues.Select(o => $"{o.Row}: '{o.Value}'"))})";

    private static string Percent(double share) => (100 * share).ToString("0.#", CultureInfo.InvariantCulture) + " %";
}
