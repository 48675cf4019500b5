using Kolosal.Datasets;
using Kolosal.Tabular;

namespace Kolosal.Engines.DuckDb;

/// <summary>Writes a stored table for use elsewhere.</summary>
internal static class TableExport
{
    /// <summary>A cell that begins so is run as a formula by spreadsheets (OWASP, CSV injection).</summary>
    private const string FormulaStart = @"'^[=+\-@\t\r]'";

    public static void Write(
        DuckDatabase database, string parquet, IReadOnlyList<string> names, string target, TableFormat format, CancellationToken cancel)
    {
        using var connection = database.Connect();
        string[] types = ParquetStatistics.Types(connection, parquet, names.Count, cancel);
        bool csv = format == TableFormat.Csv;
        string Value(int i) => csv && StoredTypes.Of(types[i]) == ColumnType.Text ? Guarded(i) : $"c{i}";
        string selected = string.Join(", ", names.Select((name, i) => $"{Value(i)} AS {SqlText.Name(csv ? Guarded(name) : name)}"));
        string options = csv ? "FORMAT csv, HEADER true" : "FORMAT parquet, COMPRESSION zstd";
        connection.Execute($"COPY (SELECT {selected} FROM read_parquet($1)) TO {SqlText.Literal(target)} ({options})", cancel, parquet);
    }

    private static string Guarded(int column) =>
        $"CASE WHEN regexp_matches(c{column}::VARCHAR, {FormulaStart}) THEN '''' || c{column}::VARCHAR ELSE c{column}::VARCHAR END";

    private static string Guarded(string name) => name is ['=' or '+' or '-' or '@', ..] ? $"'{name}" : name;
}
