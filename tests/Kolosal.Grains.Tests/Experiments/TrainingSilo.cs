using System.Security.Cryptography;
using System.Text;
using Kolosal.Audit;
using Kolosal.Datasets;
using Kolosal.Hosting;
using Kolosal.Models;
using Kolosal.Tabular;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.TestingHost;

namespace Kolosal.Experiments;

/// <summary>A silo that trains: real grains, storage and pool; the tables come from the test instead of from Parquet.</summary>
internal sealed class TrainingSilo : IAsyncDisposable
{
    public const string Workspace = "w1";

    private readonly string folder = Directory.CreateTempSubdirectory("kolosal-runs-").FullName;
    private readonly TestTables tables = new();
    private readonly InProcessTestCluster cluster;

    private TrainingSilo(int threads)
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSiloHost((_, host) => host.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Kolosal:DataDirectory"] = folder,
            [$"{TrainingPoolOptions.Section}:{nameof(TrainingPoolOptions.Threads)}"] = threads.ToString(System.Globalization.CultureInfo.InvariantCulture),
        }));
        builder.ConfigureSilo((_, silo) =>
        {
            silo.UseInMemoryReminderService();
            silo.Services.AddKolosalStorage(silo.Configuration).AddAudit().AddModels().AddExperiments().AddTrainingPool();
            silo.Services.AddSingleton<IDatasetReader>(tables).AddSingleton<IDatasetArchive>(tables);
        });
        cluster = builder.Build();
    }

    public IGrainFactory Grains => cluster.Client;

    public IServiceProvider Services => cluster.GetSiloServiceProvider();

    public static async Task<TrainingSilo> StartAsync(int threads = 2)
    {
        var silo = new TrainingSilo(threads);
        await silo.cluster.DeployAsync();
        return silo;
    }

    /// <summary>Makes a dataset known and answers its id.</summary>
    public async Task<string> AddAsync(Frame table, string? favourableLabel = null)
    {
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Guid.NewGuid().ToString())));
        string id = DatasetIds.Of(sha256);
        tables.Frames[id] = table;
        var blob = new BlobRef(Workspace, sha256, 1);
        var columns = table.Schema.Columns.Select((c, i) => new DatasetColumn(
            c.Name, DatasetSchema.Word(c.Type), DatasetSchema.Word(c.Role), c.Protected, table.Columns[i].Missing.Count, 0, null, null, c.Categories, null, 0));
        var registered = await Grains.Dataset(Workspace, id).RegisterAsync(new DatasetRegistration(
            "table", new DatasetSource("upload", "table.csv", "csv", null, sha256, 1), table.Rows, [.. columns], [], 1, blob, blob));
        Assert.True(registered.Accepted, registered.Refusal?.Message);
        return id;
    }

    public IRunGrain Run(string id) => Grains.Run(new ResourceKey(Workspace, id));

    public async Task<RunSnapshot> StartRunAsync(string id, RunRequest request)
    {
        var started = await Run(id).StartAsync(request);
        Assert.True(started.Accepted, started.Refusal?.Message);
        return started.Value;
    }

    public Task<RunSnapshot> ReachesAsync(string id, Func<RunSnapshot, bool> wanted) =>
        Testing.Eventually.HoldsAsync(async () => (await Run(id).GetAsync()).Value!, wanted, TimeSpan.FromMinutes(2));

    public Task<RunSnapshot> EndsAsync(string id) => ReachesAsync(id, run => !run.State.IsActive());

    public Task DeactivateAsync(string id) => cluster.DeactivateAsync(Run(id));

    /// <summary>Ends the silo as a crash would and starts another on the same files.</summary>
    public async Task KillAndRestartAsync()
    {
        await cluster.KillSiloAsync(cluster.Silos[0]);
        await cluster.StartAdditionalSiloAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await cluster.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private sealed class TestTables : IDatasetReader, IDatasetArchive
    {
        public Dictionary<string, Frame> Frames { get; } = [];

        public Task<Frame> ReadAsync(DatasetContent content, IReadOnlyList<string>? columns, int? rows, CancellationToken cancel) => Task.FromResult(Frames[content.DatasetId]);

        public Task<TableProfile> ReadProfileAsync(DatasetContent content, CancellationToken cancel) => throw new FileNotFoundException("A test's table has no profile.");

        public Task<Stream> ExportAsync(DatasetContent content, TableFormat format, CancellationToken cancel) => throw new FileNotFoundException("A test's table has no file.");
    }
}
