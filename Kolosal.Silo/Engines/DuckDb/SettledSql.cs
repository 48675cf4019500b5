using Kolosal.Tabular;

namespace Kolosal.Engines.DuckDb;

/// <summary>The expressions that turn a settled column's text into what is stored of it: its value, and its own text where the value does not give it back.</summary>
internal static class SettledSql
{
    private static readonly string Words = string.Join(", ", MissingText.Words.Select(SqlText.Literal));

    /// <summary>The value.</summary>
    /// <param name="column">How the column is read.</param>
    /// <param name="text">Expression of its text; NULL where the cell is empty.</param>
    /// <param name="functions">For what is not written plainly.</param>
    public static string Value(SettledColumn column, string text, CellFunctions functions) => column.Reading switch
    {
        // The scan has seen that every cell is a number or a word for missing, so the cast meets nothing that it could take for something else.
        { Number: { Decimal: '.', Group: null } } when column.Whole => $"TRY_CAST({text} AS BIGINT)",
        { Number: { Decimal: '.', Group: null } } when column.Direct => $"TRY_CAST({text} AS DOUBLE)",
        { Number: { Decimal: '.', Group: null } } => $"CASE WHEN isfinite(TRY_CAST({text} AS DOUBLE)) THEN TRY_CAST({text} AS DOUBLE) + 0.0::DOUBLE END",
        { Flag: { } flag } => $"CASE {text} WHEN {SqlText.Literal(flag.Yes)} THEN true WHEN {SqlText.Literal(flag.No)} THEN false END",
        { Date: not null } when column.Direct => $"TRY_CAST({text} AS TIMESTAMP)",
        { Number: not null } or { Date: not null } => functions.Read(column.Reading, text),
        _ when column.MixedQuotes => $"nullif({text}, '')", // the reader has told words from quoted words
        _ when column.Direct => text,
        _ => $"CASE WHEN {text} NOT IN ({Words}) THEN {text} END",
    };

    /// <summary>The text of the cells that their value would not give back.</summary>
    public static string Own(SettledColumn column, string text, CellFunctions functions)
    {
        if (column.Type == ColumnType.Text) return $"CASE WHEN {text} IN ({Words}) THEN {text} END";
        string own = functions.Own(column.Reading, text);
        // What DuckDB writes back we do, too, but for whole numbers (5.0) and where exponents begin: there is no need to ask for the rest.
        string number = $"TRY_CAST({text} AS DOUBLE)";
        return column.Reading.Number is { Decimal: '.', Group: null, Decimals: null }
            ? $"CASE WHEN {number}::VARCHAR IS DISTINCT FROM {text} OR suffix({text}, '.0') OR abs({number}) >= 1e15 THEN {own} END" : own;
    }
}
