using System.Text;
using Kolosal.Datasets;
using Kolosal.Storage;
using Kolosal.Tabular;

namespace Kolosal.Exploration;

/// <summary>Reads the tables of results, and writes them as CSV.</summary>
public static class ResultTables
{
    /// <summary>The table; null when its blob is no longer stored.</summary>
    public static async Task<Frame?> ReadAsync(IBlobStore blobs, BlobRef content, CancellationToken cancel)
    {
        await using var stream = await blobs.OpenAsync(content, cancel);
        if (stream is null) return null;
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, cancel);
        bytes.Position = 0;
        return OutcomeCodec.Read(bytes);
    }

    /// <summary>The lines of a CSV file (RFC 4180, with a header), safe to open in a spreadsheet; a missing value is an empty cell.</summary>
    public static IEnumerable<string> Lines(Frame table)
    {
        var line = new StringBuilder();
        for (int row = -1; row < table.Rows; row++)
        {
            line.Clear();
            for (int c = 0; c < table.Columns.Length; c++)
            {
                if (c > 0) line.Append(',');
                var column = table.Columns[c];
                if (row < 0) CsvCell.Append(line, table.Schema.Columns[c].Name, isText: true);
                else if (column.TextAt(row) is { } text) CsvCell.Append(line, text, column.Type is ColumnType.Categorical or ColumnType.Text);
            }
            yield return line.ToString();
        }
    }
}
