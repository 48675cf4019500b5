using DuckDB.NET.Data;
using Kolosal.Datasets;
using Kolosal.Tabular;

namespace Kolosal.Engines.DuckDb;

/// <summary>Writes a frame as an intake would write its file.</summary>
internal static class FrameWriter
{
    /// <exception cref="RejectedContentException">The frame has no row, column or value.</exception>
    public static ConvertedTable Write(DuckDatabase database, Frame frame, string target, string sha256, CancellationToken cancel)
    {
        using var connection = database.Connect();
        string columns = string.Join(", ", frame.Schema.Columns.Select((column, i) => $"c{i} {TypeOf(column.Type)}"));
        connection.Execute($"CREATE TABLE made ({columns})", cancel);
        using (var appender = connection.CreateAppender("made"))
        {
            for (int row = 0; row < frame.Rows; row++)
            {
                if (row % 4096 == 0) cancel.ThrowIfCancellationRequested();
                var added = appender.CreateRow();
                foreach (var column in frame.Columns) Append(added, column, row);
                added.EndRow();
            }
        }

        var readings = frame.Schema.Columns.Select(column => column.Reading ?? CellReading.Plain(column.Type)).ToArray();
        connection.Execute(
            $"COPY made TO {SqlText.Literal(target)} ({TableConverter.ParquetOptions}, KV_METADATA {{ source: {SqlText.Literal(sha256)}, "
            + $"{StoredTable.ReadingsKey}: {SqlText.Literal(StoredTable.Write(readings))} }})",
            cancel);
        var statistics = ParquetStatistics.Read(connection, target, frame.Columns.Length, cancel);
        if (!statistics.HasValues)
            throw new RejectedContentException(RejectionKind.Unusable, "datasets.no-values", "The steps leave no value in any column.");
        return new(target, statistics.Rows,
            [.. frame.Schema.Columns.Select((column, i) => statistics.Column(i, column.Name, 0, readings[i]) with { Declared = column.Type })], []);
    }

    private static void Append(IDuckDBAppenderRow row, Column column, int at)
    {
        if (column.IsMissing(at)) row.AppendNullValue();
        else if (column is NumericColumn numbers) row.AppendValue(numbers.Values[at]);
        else if (column is BooleanColumn flags) row.AppendValue(flags.Values[at]);
        else if (column is DateTimeColumn instants) row.AppendValue(new DateTime(instants.Ticks[at], DateTimeKind.Unspecified));
        else row.AppendValue(column.TextAt(at));
    }

    private static string TypeOf(ColumnType type) => type switch
    {
        ColumnType.Numeric => "DOUBLE",
        ColumnType.Boolean => "BOOLEAN",
        ColumnType.DateTime => "TIMESTAMP",
        _ => "VARCHAR",
    };
}
