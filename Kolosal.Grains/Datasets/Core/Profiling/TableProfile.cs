namespace Kolosal.Datasets;

/// <summary>What the values of a table look like; computed once when the table is taken in.</summary>
/// <param name="Rows">Data rows.</param>
/// <param name="DuplicateRows">Rows that repeat an earlier row in every column.</param>
/// <param name="SampledRows">Rows that quantiles, outliers and correlations were taken from; equal to <paramref name="Rows"/> when all were.</param>
/// <param name="Columns">The columns in file order.</param>
/// <param name="Correlations">Between numeric columns; null when there are fewer than two.</param>
public sealed record TableProfile(
    long Rows, long DuplicateRows, long SampledRows, ImmutableArray<ColumnProfile> Columns, CorrelationMatrix? Correlations);

/// <summary>One column's profile.</summary>
/// <param name="Name">The column.</param>
/// <param name="Type"><c>numeric</c>, <c>categorical</c>, <c>boolean</c>, <c>date_time</c> or <c>text</c>.</param>
/// <param name="Count">Rows with a value.</param>
/// <param name="Missing">Rows without a value; those with NaN or an infinity are among them.</param>
/// <param name="NonFinite">Rows that held NaN or an infinity.</param>
/// <param name="Distinct">Different values.</param>
/// <param name="DistinctExact">False when <paramref name="Distinct"/> is an estimate (HyperLogLog, standard error 1.6 %).</param>
/// <param name="Entropy">Shannon entropy in bits: over the values while they are counted
/// exactly, over the histogram's bins otherwise; null when neither is known.</param>
/// <param name="Numeric">Numeric columns, and date-times in seconds since 1970 UTC.</param>
/// <param name="Text">Text and categorical columns.</param>
/// <param name="Histogram">Numeric and date-time columns.</param>
/// <param name="TopValues">The most frequent values, most frequent first; empty when distinct values are only estimated.</param>
public sealed record ColumnProfile(
    string Name, string Type, long Count, long Missing, long NonFinite, long Distinct, bool DistinctExact, double? Entropy,
    NumericSummary? Numeric, TextSummary? Text, Histogram? Histogram, ImmutableArray<ValueCount> TopValues);

/// <summary>Figures of a numeric column.</summary>
/// <param name="Minimum">Smallest value.</param>
/// <param name="Maximum">Largest value.</param>
/// <param name="Mean">Arithmetic mean.</param>
/// <param name="StandardDeviation">With n − 1; null for a single value.</param>
/// <param name="Skewness">g₁ = m₃ / m₂^1.5; null when all values are equal.</param>
/// <param name="Kurtosis">Excess: g₂ = m₄ / m₂² − 3; null when all values are equal.</param>
/// <param name="Quantiles">Linear interpolation between order statistics (Hyndman and Fan 1996, type 7).</param>
/// <param name="QuantilesExact">False when they were taken from the sample.</param>
/// <param name="OutlierShare">Share of values beyond three interquartile ranges from the quartiles (Tukey's outer fences).</param>
/// <param name="WholeNumbers">Every value is a whole number.</param>
public sealed record NumericSummary(
    double Minimum, double Maximum, double Mean, double? StandardDeviation, double? Skewness, double? Kurtosis,
    ImmutableArray<Quantile> Quantiles, bool QuantilesExact, double OutlierShare, bool WholeNumbers);

/// <summary>The value below which a share of the values lies.</summary>
public sealed record Quantile(double Share, double Value);

/// <summary>Figures of a text column.</summary>
/// <param name="MinimumLength">Bytes of the shortest value (UTF-8).</param>
/// <param name="MaximumLength">Bytes of the longest value.</param>
/// <param name="MeanLength">Mean bytes.</param>
/// <param name="NumberShare">Share of values that read as numbers.</param>
/// <param name="OddValues">First rows that do not read as numbers where most do; empty otherwise.</param>
/// <param name="InconsistentShare">Share of rows whose value differs from a more frequent one only in case or surrounding blanks.</param>
public sealed record TextSummary(
    int MinimumLength, int MaximumLength, double MeanLength, double NumberShare, ImmutableArray<OddValue> OddValues, double InconsistentShare);

/// <summary>A value that does not fit the rest of its column.</summary>
/// <param name="Row">Data row, from 1.</param>
/// <param name="Value">The value, cut at 40 characters.</param>
public sealed record OddValue(long Row, string Value);

/// <summary>Bins of equal width between the smallest and the largest value; the last includes its upper edge.</summary>
/// <param name="Minimum">Lower edge of the first bin.</param>
/// <param name="Maximum">Upper edge of the last bin.</param>
/// <param name="Counts">Values per bin.</param>
public sealed record Histogram(double Minimum, double Maximum, ImmutableArray<long> Counts);

/// <summary>A value and how often it occurs.</summary>
public sealed record ValueCount(string Value, long Count);

/// <summary>Pearson's r between numeric columns over the sampled rows, pairs with a missing value left out.</summary>
/// <param name="Columns">The columns: the first hundred numeric ones.</param>
/// <param name="Values">Symmetric, row by row; null where a column is constant or fewer than two pairs are complete.</param>
public sealed record CorrelationMatrix(ImmutableArray<string> Columns, ImmutableArray<ImmutableArray<double?>> Values);
