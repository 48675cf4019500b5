using System.Security.Cryptography;
using System.Text;
using Kolosal.Audit;
using Kolosal.Datasets;
using Kolosal.Hosting;
using Kolosal.Models;
using Kolosal.Storage;
using Kolosal.Tabular;
using Kolosal.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;

namespace Kolosal.Experiments;

/// <summary>A silo that trains: real grains, storage and pool; the tables come from the test instead of from Parquet.</summary>
internal sealed class TrainingSilo : IAsyncDisposable
{
    public const string Workspace = "w1";

    private readonly string folder = Directory.CreateTempSubdirectory("kolosal-runs-").FullName;
    private readonly TestTables tables = new();
    private ServiceProvider? store;
    private TestSilo? silo;

    public IGrainFactory Grains => silo!.Client;

    public IServiceProvider Services => silo!.Services;

    public static async Task<TrainingSilo> StartAsync(int threads = 2, CallFaults? faults = null, Action<ISiloBuilder>? configure = null)
    {
        var training = new TrainingSilo();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Kolosal:DataDirectory", training.folder)]).Build();
        // One store for all silos of the test: a killed one of the same process would keep its files locked.
        var store = training.store = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddLogging()
            .AddSingleton(TimeProvider.System).AddKolosalStorage(configuration).AddAudit().BuildServiceProvider();
        training.silo = await TestSilo.StartAsync(new TestSiloOptions { Faults = faults, Configure = Configure });
        return training;

        void Configure(ISiloBuilder silo)
        {
            silo.Services.AddSingleton<IConfiguration>(configuration)
                .AddSingleton(store.GetRequiredService<ICatalogue>()).AddSingleton(store.GetRequiredService<IBlobStore>())
                    .AddSingleton(store.GetRequiredService<IAuditLog>())
                .AddSingleton(store.GetRequiredService<ISigner>()).AddSingleton(store.GetRequiredService<IVerifier>())
                .AddAudit().AddModels().AddExperiments().AddTrainingPool();
            silo.Services.Configure<TrainingPoolOptions>(pool => pool.Threads = threads);
            silo.Services.AddSingleton<IDatasetReader>(training.tables).AddSingleton<IDatasetArchive>(training.tables);
            configure?.Invoke(silo);
        }
    }

    /// <summary>Makes a dataset known and answers its id.</summary>
    public async Task<string> AddAsync(Frame table, string? favourableLabel = null, string workspace = Workspace, string? content = null)
    {
        var registration = Registration(table, content ?? Guid.NewGuid().ToString(), workspace);
        string id = DatasetIds.Of(registration.Source.Sha256);
        tables.Frames[id] = table;
        var registered = await Grains.Dataset(workspace, id).RegisterAsync(registration);
        Assert.True(registered.Accepted, registered.Refusal?.Message);
        return id;
    }

    /// <summary>What an upload of a table would register.</summary>
    /// <param name="table">The table.</param>
    /// <param name="content">Stands for the file: other content, another dataset.</param>
    /// <param name="workspace">Where it belongs.</param>
    public static DatasetRegistration Registration(Frame table, string content, string workspace)
    {
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
        var blob = new BlobRef(workspace, sha256, 1);
        var columns = table.Schema.Columns.Select((c, i) => new DatasetColumn(
            c.Name, SchemaWords.Word(c.Type), SchemaWords.Word(c.Role), c.Protected, table.Columns[i].Missing.Count, 0, null, null, c.Categories, null, 0));
        return new DatasetRegistration("table", new DatasetSource("upload", "table.csv", "csv", null, sha256, 1), table.Rows, [.. columns], [], 1, blob, blob);
    }

    public IRunGrain Run(string id) => Grains.Run(new ResourceKey(Workspace, id));

    public async Task<RunSnapshot> StartRunAsync(string id, RunRequest request)
    {
        var started = await Run(id).StartAsync(request);
        Assert.True(started.Accepted, started.Refusal?.Message);
        return started.Value;
    }

    public async Task<RunSnapshot> ReachesAsync(string id, Func<RunSnapshot, bool> wanted) =>
        (await Eventually.HoldsAsync(() => AskAsync(id), run => run is not null && wanted(run), TimeSpan.FromMinutes(2)))!;

    /// <summary>Null while the silo that answered has just died and the client has not found the next.</summary>
    private async Task<RunSnapshot?> AskAsync(string id)
    {
        try
        {
            return (await Run(id).GetAsync()).Value;
        }
        catch (Exception outage) when (outage is OrleansException or TimeoutException)
        {
            return null;
        }
    }

    public Task<RunSnapshot> EndsAsync(string id) => ReachesAsync(id, run => !run.State.IsActive());

    public Task DeactivateAsync(string id) => silo!.DeactivateAsync(Run(id));

    /// <summary>Ends the silo as a crash would and starts another on the same files.</summary>
    public Task KillAndRestartAsync() => silo!.KillAsync();

    public async ValueTask DisposeAsync()
    {
        await silo!.DisposeAsync();
        await store!.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private sealed class TestTables : IDatasetReader, IDatasetArchive
    {
        public Dictionary<string, Frame> Frames { get; } = [];

        public Task<Frame> ReadAsync(DatasetContent content, IReadOnlyList<string>? columns, int? rows, CancellationToken cancel) =>
            Task.FromResult(Frames[content.DatasetId]);

        public Task<TableProfile> ReadProfileAsync(DatasetContent content, CancellationToken cancel)
        {
            var table = Frames[content.DatasetId];
            var profiler = new FrameProfiler(table.Schema);
            profiler.Add(table);
            return Task.FromResult(profiler.Finish());
        }

        public Task<Stream> ExportAsync(DatasetContent content, TableFormat format, CancellationToken cancel) =>
            throw new FileNotFoundException("A test's table has no file.");
    }
}
