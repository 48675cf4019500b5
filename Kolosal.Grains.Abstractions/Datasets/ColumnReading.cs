namespace Kolosal.Datasets;

/// <summary>How the cells of a column are read and written, settled over the whole file. What does not apply is null.</summary>
/// <param name="Missing">Which words are no values: <c>none</c>, <c>unquoted</c> (NA, null, … unless quoted) or <c>any</c>.</param>
/// <param name="MissingWord">What the file writes where there is no value; null for nothing.</param>
/// <param name="Decimal">Numbers: the mark before decimals.</param>
/// <param name="Group">Numbers: what stands between thousands.</param>
/// <param name="Decimals">Numbers: digits behind the decimal mark when all have as many.</param>
/// <param name="Date">Dates: their order, <c>Y-m-d</c>, <c>d/m/Y</c>, <c>m/d/Y</c>, … ISO 8601 is read beside it.</param>
/// <param name="DatePattern">Dates: how they are written back (.NET custom format).</param>
/// <param name="Yes">Flags: the word of true.</param>
/// <param name="No">Flags: the word of false.</param>
/// <param name="Exponent">Numbers: the letter before exponents; null for <c>e</c>.</param>
[GenerateSerializer, Immutable, Alias("kolosal.column-reading")]
public sealed record ColumnReading(
    string Missing, string? MissingWord = null, string? Decimal = null, string? Group = null, int? Decimals = null, string? Date = null,
    string? DatePattern = null, string? Yes = null, string? No = null, string? Exponent = null);
