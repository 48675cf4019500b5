using System.Text;
using Apache.Arrow;
using Kolosal.Datasets;
using Kolosal.Tabular;

namespace Kolosal.Engines.DuckDb;

/// <summary>Writes a stored table for use elsewhere.</summary>
internal static class TableExport
{
    private const int CharactersAtOnce = 1 << 20;

    public static void Write(
        DuckDatabase database, string parquet, IReadOnlyList<string> names, string target, TableFormat format, CancellationToken cancel)
    {
        using var connection = database.Connect();
        if (format == TableFormat.Csv)
        {
            WriteCsv(StoredTable.Open(database, connection, parquet, cancel));
            return;
        }

        string selected = string.Join(", ", names.Select((name, i) => $"c{i} AS {SqlText.Name(name)}"));
        connection.Execute(
            $"COPY (SELECT {selected} FROM read_parquet($1)) TO {SqlText.Literal(target)} (FORMAT parquet, COMPRESSION zstd)", cancel, parquet);

        // Here and not in a statement: there two names that differ in case are one, and a quoted NA is as good as one without quotes.
        void WriteCsv(StoredTable stored)
        {
            using var file = new StreamWriter(target, append: false, new UTF8Encoding(false), 1 << 16) { NewLine = "\n" };
            var lines = new StringBuilder();
            for (int i = 0; i < names.Count; i++)
            {
                if (i > 0) lines.Append(',');
                CsvCell.Append(lines, names[i], isText: true);
            }

            lines.Append('\n');
            var columns = Enumerable.Range(0, names.Count).Select(i => CellWriter.For(stored, i)).ToArray();
            string selected = string.Join(", ", columns.Select(column => column.Selected));
            connection.Batches(
                $"SELECT {selected} FROM read_parquet($1)",
                batch =>
                {
                    for (int row = 0; row < batch.Length; row++)
                    {
                        for (int c = 0; c < columns.Length; c++)
                        {
                            if (c > 0) lines.Append(',');
                            columns[c].Append(lines, batch.Column(c), row);
                        }

                        lines.Append('\n');
                        if (lines.Length > CharactersAtOnce) Flush();
                    }
                },
                cancel,
                parquet);
            Flush();

            void Flush()
            {
                foreach (var chunk in lines.GetChunks()) file.Write(chunk.Span);
                lines.Clear();
            }
        }
    }

    /// <summary>Writes the cells of one column.</summary>
    /// <param name="Selected">What is asked of the table.</param>
    /// <param name="Reading">How the column is written.</param>
    /// <param name="IsText">It is stored as text.</param>
    /// <param name="HasWords">Words for missing stand in it as its file had them, so none of its texts is one.</param>
    private sealed record CellWriter(string Selected, CellReading Reading, bool IsText, bool HasWords)
    {
        public static CellWriter For(StoredTable stored, int column)
        {
            var reading = stored.Reading(column);
            bool text = StoredTypes.Of(stored.Type(column)) == ColumnType.Text;
            bool plain = reading.Number == NumberFormat.Plain && stored.Type(column) is "DOUBLE" && !stored.HasOwn(column);
            return new(plain ? $"c{column}" : stored.Text(column), reading, text, stored.HasOwn(column));
        }

        public void Append(StringBuilder line, IArrowArray values, int row)
        {
            if (!values.IsValid(row)) line.Append(Reading.MissingWord);
            else if (values is DoubleArray numbers) line.Append(Reading.Number!.Write(numbers.Values[row]));
            else if (((StringArray)values).GetString(row) is var text && HasWords && MissingText.Words.Contains(text)) line.Append(text);
            else CsvCell.Append(line, text, IsText);
        }
    }
}
