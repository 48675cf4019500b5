using Kolosal.Audit;
using Kolosal.Drift;
using Kolosal.Fairness;
using Kolosal.Hosting;
using Kolosal.Models;
using Kolosal.Predictions;
using Kolosal.Slo;
using Kolosal.Storage;
using Kolosal.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;

namespace Kolosal.Support;

/// <summary>A silo with real storage in a folder of its own: catalogue, blobs, logs and
/// keys as in production. Storage outlives a killed silo, as a disk does.</summary>
internal sealed class PlatformSilo : IAsyncDisposable
{
    private readonly DirectoryInfo folder;
    private readonly ServiceProvider storage;
    private readonly TestSilo silo;

    private PlatformSilo(DirectoryInfo folder, ServiceProvider storage, TestSilo silo) =>
        (this.folder, this.storage, this.silo) = (folder, storage, silo);

    public IGrainFactory Grains => silo.Client;

    public IServiceProvider Services => silo.Services;

    public TestSilo Silo => silo;

    public static async Task<PlatformSilo> StartAsync(
        Dictionary<string, string?>? settings = null, CallFaults? faults = null, Action<IServiceCollection>? replace = null)
    {
        var folder = Directory.CreateTempSubdirectory("kolosal-test-");
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings ?? [])
            .AddInMemoryCollection([new("Kolosal:DataDirectory", folder.FullName)])
            .Build();
        var storage = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration).AddSingleton(TimeProvider.System)
            .AddKolosalStorage(configuration).BuildServiceProvider();
        var silo = await TestSilo.StartAsync(new TestSiloOptions
        {
            Faults = faults,
            Configure = builder =>
            {
                builder.Services.AddSingleton<IConfiguration>(configuration);
                builder.Services
                    .AddSingleton(storage.GetRequiredService<ICatalogue>()).AddSingleton(storage.GetRequiredService<IBlobStore>())
                    .AddSingleton(storage.GetRequiredService<ISegmentLogs>()).AddSingleton(storage.GetRequiredService<IStagingArea>())
                    .AddSingleton(storage.GetRequiredService<ISigner>()).AddSingleton(storage.GetRequiredService<IVerifier>());
                builder.Services.AddAudit().AddModels().AddPredictions().AddPredictionFeed().AddDrift().AddFairness().AddSlo();
                replace?.Invoke(builder.Services);
            },
        });
        return new(folder, storage, silo);
    }

    public async ValueTask DisposeAsync()
    {
        await silo.DisposeAsync();
        await storage.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
