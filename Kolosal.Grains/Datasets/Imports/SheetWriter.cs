using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using ExcelDataReader;

namespace Kolosal.Datasets;

/// <summary>Writes the sheet that a reader stands at as values separated by commas; rows and columns around its cells that are empty are left
/// out.</summary>
internal sealed class SheetWriter(IExcelDataReader reader, ContentLimits limits, CancellationToken cancel)
{
    private const int FlushCharacters = 1 << 16;

    /// <summary>What a cell says whose formula has no value (ECMA-376 part 1, §18.17.3).</summary>
    private static readonly FrozenSet<string> Errors =
        FrozenSet.ToFrozenSet(["#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#GETTING_DATA"]);

    private readonly StringBuilder line = new();
    private readonly Dictionary<(int From, int To, int Column), string?> merged = [];
    private long mergedCells, errors, rows;
    private int errorRow;

    public (long Rows, ImmutableArray<string> Notes) Write(string path)
    {
        using var file = new StreamWriter(path, append: false, new UTF8Encoding(false)) { NewLine = "\n" };
        int width = 0;
        for (int at = 0; reader.Read(); at++)
        {
            if (at % 1024 == 0) cancel.ThrowIfCancellationRequested();
            string?[] cells = [.. Enumerable.Range(0, reader.FieldCount).Select(column => Cell(at, column))];
            if (Array.TrueForAll(cells, string.IsNullOrEmpty)) continue;
            if (rows++ == 0) width = Array.FindLastIndex(cells, cell => !string.IsNullOrEmpty(cell)) + 1;
            int used = Array.FindLastIndex(cells, cell => !string.IsNullOrEmpty(cell)) + 1;
            if (used > width)
                throw new RejectedContentException(RejectionKind.Malformed, "datasets.ragged-rows",
                    $"Row {at + 1} of the sheet has {used} cells where the first has {width}. Give every column a name in the first row, and keep "
                    + "titles and remarks off the sheet.");
            if (width > limits.MaximumColumns)
                throw new RejectedContentException(RejectionKind.TooLarge, "datasets.too-many-columns",
                    $"The sheet has {width} columns; at most {limits.MaximumColumns} are taken.");
            Append(cells.AsSpan(0, Math.Min(width, cells.Length)), width);
            if (line.Length > FlushCharacters) Flush(file);
        }

        Flush(file);
        return (rows, [.. Notes()]);
    }

    private IEnumerable<string> Notes()
    {
        if (mergedCells > 0) yield return string.Create(CultureInfo.InvariantCulture,
            $"{mergedCells} cells belong to merged ranges and have the value of the range's first cell.");
        if (errors > 0) yield return string.Create(CultureInfo.InvariantCulture,
            $"{errors} cells hold an error such as #N/A (first in row {errorRow} of the sheet) and are missing now.");
    }

    private string? Cell(int row, int column)
    {
        string? text = reader.GetValue(column) switch
        {
            null => null,
            string error when Errors.Contains(error) => Missing(row),
            string words => words,
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            bool flag => flag ? "true" : "false",
            DateTime time => time.TimeOfDay == TimeSpan.Zero ? time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
                : time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
            TimeSpan span => span.ToString("c", CultureInfo.InvariantCulture),
            var other => Convert.ToString(other, CultureInfo.InvariantCulture),
        };
        return Spread(row, column, text);
    }

    private string? Missing(int row)
    {
        if (errors++ == 0) errorRow = row + 1;
        return null;
    }

    /// <summary>The value of a merged range for each of its cells.</summary>
    private string? Spread(int row, int column, string? text)
    {
        foreach (var range in reader.MergeCells ?? [])
        {
            if (row < range.FromRow || row > range.ToRow || column < range.FromColumn || column > range.ToColumn) continue;
            var key = (range.FromRow, range.ToRow, range.FromColumn);
            if (row == range.FromRow && column == range.FromColumn) merged[key] = text;
            else if (merged.GetValueOrDefault(key) is { } first)
            {
                mergedCells++;
                return first;
            }
        }

        return text;
    }

    private void Append(ReadOnlySpan<string?> cells, int width)
    {
        for (int c = 0; c < width; c++)
        {
            if (c > 0) line.Append(',');
            string cell = c < cells.Length ? cells[c] ?? "" : "";
            if (cell.AsSpan().IndexOfAny(",\"\r\n;\t|") < 0 && cell.Trim() == cell) line.Append(cell);
            else line.Append('"').Append(cell.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        }

        line.Append('\n');
    }

    private void Flush(StreamWriter file)
    {
        file.Write(line);
        line.Clear();
    }
}
