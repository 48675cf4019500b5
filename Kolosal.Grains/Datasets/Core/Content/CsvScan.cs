using Kolosal.Tabular;

namespace Kolosal.Datasets;

/// <summary>Looks at every cell of a file of separated values and decides how each column is read.</summary>
/// <param name="Rows">Data rows.</param>
/// <param name="Columns">In file order.</param>
public sealed record CsvScan(long Rows, ImmutableArray<SettledColumn> Columns)
{
    /// <summary>Rows between two looks at the token.</summary>
    private const long RowsBetweenLooks = 1 << 14;

    /// <summary>Reads a file to its end.</summary>
    /// <exception cref="RejectedContentException">A row has another number of values than the first, or a quote is not closed.</exception>
    public static CsvScan Of(Stream file, CsvDialect dialect, CancellationToken cancel)
    {
        var records = new CsvRecords(file, (byte)dialect.Separator, dialect.SkippedLines);
        int width = dialect.Names.Length;
        var columns = Enumerable.Range(0, width).Select(_ => new ColumnScan()).ToArray();
        long rows = 0;
        bool header = dialect.HasHeader;
        while (records.Read())
        {
            if (records.IsBlank && width > 1) continue;
            if (records.Fields != width)
                throw new RejectedContentException(RejectionKind.Malformed, "datasets.ragged-rows",
                    $"Line {records.Line} has {records.Fields} values where {width} were expected. "
                    + "Give every row the same number of values, and quote values that contain the separator.");
            if (header)
            {
                header = false;
                continue;
            }

            if (++rows % RowsBetweenLooks == 0) cancel.ThrowIfCancellationRequested();
            for (int c = 0; c < columns.Length; c++) columns[c].Feed(records.Field(c), records.Quoted(c));
        }

        if (records.Fault != CsvFault.None)
            throw new RejectedContentException(RejectionKind.Malformed, "datasets.open-quote",
                $"Line {records.Line} has a quote that is not closed, or text after a closing quote. "
                + "Close it, and double quotes that belong to the text.");
        return new(rows, [.. columns.Select((column, c) => ReadingChoice.Settle(dialect.Names[c], column, dialect.Separator == ','))]);
    }
}
