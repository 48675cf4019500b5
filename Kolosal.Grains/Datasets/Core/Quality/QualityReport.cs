namespace Kolosal.Datasets;

/// <summary>How fit a table is to learn from; every score is measured, 0 (bad) to 1 (good).</summary>
/// <param name="Overall">0.4 completeness + 0.2 uniqueness + 0.2 consistency + 0.2 validity.</param>
/// <param name="Completeness">Share of cells that have a value.</param>
/// <param name="Uniqueness">Share of rows that repeat no other row.</param>
/// <param name="Consistency">Mean over columns of their type and spelling consistency.</param>
/// <param name="Validity">Mean over columns of the share of values that are finite and in range.</param>
/// <param name="Columns">Scores per column, in file order.</param>
/// <param name="Warnings">What to look at before learning.</param>
public sealed record QualityReport(
    double Overall, double Completeness, double Uniqueness, double Consistency, double Validity,
    ImmutableArray<ColumnQuality> Columns, ImmutableArray<QualityWarning> Warnings);

/// <summary>Scores of one column.</summary>
/// <param name="Name">The column.</param>
/// <param name="Completeness">Share of rows with a value.</param>
/// <param name="DistinctRatio">Different values over values.</param>
/// <param name="OutlierRatio">Share of values beyond Tukey's outer fences; 0 for other than numbers.</param>
/// <param name="TypeConsistency">Share of values of the column's own kind and spelling.</param>
/// <param name="Validity">Share of values that are finite, and in the declared range or else within the outer fences.</param>
public sealed record ColumnQuality(string Name, double Completeness, double DistinctRatio, double OutlierRatio, double TypeConsistency,
    double Validity);

/// <summary>Something to look at.</summary>
/// <param name="Kind">What sort.</param>
/// <param name="Column">The column; null when it concerns the table.</param>
/// <param name="Value">The figure that gave rise to it.</param>
/// <param name="Message">What was found and what to do.</param>
public sealed record QualityWarning(QualityWarningKind Kind, string? Column, double Value, string Message);

/// <summary>Sorts of warning.</summary>
public enum QualityWarningKind
{
    HighMissingness,
    LowVariance,
    HighCardinality,
    SuspectedId,
    ClassImbalance,
    DuplicateRows,
    ConstantColumn,
    TargetLeakage,
    MixedTypes,
    Skew,
    NonFinite,
    OneClass,
    MissingTarget,
    FewRows,
    InconsistentSpelling,
    OutOfRange,
}
