using Kolosal.Audit;
using Kolosal.Drift;
using Kolosal.Events;
using Kolosal.Fairness;
using Kolosal.Hosting;
using Kolosal.Learning.Packages;
using Kolosal.Predictions;
using Kolosal.Slo;
using Kolosal.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.Streams;
using Orleans.TestingHost;

namespace Kolosal.Models;

/// <summary>A silo that serves: real grains, storage, log and feed on a folder of its own.</summary>
internal sealed class ServingSilo : IAsyncDisposable
{
    public const string Workspace = "acme";

    public static readonly Principal Bob = new(Workspace, "bob", ["admin"]);

    private readonly string folder = Directory.CreateTempSubdirectory("kolosal-serving-").FullName;
    private readonly InProcessTestCluster cluster;

    private ServingSilo()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSiloHost((_, host) => host.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Kolosal:DataDirectory"] = folder,
            ["Kolosal:Predictions:RefreshMilliseconds"] = "50",
            ["Kolosal:Predictions:GatherMilliseconds"] = "5",
        }));
        builder.ConfigureSilo((_, silo) =>
        {
            silo.UseKolosalStorage();
            silo.AddMemoryStreams(PredictionStream.Provider, streams => streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly));
            silo.Services.AddKolosalStorage(silo.Configuration).AddAudit().AddModels().AddPredictions().AddPredictionFeed()
                .AddDrift().AddFairness().AddSlo();
        });
        cluster = builder.Build();
    }

    public IGrainFactory Grains => cluster.Client;

    public IServiceProvider Services => cluster.Silos[0].ServiceProvider;

    public static async Task<ServingSilo> StartAsync()
    {
        var silo = new ServingSilo();
        await silo.cluster.DeployAsync();
        return silo;
    }

    public static ModelKey Key(string name) => new(Workspace, name);

    public IModelGrain Model(string name) => Grains.Model(Key(name));

    public Task<Result<PredictionReply>> PredictAsync(string name, string rows, string? reference = null) =>
        Grains.Predictor(Key(name)).PredictAsync(new(reference, System.Text.Encoding.UTF8.GetBytes(rows)));

    /// <summary>Stores, signs and registers a package.</summary>
    public async Task<int> RegisterAsync(string name, ModelPackage package, string author = "alice",
        Func<VersionRegistration, VersionRegistration>? change = null)
    {
        using var bytes = new MemoryStream();
        package.Save(bytes);
        bytes.Position = 0;
        var blob = await Services.GetRequiredService<IBlobStore>().PutAsync(Workspace, bytes, CancellationToken.None);
        var signer = Services.GetRequiredService<ISigner>();
        var registration = SampleModels.Registration(
            blob.Sha256, author, blob, PackageSignature.Sign(signer, blob.Sha256), signer.KeyId, SampleModels.Reference(package));
        var registered = await Model(name).RegisterAsync(change is null ? registration : change(registration));
        Assert.True(registered.Accepted, registered.Refusal?.Message);
        return registered.Value;
    }

    /// <summary>Registers, validates and promotes.</summary>
    public async Task<int> ServeAsync(string name, ModelPackage package)
    {
        int version = await RegisterAsync(name, package);
        var report = (await Model(name).ValidateAsync(version)).Value!;
        Assert.True(report.Passed, string.Join("; ", report.Checks));
        var promoted = await Model(name).PromoteAsync(new(version, ModelStatus.Active, Bob, "good"));
        Assert.True(promoted.Accepted, promoted.Refusal?.Message);
        return version;
    }

    /// <summary>Ends the silo as a crash would and starts another on the same files.</summary>
    public async Task KillAndRestartAsync()
    {
        var services = Services;
        await cluster.KillSiloAsync(cluster.Silos[0]);

        // What the operating system does for a dead process: the files are let go of.
        await ((IAsyncDisposable)services).DisposeAsync();
        await cluster.StartAdditionalSiloAsync();

        // A client of real Orleans knows only the gateways it has met.
        await cluster.InitializeClientAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await cluster.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
