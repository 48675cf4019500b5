using Kolosal.Tabular;

namespace Kolosal.Engines.DuckDb;

/// <summary>Expressions that turn a settled column's text into what is stored of it: its value, or besides it the text.</summary>
internal static class SettledSql
{
    private const Oddities NotPlain = Oddities.Word | Oddities.OneWord | Oddities.Other;

    private static readonly string Words = string.Join(", ", MissingText.Words.Select(SqlText.Literal));

    /// <summary>The value.</summary>
    /// <param name="column">How the column is read.</param>
    /// <param name="text">Expression of its text; NULL where the cell is empty.</param>
    /// <param name="functions">For what is not written plainly.</param>
    public static string Value(SettledColumn column, string text, CellFunctions functions) => column.Reading switch
    {
        // The scan has seen that every cell is a number or a word for missing, so the cast meets nothing that it could take for something else.
        { Number: { Decimal: '.', Group: null } } when column.Whole => $"TRY_CAST({text} AS BIGINT)",
        { Number: { Decimal: '.', Group: null } } when (column.Oddities & NotPlain) == 0 => $"TRY_CAST({text} AS DOUBLE)",
        { Number: { Decimal: '.', Group: null } } =>
            $"CASE WHEN isfinite(TRY_CAST({text} AS DOUBLE)) THEN TRY_CAST({text} AS DOUBLE) + 0.0::DOUBLE END", // −0 and 0 are one value
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
        // Asking for every cell costs more than reading it: only for those that can differ.
        string own = functions.Own(column.Reading, text);
        string[] suspects = [.. Suspects(column, text)];
        return suspects is [] ? own : $"CASE WHEN {string.Join(" OR ", suspects)} THEN {own} END";
    }

    /// <summary>Conditions of which one holds for every cell that is not written back as it stands; none when that cannot be told.</summary>
    private static IEnumerable<string> Suspects(SettledColumn column, string text)
    {
        const int SafeDigits = 15;
        if (column.Reading.Number is not { Decimal: '.', Group: null } || (column.Oddities & Oddities.Other) != 0) yield break;
        if ((column.Oddities & Oddities.Word) != 0)
            yield return $"({text} IS NOT NULL AND NOT coalesce(isfinite(TRY_CAST({text} AS DOUBLE)), false))";
        if ((column.Oddities & Oddities.Exponent) != 0) yield return $"contains({text}, 'e') OR contains({text}, 'E')";
        if ((column.Oddities & Oddities.TrailingZero) != 0) yield return $"suffix({text}, '0')";
        // Numbers of many digits DuckDB writes as we do, but for zeros at the end and where exponents begin.
        if ((column.Oddities & Oddities.Digits) != 0)
            yield return $"(length({text}) > {SafeDigits} AND (TRY_CAST({text} AS DOUBLE)::VARCHAR IS DISTINCT FROM {text} "
                + $"OR suffix({text}, '.0') OR abs(TRY_CAST({text} AS DOUBLE)) >= 1e15))";
    }
}
