using Kolosal.Tabular;

namespace Kolosal.Engines.DuckDb;

/// <summary>Parquet into a frame, chunk by chunk into arrays of the final length.</summary>
internal sealed class FrameReader(DuckDatabase database, string path, CancellationToken cancel)
{
    public Frame Read(IReadOnlyList<(int Position, ColumnSchema Schema)> columns, int? most)
    {
        using var connection = database.Connect();
        long rows = ParquetStatistics.CountRows(connection, path, cancel);
        var stored = StoredTable.Open(database, connection, path, cancel);

        int wanted = checked((int)Math.Min(rows, most ?? rows));
        var fillers = columns.Select(c => ColumnFiller.For(c.Schema, wanted)).ToArray();
        string selected = string.Join(", ", columns.Select(c => stored.Value(c.Position, c.Schema)));
        int at = 0;
        connection.Batches(
            $"SELECT {selected} FROM read_parquet($1) LIMIT {wanted}",
            batch =>
            {
                for (int c = 0; c < fillers.Length; c++) fillers[c].Fill(batch.Column(c), at);
                at += batch.Length;
            },
            cancel,
            path);
        return new Frame(new TableSchema([.. columns.Select(c => c.Schema)]), [.. fillers.Select(f => f.Finish())]);
    }
}
