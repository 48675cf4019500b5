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
        string[] types = ParquetStatistics.Types(connection, table.Path, table.Columns.Length, cancel);
        string selected = string.Join(", ", group.Select(i => Selected(i, types[i])));
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
        for (int g = 0; g < group.Length; g++) Finish(group[g], numbers[g], texts[g]);
    }

    private string Selected(int column, string stored) => table.Columns[column].Type switch
    {
        ColumnType.Numeric => $"c{column}::DOUBLE",
        ColumnType.DateTime => $"epoch(c{column}::TIMESTAMP)",
        _ => StoredTypes.ReadAs(ColumnType.Text, stored, column),
    };

    private static void FeedText(TextProfiler profiler, StringArray texts)
    {
        for (int row = 0; row < texts.Length; row++)
        {
            if (texts.IsValid(row)) profiler.Feed(texts.GetBytes(row));
            else profiler.FeedMissing();
        }
    }

    private void Finish(int column, NumericProfiler? numbers, TextProfiler? texts)
    {
        var converted = table.Columns[column];
        ColumnProfile profile;
        IReadOnlyCollection<string> values;
        if (numbers is not null)
        {
            profile = numbers.Finish(converted.Name, SchemaWords.Word(converted.Type)) with { NonFinite = converted.NonFinite };
            if (correlated.Contains(column)) samples[column] = numbers.Sample.ToArray();
            values = profile.Numeric is { WholeNumbers: true } && converted.Type == ColumnType.Numeric
                ? WholeNumbers(numbers.Sample) : [.. profile.TopValues.Select(v => v.Value)];
        }
        else
        {
            profile = texts!.Finish(converted.Name, "text");
            var type = converted.Type == ColumnType.Boolean ? ColumnType.Boolean
                : Categories.Suits(profile, options.MaximumCategories) ? ColumnType.Categorical : ColumnType.Text;
            profile = profile with { Type = SchemaWords.Word(type) };
            values = [.. texts.Values.Take(PersonalDataScan.SampleSize)];
        }

        var finding = PersonalDataScan.Column(converted.Name, values, numbers is null || converted.Type == ColumnType.DateTime);
        // Values of a column that looks personal are not repeated where its rows may not be read.
        if (finding is not null) profile = profile with { TopValues = [], Text = profile.Text is { } text ? text with { OddValues = [] } : null };
        profiles[column] = profile;
        var categories = finding is null && profile.Type == SchemaWords.Word(ColumnType.Categorical)
            ? texts!.Values.Order(StringComparer.Ordinal) : Enumerable.Empty<string>();
        columns[column] = new(
            converted.Name, profile.Type, SchemaWords.Word(ColumnRole.Feature), Protected: false, profile.Missing, profile.Distinct,
            Minimum: null, Maximum: null, [.. categories], finding is null ? null : SchemaWords.Word(finding.Kind), finding?.Confidence ?? 0);
    }

    private static List<string> WholeNumbers(ReadOnlySpan<double> sample)
    {
        var values = new List<string>();
        for (int i = 0; i < sample.Length && values.Count < PersonalDataScan.SampleSize; i++)
            if (double.IsFinite(sample[i])) values.Add(sample[i].ToString("F0", System.Globalization.CultureInfo.InvariantCulture));
        return values;
    }
}
