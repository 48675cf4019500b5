using DuckDB.NET.Data;
using Kolosal.Datasets;
using Kolosal.Tabular;
using Microsoft.Extensions.Options;

namespace Kolosal.Engines.DuckDb;

/// <summary>Tables through DuckDB: one in-memory database per operation, confined to the folder of the files it is given.</summary>
internal sealed class DuckTableEngine(IOptions<DatasetOptions> options, TimeProvider clock) : ITableEngine, IDisposable
{
    private readonly DatasetOptions limits = options.Value;
    private readonly DuckWorkers workers = new(options.Value.ConcurrentOperations);

    public Task<ConvertedTable> ConvertAsync(TableSource source, CancellationToken cancel) =>
        RunAsync(source.Path, database => new TableConverter(database, source, cancel).Run(), cancel);

    public Task<ProfiledTable> ProfileAsync(ConvertedTable table, CancellationToken cancel) =>
        RunAsync(table.Path, database => new TableProfiler(database, table, limits, cancel).Run(), cancel);

    public Task<Frame> ReadAsync(string parquet, IReadOnlyList<(int Position, ColumnSchema Schema)> columns, int? rows, CancellationToken cancel) =>
        RunAsync(parquet, database => new FrameReader(database, parquet, cancel).Read(columns, rows), cancel);

    public Task<ImmutableArray<RereadColumn>> RereadAsync(string parquet, IReadOnlyList<ColumnRequest> columns, CancellationToken cancel) =>
        RunAsync(
            parquet,
            database =>
            {
                var reader = new ColumnRereader(database, parquet, limits, cancel);
                return columns.Select(reader.Run).ToImmutableArray();
            },
            cancel);

    public Task ExportAsync(string parquet, IReadOnlyList<string> names, string target, TableFormat format, CancellationToken cancel) =>
        RunAsync(
            parquet,
            database =>
            {
                TableExport.Write(database, parquet, names, target, format, cancel);
                return true;
            },
            cancel);

    public Task<(ConvertedTable Table, ImmutableArray<TableStep> Steps)> CleanAsync(
        VersionSource source, IReadOnlyList<CleaningStep> steps, CancellationToken cancel) => MakeAsync(
            source,
            table =>
            {
                var cleaner = new TableCleaner(table, clock, cancel);
                ImmutableArray<TableStep> done = [.. steps.Select(cleaner.Run)];
                return (table.Write(source.Target, source.Sha256, [.. done.Select(step => step.Note).OfType<string>()]), done);
            },
            cancel);

    public Task<(ConvertedTable Table, TableStep Step)> AppendAsync(
        VersionSource source, string added, IReadOnlyList<int> positions, CancellationToken cancel) => MakeAsync(
            source,
            table =>
            {
                long began = clock.GetTimestamp(), before = table.Rows;
                var lost = table.Append(added, positions);
                if (lost.Count > 0)
                    throw new RejectedContentException(RejectionKind.Unusable, "datasets.other-schema",
                        "The rows are not of the dataset's types: " + string.Join("; ", lost.Select(found =>
                            $"{found.Lost.Count} cells of '{found.Column.Name}' are not {SchemaWords.Word(found.Column.Schema.Type)} ({found.Lost})"))
                        + ". Correct them and send the file again.");
                var step = new TableStep("append", before, table.Rows, [.. source.Schema.Columns.Select(column => column.Name)], "{}", 0, null,
                    clock.GetElapsedTime(began).TotalMilliseconds);
                return (table.Write(source.Target, source.Sha256, []), step);
            },
            cancel);

    public Task<ConvertedTable> WriteAsync(Frame frame, string target, string sha256, CancellationToken cancel) =>
        RunAsync(target, database => FrameWriter.Write(database, frame, target, sha256, cancel), cancel);

    public Task<ImmutableArray<CellAnswer>> FindAsync(
        string parquet, TableSchema schema, IReadOnlyList<CellQuestion> questions, CancellationToken cancel) =>
        RunAsync(
            parquet,
            database =>
            {
                using var finder = new CellFinder(database, parquet, schema, cancel);
                return questions.Select(finder.Find).ToImmutableArray();
            },
            cancel);

    private Task<T> MakeAsync<T>(VersionSource source, Func<WorkingTable, T> work, CancellationToken cancel) => RunAsync(
        source.Path,
        database =>
        {
            try
            {
                using var table = new WorkingTable(database, cancel);
                table.Load(source.Path, source.Schema.Columns);
                return work(table);
            }
            catch (Exception fault)
            {
                File.Delete(source.Target);
                // Of its messages the only one that is for the caller.
                if (fault is DuckDBException && fault.Message.StartsWith("Out of Memory", StringComparison.Ordinal))
                    throw new RejectedContentException(RejectionKind.TooLarge, "datasets.too-large",
                        "The table does not fit into the memory and the disk that it may use. Take fewer columns, or raise "
                        + "Kolosal:Datasets:MemoryBytes.");
                throw;
            }
        },
        cancel);

    private Task<T> RunAsync<T>(string path, Func<DuckDatabase, T> work, CancellationToken cancel) => workers.RunAsync(
        () =>
        {
            string folder = Path.GetDirectoryName(path)!;
            using var database = new DuckDatabase(new DuckSettings(limits.Threads, limits.MemoryBytes, Path.Combine(folder, "spill"), [folder]));
            return work(database);
        },
        cancel);

    public void Dispose() => workers.Dispose();
}
