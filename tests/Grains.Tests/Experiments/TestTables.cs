using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Kolosal.Datasets;
using Kolosal.Tabular;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Kolosal.Experiments;

/// <summary>Tables that come from the test instead of from Parquet.</summary>
internal sealed class TestTables : IDatasetReader, IDatasetArchive
{
    private readonly ConcurrentDictionary<string, Frame> frames = [];

    /// <summary>A silo that trains on such tables.</summary>
    /// <param name="threads">Of its training pool, each a slot.</param>
    /// <param name="faults">Makes calls suffer what they would in a cluster. Null for none.</param>
    /// <param name="services">Services that take the place of the features' own.</param>
    /// <param name="settings">Settings by their whole name. Null for none but the threads.</param>
    /// <param name="clock">The clock of grains, their timers and reminders. Null for the machine's.</param>
    public static Task<PlatformSilo> StartSiloAsync(
        int threads = 2, CallFaults? faults = null, Action<IServiceCollection>? services = null, Dictionary<string, string?>? settings = null,
        FakeTimeProvider? clock = null)
    {
        var tables = new TestTables();
        return PlatformSilo.StartAsync(
            new(settings ?? []) { ["Kolosal:TrainingPool:Threads"] = $"{threads}" }, faults,
            services: own =>
            {
                own.AddSingleton(tables).AddSingleton<IDatasetReader>(tables).AddSingleton<IDatasetArchive>(tables);
                services?.Invoke(own);
            }, clock: clock);
    }

    /// <summary>Makes a dataset known and answers its id.</summary>
    /// <param name="grains">Of the silo.</param>
    /// <param name="table">The table.</param>
    /// <param name="workspace">Where it belongs.</param>
    /// <param name="content">Stands for the file: other content, another dataset. Null for one that nobody had.</param>
    public async Task<string> AddAsync(IGrainFactory grains, Frame table, string workspace = TrainingRuns.Workspace, string? content = null)
    {
        var registration = Registration(table, content ?? Guid.NewGuid().ToString(), workspace);
        string id = DatasetIds.Of(registration.Source.Sha256);
        frames[id] = table;
        var registered = await grains.Dataset(workspace, id).RegisterAsync(registration);
        Assert.True(registered.Accepted, registered.Refusal?.Message);
        return id;
    }

    /// <summary>The rows of a dataset that a test registers itself.</summary>
    public void Put(string id, Frame table) => frames[id] = table;

    /// <summary>Puts other rows in the place of a dataset's, as somebody who writes into the store would.</summary>
    public void Replace(string id, Frame table) => frames[id] = table;

    /// <summary>What an upload of a table would register.</summary>
    /// <param name="table">The table.</param>
    /// <param name="content">Stands for the file: other content, another dataset.</param>
    /// <param name="workspace">Where it belongs.</param>
    public static DatasetRegistration Registration(Frame table, string content, string workspace)
    {
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
        var blob = new BlobRef(workspace, sha256, 1);
        var columns = table.Schema.Columns.Select((c, i) => new DatasetColumn(
            c.Name, SchemaWords.Word(c.Type), SchemaWords.Word(c.Role), c.Protected, table.Columns[i].Missing.Count, 0, null, null, c.Categories,
            null, 0));
        return new DatasetRegistration(
            "table", new DatasetSource("upload", "table.csv", "csv", null, sha256, 1), table.Rows, [.. columns], [], 1, blob, blob);
    }

    public Task<Frame> ReadAsync(DatasetContent content, IReadOnlyList<string>? columns, int? rows, CancellationToken cancel) =>
        Task.FromResult(frames[content.DatasetId]);

    public Task<TableProfile> ReadProfileAsync(DatasetContent content, CancellationToken cancel)
    {
        var table = frames[content.DatasetId];
        var profiler = new FrameProfiler(table.Schema);
        profiler.Add(table);
        return Task.FromResult(profiler.Finish());
    }

    public Task<ImmutableArray<RereadColumn>> RereadAsync(DatasetContent content, IReadOnlyList<ColumnRequest> columns, CancellationToken cancel) =>
        throw new FileNotFoundException("A test's table has no file.");

    public Task<ImmutableArray<CellAnswer>> FindAsync(DatasetContent content, IReadOnlyList<CellQuestion> questions, CancellationToken cancel) =>
        throw new NotSupportedException("Tables of tests answer no questions about cells.");

    public Task<T> WithRowsAsync<T>(DatasetContent content, Func<string, Task<T>> work, CancellationToken cancel) =>
        throw new NotSupportedException("Tables of tests lie in no file.");

    public Task<Stream> ExportAsync(DatasetContent content, TableFormat format, CancellationToken cancel) =>
        throw new FileNotFoundException("A test's table has no file.");
}
