using Kolosal.Datasets;
using Kolosal.Tabular;
using Microsoft.Extensions.Options;

namespace Kolosal.Engines.DuckDb;

/// <summary>Tables through DuckDB: one in-memory database per operation, confined to the folder of the files it is given.</summary>
internal sealed class DuckTableEngine(IOptions<DatasetOptions> options) : ITableEngine, IDisposable
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
