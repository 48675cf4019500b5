using System.Globalization;
using DuckDB.NET.Data;
using Kolosal.Datasets;
using Kolosal.Tabular;

namespace Kolosal.Engines.DuckDb;

/// <summary>Counts cells of a stored table that meet a condition, and shows the first.</summary>
internal sealed class CellFinder(DuckDatabase database, string parquet, TableSchema schema, CancellationToken cancel) : IDisposable
{
    private const int ShownCharacters = 40;
    private const string Rows = "read_parquet($1, file_row_number = true)";

    private readonly DuckDBConnection connection = database.Connect();

    private StoredTable? stored;

    private StoredTable Stored => stored ??= StoredTable.Open(database, connection, parquet, cancel);

    /// <exception cref="RejectedContentException">A pattern that is none.</exception>
    public CellAnswer Find(CellQuestion question)
    {
        int[] at = [.. question.Columns.Select(schema.IndexOf)];
        string all = string.Join(", ", (at.Length > 0 ? at : Enumerable.Range(0, schema.Columns.Length)).Select(i => $"c{i}"));
        string present = at.Length == 0 || question.Condition == CellCondition.Missing ? "true"
            : string.Join(" AND ", at.Select(i => $"{Value(i)} IS NOT NULL"));
        // The text that the file had, which may be there without a value.
        if (question.Condition == CellCondition.NonFinite) present = $"{Stored.Text(at[0])} IS NOT NULL";
        string shown = at.Length == 0 ? "NULL::VARCHAR" : at.Length == 1 ? Stored.Text(at[0])
            : $"concat_ws(', ', {string.Join(", ", at.Select(Stored.Text))})";
        var (relation, condition) = question.Condition switch
        {
            CellCondition.Repeated => (Numbered(all, present, "row_number() OVER (PARTITION BY {0} ORDER BY file_row_number)"), "n > 1"),
            CellCondition.NotUnique => (Numbered(all, present, "count(*) OVER (PARTITION BY {0})"), "n > 1"),
            _ => (Rows, Condition(question, at[0])),
        };
        try
        {
            return Ask(relation, present, condition, shown);
        }
        catch (DuckDBException e) when (question.Condition == CellCondition.Unmatched)
        {
            throw new RejectedContentException(RejectionKind.Unusable, "datasets.bad-pattern",
                $"'{question.Pattern}' is no regular expression (RE2): {e.Message.Split('\n')[0]}");
        }
    }

    public void Dispose() => connection.Dispose();

    private CellAnswer Ask(string relation, string present, string condition, string shown)
    {
        string broken = $"({present}) AND coalesce({condition}, false)";
        var (looked, found) = connection.Row(
            $"SELECT count(*) FILTER ({present}), count(*) FILTER ({broken}) FROM {relation}",
            row => (row.GetInt64(0), row.GetInt64(1)), cancel, parquet);
        var cells = found == 0 ? [] : connection.Rows(
            $"SELECT file_row_number + 1, {shown} FROM {relation} WHERE {broken} ORDER BY file_row_number LIMIT {CellQuestion.Shown}",
            row => (row.GetInt64(0), row.IsDBNull(1) ? null : Cut(row.GetString(1))), cancel, parquet);
        return new(looked, found, [.. cells]);
    }

    private static string Numbered(string columns, string present, string window) =>
        $"(SELECT *, CASE WHEN {present} THEN {string.Format(CultureInfo.InvariantCulture, window, columns)} END AS n FROM {Rows})";

    private string Condition(CellQuestion question, int at) => question.Condition switch
    {
        CellCondition.Missing => $"{Value(at)} IS NULL",
        CellCondition.Outside => string.Join(" OR ", Ends(question, at).DefaultIfEmpty("false")),
        CellCondition.Unmatched => $"NOT regexp_full_match({Stored.Text(at)}, {SqlText.Literal(question.Pattern!)})",
        CellCondition.NotIn => $"{Compared(at)} NOT IN ({List(at, question.Values)})",
        CellCondition.In => $"{Compared(at)} IN ({List(at, question.Values)})",
        CellCondition.NotForeign => Foreign(at, question.Foreign!),
        CellCondition.NoNumber => $"TRY_CAST(trim({Stored.Text(at)}) AS DOUBLE) IS NULL",
        CellCondition.NonFinite => $"lower(trim({Stored.Text(at)})) IN ('inf', '-inf', '+inf', 'infinity', '-infinity', '+infinity', 'nan')",
        _ => Misspelt(at),
    };

    private IEnumerable<string> Ends(CellQuestion question, int at)
    {
        if (question.Low is { } low) yield return $"{Value(at)} < {Number(low)}";
        if (question.High is { } high) yield return $"{Value(at)} > {Number(high)}";
    }

    /// <summary>Another spelling of the same letters is more frequent, or as frequent and first in order.</summary>
    private string Misspelt(int at)
    {
        string text = Text(at);
        return $"{text} IN (SELECT s FROM (SELECT s, row_number() OVER (PARTITION BY upper(trim(s)) ORDER BY n DESC, s) AS place FROM "
            + $"(SELECT {text} AS s, count(*) AS n FROM {Rows} WHERE {text} IS NOT NULL GROUP BY 1)) WHERE place > 1)";
    }

    private string Foreign(int at, ForeignColumn column)
    {
        using var other = database.Connect();
        var table = StoredTable.Open(database, other, column.Path, cancel);
        bool numbers = IsNumber(at) && column.Schema.Type == ColumnType.Numeric;
        string theirs = numbers ? table.Value(column.Position, column.Schema) : table.Text(column.Position);
        return $"{(numbers ? Value(at) : Text(at))} NOT IN "
            + $"(SELECT {theirs} FROM read_parquet({SqlText.Literal(column.Path)}) WHERE {theirs} IS NOT NULL)";
    }

    private bool IsNumber(int at) => schema.Columns[at].Type == ColumnType.Numeric;

    /// <summary>Numbers by their value, however they are written; others by their text.</summary>
    private string Compared(int at) => IsNumber(at) ? Value(at) : Text(at);

    /// <summary>The value under the schema, for comparing.</summary>
    private string Value(int at) => Stored.Value(at, schema.Columns[at]);

    /// <summary>The value's text where there is a value.</summary>
    private string Text(int at) => $"CASE WHEN {Value(at)} IS NOT NULL THEN {Stored.Text(at)} END";

    private string List(int at, ImmutableArray<string> values)
    {
        // As the file writes numbers, or else as profiles do.
        var given = IsNumber(at) ? values.Select(text => CleaningCheck.Read(schema.Columns[at], text)?.Number
            ?? (double.TryParse(text, CultureInfo.InvariantCulture, out double plain) ? plain : null))
            .OfType<double>().Select(Number) : values.Select(SqlText.Literal);
        return string.Join(", ", given.DefaultIfEmpty("NULL"));
    }

    private static string Number(double number) => $"{number.ToString("R", CultureInfo.InvariantCulture)}::DOUBLE";

    private static string Cut(string text) => text.Length <= ShownCharacters ? text : text[..ShownCharacters] + "…";
}
