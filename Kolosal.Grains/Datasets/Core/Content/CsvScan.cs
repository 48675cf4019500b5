using Kolosal.Tabular;

namespace Kolosal.Datasets;

/// <summary>Looks at every cell of a file of separated values and decides how each column is read.</summary>
/// <param name="Rows">Data rows.</param>
/// <param name="Columns">In file order.</param>
public sealed record CsvScan(long Rows, ImmutableArray<SettledColumn> Columns)
{
    /// <summary>Rows between two looks at the token.</summary>
    private const long RowsBetweenLooks = 1 << 14;

    /// <summary>Files below this size are read by one reader: starting another costs more than it saves.</summary>
    private const long SmallBytes = 1 << 20;

    /// <summary>Finding the ends of cells is about a third of the work and is done by each reader, so that more readers gain little.</summary>
    private const int MostReaders = 4;

    /// <summary>Reads a file to its end.</summary>
    /// <remarks>Several readers each read the whole file and look at a share of its columns: what is found in a column does not depend on how many
    /// there are.</remarks>
    /// <param name="path">The file.</param>
    /// <param name="dialect">How it is written.</param>
    /// <param name="readers">Threads, ≥ 1, of which a small or narrow file uses fewer.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="RejectedContentException">A row has another number of values than the first, or a quote is not closed.</exception>
    public static CsvScan Of(string path, CsvDialect dialect, int readers, CancellationToken cancel)
    {
        int width = dialect.Names.Length;
        int shares = new FileInfo(path).Length < SmallBytes ? 1 : Math.Clamp(readers, 1, Math.Min(width, MostReaders));
        var others = Enumerable.Range(1, shares - 1).Select(share => Task.Factory.StartNew(
            () => Share(share), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        try
        {
            var (rows, first) = Share(0);
            ImmutableArray<ColumnScan> scans = [.. first, .. others.SelectMany(other => other.GetAwaiter().GetResult().Columns)];
            return new(rows, [.. scans.Select((scan, c) => ReadingChoice.Settle(dialect.Names[c], scan, dialect.Separator == ','))]);
        }
        finally
        {
            // A fault of the file is found by all and told once; no reader outlives the call that the file is kept for.
            Task all = Task.WhenAll(others);
            all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
        }

        (long Rows, ColumnScan[] Columns) Share(int share)
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, FileOptions.SequentialScan);
            return Look(file, dialect, width * share / shares, width * (share + 1) / shares, cancel);
        }
    }

    /// <summary>Reads a file to its end and looks at the columns of a range.</summary>
    private static (long Rows, ColumnScan[] Columns) Look(Stream file, CsvDialect dialect, int from, int to, CancellationToken cancel)
    {
        var records = new CsvRecords(file, (byte)dialect.Separator, dialect.SkippedLines);
        int width = dialect.Names.Length;
        var columns = Enumerable.Range(from, to - from).Select(_ => new ColumnScan()).ToArray();
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
            for (int c = 0; c < columns.Length; c++) columns[c].Feed(records.Field(from + c), records.Quoted(from + c));
        }

        if (records.Fault != CsvFault.None)
            throw new RejectedContentException(RejectionKind.Malformed, "datasets.open-quote",
                $"Line {records.Line} has a quote that is not closed, or text after a closing quote. "
                + "Close it, and double quotes that belong to the text.");
        return (rows, columns);
    }
}
