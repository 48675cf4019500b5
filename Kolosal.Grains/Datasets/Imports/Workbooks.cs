using System.Globalization;
using System.Text;
using ExcelDataReader;
using ExcelDataReader.Exceptions;

namespace Kolosal.Datasets;

/// <summary>A sheet of a workbook as separated values, cell by cell.</summary>
/// <remarks>
/// Dates are written in ISO 8601, numbers with all their digits, texts in quotes where separators ask for it. The cells of a merged range have the
/// value of its first; a cell with an error (#N/A, #DIV/0!) has none. Of formulas the stored value counts.
/// </remarks>
internal static class Workbooks
{
    /// <summary>A sheet that was written out.</summary>
    /// <param name="Dialect">How its values are separated.</param>
    /// <param name="Notes">For people.</param>
    internal sealed record Sheet(CsvDialect Dialect, ImmutableArray<string> Notes);

    /// <summary>Writes a sheet.</summary>
    /// <param name="from">The workbook, checked before.</param>
    /// <param name="to">The file to write.</param>
    /// <param name="sheet">A sheet's name, or its number from 1; the first with cells when null.</param>
    /// <param name="limits">Bounds.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <exception cref="RejectedContentException">No such sheet, no cells, protected by a password, or damaged.</exception>
    public static Task<Sheet> ToCsvAsync(string from, string to, string? sheet, ContentLimits limits, CancellationToken cancel) =>
        Task.Factory.StartNew(() => ToCsv(from, to, sheet, limits, cancel), cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static Sheet ToCsv(string from, string to, string? sheet, ContentLimits limits, CancellationToken cancel)
    {
        // Workbooks of old name code pages that .NET does not know by itself.
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        try
        {
            using var file = File.OpenRead(from);
            using var reader = ExcelReaderFactory.CreateOpenXmlReader(file);
            var names = new List<string>();
            int number = 0;
            do
            {
                number++;
                names.Add(reader.Name);
                bool wanted = string.IsNullOrWhiteSpace(sheet) ? reader.RowCount > 0
                    : reader.Name == sheet || sheet == number.ToString(CultureInfo.InvariantCulture);
                if (!wanted) continue;
                var written = new SheetWriter(reader, limits, cancel).Write(to);
                if (written.Rows == 0 && string.IsNullOrWhiteSpace(sheet)) continue;
                if (written.Rows == 0)
                    throw new RejectedContentException(RejectionKind.Unusable, "datasets.empty-file", $"The sheet '{reader.Name}' has no cells.");
                string taken = reader.Name;
                while (reader.NextResult()) names.Add(reader.Name);
                return Sniffed(to, written.Notes, taken, names, limits);
            }
            while (reader.NextResult());
            throw string.IsNullOrWhiteSpace(sheet)
                ? new RejectedContentException(RejectionKind.Unusable, "datasets.empty-file", "No sheet of the workbook has cells.")
                : new RejectedContentException(RejectionKind.Unusable, "datasets.no-such-sheet",
                    $"The workbook has no sheet '{sheet}'; it has {string.Join(", ", names.Take(20).Select(name => $"'{name}'"))}.");
        }
        catch (Exception e) when (e is ExcelReaderException or InvalidDataException or System.Xml.XmlException or FormatException)
        {
            throw new RejectedContentException(RejectionKind.Malformed, "datasets.broken-xlsx",
                "The workbook cannot be read: it is damaged or protected by a password. Save it again without one.");
        }
    }

    private static Sheet Sniffed(string path, ImmutableArray<string> notes, string taken, List<string> names, ContentLimits limits)
    {
        const int HeadBytes = 4 << 20;
        using var file = File.OpenRead(path);
        byte[] head = new byte[Math.Min(file.Length, HeadBytes)];
        file.ReadExactly(head);
        var dialect = CsvDialect.Sniff(head, head.Length == file.Length, tabs: false, limits);
        string[] others = [.. names.Where(name => name != taken)];
        return new(dialect, others.Length == 0 ? notes
            : [$"The sheet '{taken}' was taken; the workbook also has {string.Join(", ", others.Take(10).Select(name => $"'{name}'"))}.", .. notes]);
    }
}
