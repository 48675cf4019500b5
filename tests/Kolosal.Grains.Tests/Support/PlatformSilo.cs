using Kolosal.Audit;
using Kolosal.Drift;
using Kolosal.Fairness;
using Kolosal.Hosting;
using Kolosal.Models;
using Kolosal.Predictions;
using Kolosal.Slo;
using Kolosal.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;

namespace Kolosal.Support;

/// <summary>A silo with real storage in a folder of its own: catalogue, blobs, logs and keys as in production, grain state shared across its lives.</summary>
internal sealed class PlatformSilo : IAsyncDisposable
{
    private readonly DirectoryInfo folder;
    private readonly TestSilo silo;

    private PlatformSilo(DirectoryInfo folder, TestSilo silo) => (this.folder, this.silo) = (folder, silo);

    public IGrainFactory Grains => silo.Client;

    public IServiceProvider Services => silo.Services;

    public TestSilo Silo => silo;

    public static async Task<PlatformSilo> StartAsync(Dictionary<string, string?>? settings = null, StrictCalls? strict = null)
    {
        var folder = Directory.CreateTempSubdirectory("kolosal-test-");
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings ?? [])
            .AddInMemoryCollection([new("Kolosal:DataDirectory", folder.FullName)])
            .Build();
        var silo = await TestSilo.StartAsync(new TestSiloOptions
        {
            Strict = strict,
            Configure = builder =>
            {
                builder.Services.AddSingleton<IConfiguration>(configuration);
                builder.Services.AddKolosalStorage(configuration);
                builder.Services.AddAudit().AddModels().AddPredictions().AddPredictionFeed().AddDrift().AddFairness().AddSlo();
            },
        });
        return new(folder, silo);
    }

    public async ValueTask DisposeAsync()
    {
        await silo.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
