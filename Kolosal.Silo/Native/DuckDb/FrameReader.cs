using Kolosal.Tabular;

namespace Kolosal.Native.DuckDb;

/// <summary>Parquet into a frame, chunk by chunk into arrays of the final length.</summary>
internal sealed class FrameReader(DuckDatabase database, string path, CancellationToken cancel)
{
    public Frame Read(IReadOnlyList<(int Position, ColumnSchema Schema)> columns, int? most)
    {
        using var connection = database.Connect();
        long rows;
        int width;
        using (var count = connection.Query("SELECT sum(num_rows)::BIGINT FROM parquet_file_metadata($1)", cancel, path))
            rows = count.Single().Integer(0, 0) ?? 0;
        using (var shape = connection.Query("SELECT * FROM read_parquet($1) LIMIT 0", cancel, path)) width = shape.Names.Length;
        string[] types = ParquetStatistics.Types(connection, path, width, cancel);

        int wanted = checked((int)Math.Min(rows, most ?? rows));
        var fillers = columns.Select(c => ColumnFiller.For(c.Schema, wanted)).ToArray();
        string selected = string.Join(", ", columns.Select(c => StoredTypes.ReadAs(c.Schema.Type, types[c.Position], c.Position)));
        using (var result = connection.Query($"SELECT {selected} FROM read_parquet($1) LIMIT {wanted}", cancel, path))
        {
            int row = 0;
            while (result.Next() is { } chunk)
            {
                cancel.ThrowIfCancellationRequested();
                for (int c = 0; c < fillers.Length; c++) fillers[c].Fill(chunk, c, row);
                row += chunk.Rows;
            }
        }

        return new Frame(new TableSchema([.. columns.Select(c => c.Schema)]), [.. fillers.Select(f => f.Finish())]);
    }
}
