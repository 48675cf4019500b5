using Apache.Arrow;
using Kolosal.Datasets;
using Kolosal.Tabular;

namespace Kolosal.Engines.DuckDb;

/// <summary>Scans a converted table once, a group of columns at a time on each thread, and leaves the figures to the pure profilers.</summary>
internal sealed class TableProfiler(DuckDatabase database, ConvertedTable table, DatasetOptions options, CancellationToken cancel)
{
    /// <summary>Columns scanned together: bounds the samples that are in memory at once.</summary>
    private const int GroupSize = 32;

    private readonly RowSample sample = new(table.Rows, options.SampleRows);
    private readonly ColumnProfile[] profiles = new ColumnProfile[table.Columns.Length];
    private readonly DatasetColumn[] columns = new DatasetColumn[table.Columns.Length];
    private readonly double[]?[] samples = new double[table.Columns.Length][];
    private readonly HashSet<int> correlated =
        [.. Enumerable.Range(0, table.Columns.Length).Where(i => table.Columns[i].Type == ColumnType.Numeric).Take(Correlation.MaximumColumns)];
    private long duplicates;

    public ProfiledTable Run()
    {
        var jobs = new List<Action> { CountDuplicates };
        // Even shares for the threads, within the bound.
        int size = Math.Clamp((table.Columns.Length + options.Threads - 1) / options.Threads, 1, GroupSize);
        jobs.AddRange(Enumerable.Range(0, table.Columns.Length).Chunk(size).Select(group => (Action)(() => Scan(group))));
        Side.BySide(jobs, options.Threads);

        return new(new TableProfile(table.Rows, duplicates, sample.Size, [.. profiles], Correlations()), [.. columns]);
    }

    private CorrelationMatrix? Correlations()
    {
        int[] numeric = [.. correlated.Where(i => samples[i] is not null).Order()];
        return numeric.Length < 2 ? null : Correlation.Matrix([.. numeric.Select(i => table.Columns[i].Name)], [.. numeric.Select(i => samples[i]!)]);
    }

    private void CountDuplicates()
    {
        string row = string.Join(", ", Enumerable.Range(0, table.Columns.Length).Select(i => $"c{i}"));
        using var connection = database.Connect();
        duplicates = connection.Row(
            $"SELECT count(*) - count(DISTINCT h) FROM (SELECT hash({row}) AS h FROM read_parquet($1))",
            counted => counted.GetInt64(0),
            cancel,
            table.Path);
    }

    private void Scan(int[] group)
    {
        using var connection = database.Connect();
        var stored = StoredTable.Open(database, connection, table.Path, cancel);
        string selected = string.Join(", ", group.Select(i => Selected(i, stored)));
        var numbers = group.Select(i => table.Columns[i].Type is ColumnType.Numeric or ColumnType.DateTime
            ? new NumericProfiler(table.Columns[i].Minimum ?? 0, table.Columns[i].Maximum ?? 0, sample) : null).ToArray();
        var texts = numbers.Select(n => n is null ? new TextProfiler() : null).ToArray();

        var validity = new Validity();
        connection.Batches(
            $"SELECT {selected} FROM read_parquet($1)",
            batch =>
            {
                for (int g = 0; g < group.Length; g++)
                {
                    if (numbers[g] is { } number) number.Feed(((DoubleArray)batch.Column(g)).Values, validity.Of(batch.Column(g)));
                    else FeedText(texts[g]!, (StringArray)batch.Column(g));
                }
            },
            cancel,
            table.Path);
        for (int g = 0; g < group.Length; g++)
        {
            int column = group[g];
            (profiles[column], columns[column]) = ColumnFindings.Of(table.Columns[column], numbers[g], texts[g], table.Columns[column].Declared,
                options.MaximumCategories);
            if (numbers[g] is { } kept && correlated.Contains(column)) samples[column] = kept.Sample.ToArray();
        }
    }

    private string Selected(int column, StoredTable stored) => table.Columns[column].Type switch
    {
        ColumnType.Numeric => $"c{column}::DOUBLE",
        ColumnType.DateTime => $"epoch(c{column}::TIMESTAMP)",
        _ => stored.Shown(column),
    };

    private static void FeedText(TextProfiler profiler, StringArray texts)
    {
        for (int row = 0; row < texts.Length; row++)
        {
            if (texts.IsValid(row)) profiler.Feed(texts.GetBytes(row));
            else profiler.FeedMissing();
        }
    }
}
