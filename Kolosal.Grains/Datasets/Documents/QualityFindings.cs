using Kolosal.Tabular;

namespace Kolosal.Datasets;

/// <summary>A quality report with the cells behind each finding.</summary>
/// <param name="DatasetId">The dataset.</param>
/// <param name="Overall">0.4 completeness + 0.2 uniqueness + 0.2 consistency + 0.2 validity.</param>
/// <param name="Completeness">Share of cells that have a value.</param>
/// <param name="Uniqueness">Share of rows that repeat no other row.</param>
/// <param name="Consistency">Mean over columns of their type and spelling consistency.</param>
/// <param name="Validity">Mean over columns of the share of values that are finite and in range.</param>
/// <param name="Columns">Scores per column, in file order.</param>
/// <param name="Warnings">What to look at before learning, with cells.</param>
/// <param name="Expectations">What is expected of the dataset, and how that stands; null when nothing is.</param>
public sealed record QualityFindings(
    string DatasetId, double Overall, double Completeness, double Uniqueness, double Consistency, double Validity,
    ImmutableArray<ColumnQuality> Columns, ImmutableArray<QualityFinding> Warnings, ExpectationReport? Expectations)
{
    internal static QualityFindings Of(
        string dataset, QualityReport report, ImmutableArray<QualityFinding> findings, ExpectationReport? expectations) => new(
            dataset, report.Overall, report.Completeness, report.Uniqueness, report.Consistency, report.Validity, report.Columns, findings,
            expectations is { Results.IsEmpty: false } ? expectations : null);
}

/// <summary>A warning and the cells it rests on.</summary>
/// <param name="Kind">What sort.</param>
/// <param name="Column">The column; null when it concerns the table.</param>
/// <param name="Value">The figure that gave rise to it.</param>
/// <param name="Message">What was found and what to do.</param>
/// <param name="Cells">The first cells or rows behind it; none where it concerns the column as a whole.</param>
/// <param name="Found">How many there are in all.</param>
public sealed record QualityFinding(
    QualityWarningKind Kind, string? Column, double Value, string Message, ImmutableArray<FoundCell> Cells, long Found)
{
    /// <summary>What to look for, or null for a warning about a column or table as a whole.</summary>
    /// <param name="warning">The warning.</param>
    /// <param name="profile">The table's profile: fences, classes, common values.</param>
    /// <param name="schema">The columns as declared.</param>
    internal static CellQuestion? Behind(QualityWarning warning, TableProfile profile, TableSchema schema)
    {
        var column = warning.Column is { } name ? profile.Columns.FirstOrDefault(c => c.Name == name) : null;
        ImmutableArray<string> columns = warning.Column is { } only ? [only] : [];
        return warning.Kind switch
        {
            QualityWarningKind.HighMissingness or QualityWarningKind.MissingTarget => new(CellCondition.Missing, columns),
            QualityWarningKind.DuplicateRows => new(CellCondition.Repeated, []),
            QualityWarningKind.MixedTypes => new(CellCondition.NoNumber, columns),
            QualityWarningKind.NonFinite => new(CellCondition.NonFinite, columns),
            QualityWarningKind.InconsistentSpelling => new(CellCondition.Misspelt, columns),
            QualityWarningKind.OutOfRange => new(CellCondition.Outside, columns, schema[columns[0]].Minimum, schema[columns[0]].Maximum),
            QualityWarningKind.LowVariance when column is { Type: not "date_time", TopValues: [var top, ..] } => new(CellCondition.NotIn, columns,
                Values: [top.Value]),
            QualityWarningKind.ClassImbalance when column is { Type: not "date_time", TopValues: [.., var rarest] } =>
                new(CellCondition.In, columns, Values: [rarest.Value]),
            QualityWarningKind.Skew when column?.Numeric is { } numbers => Tail(columns, numbers),
            _ => null,
        };
    }

    /// <summary>The cells in the long tail: beyond the last percentile on its side.</summary>
    private static CellQuestion Tail(ImmutableArray<string> columns, NumericSummary numbers) => numbers.Skewness > 0
        ? new(CellCondition.Outside, columns, High: numbers.Quantiles.FirstOrDefault(q => q.Share == 0.99)?.Value)
        : new(CellCondition.Outside, columns, Low: numbers.Quantiles.FirstOrDefault(q => q.Share == 0.01)?.Value);
}
