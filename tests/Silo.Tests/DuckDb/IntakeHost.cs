using Kolosal.Audit;
using Kolosal.Datasets;
using Kolosal.Hosting;
using Kolosal.Storage;
using Kolosal.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Engines.DuckDb;

/// <summary>A silo with real storage, real DuckDB and small limits.</summary>
internal sealed class IntakeHost : IAsyncDisposable
{
    private readonly string folder;

    private IntakeHost(string folder, TestSilo silo) => (this.folder, Silo) = (folder, silo);

    public TestSilo Silo { get; }

    public DatasetIntake Intake => Silo.Services.GetRequiredService<DatasetIntake>();

    public IGrainFactory Grains => Silo.Client;

    public T Service<T>()
        where T : notnull => Silo.Services.GetRequiredService<T>();

    public static async Task<IntakeHost> StartAsync()
    {
        string folder = Directory.CreateTempSubdirectory("kolosal-intake-").FullName;
        var settings = new Dictionary<string, string?>
        {
            ["Kolosal:DataDirectory"] = folder,
            ["Kolosal:Storage:Synchronous"] = "Normal",
            ["Kolosal:Datasets:MaximumBytes"] = "20000000",
            ["Kolosal:Datasets:MaximumLineBytes"] = "100000",
            ["Kolosal:Datasets:MaximumColumns"] = "500",
            ["Kolosal:Datasets:MaximumRows"] = "200000",
            ["Kolosal:Datasets:Threads"] = "2",
        };
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var silo = await TestSilo.StartAsync(host =>
        {
            host.Services.AddSingleton<IConfiguration>(configuration);
            host.Services.AddKolosalStorage(configuration);
            host.Services.AddAudit().AddDatasets().AddDuckDb();
        });
        return new IntakeHost(folder, silo);
    }

    /// <summary>What lies in the staging area: nothing, when nobody is at work.</summary>
    public string[] Staged => Directory.Exists(Path.Combine(folder, "staging")) ? Directory.GetFiles(Path.Combine(folder, "staging")) : [];

    public async Task<long> ListedAsync(string workspace) =>
        (await Service<ICatalogue>().QueryAsync(new(workspace, DatasetListing.Kind, []), default)).Total;

    public Task<Result<DatasetDescription>> TakeAsync(string workspace, string? name, byte[] content) =>
        Intake.TakeAsync(workspace, "upload", name, null, new MemoryStream(content), default);

    public async ValueTask DisposeAsync()
    {
        await Silo.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
