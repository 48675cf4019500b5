using Kolosal.Alerts;
using Kolosal.Audit;
using Kolosal.Compliance;
using Kolosal.Compliance.Controls;
using Kolosal.Compliance.Registers;
using Kolosal.Datasets;
using Kolosal.Drift;
using Kolosal.Engines;
using Kolosal.Engines.DuckDb;
using Kolosal.Experiments;
using Kolosal.Explanations;
using Kolosal.Exploration;
using Kolosal.Fairness;
using Kolosal.Feedback;
using Kolosal.Hosting;
using Kolosal.Imports;
using Kolosal.Models;
using Kolosal.Notifications;
using Kolosal.Predictions;
using Kolosal.Privacy;
using Kolosal.Quality;
using Kolosal.Referrals;
using Kolosal.Retraining;
using Kolosal.Security;
using Kolosal.Slo;
using Kolosal.Storage;
using Kolosal.Subjects;
using Kolosal.Tracking;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Kolosal.Testing;

/// <summary>A silo with every feature on real storage in a folder of its own: catalogue, blobs, logs and keys as in production. Storage outlives a
/// killed silo, as a disk does. The door at the grains is open: a test calls whatever it likes.</summary>
public sealed class PlatformSilo : IAsyncDisposable
{
    private readonly DirectoryInfo folder;
    private readonly ServiceProvider? shared;

    private PlatformSilo(DirectoryInfo folder, ServiceProvider? shared, TestSilo silo) => (this.folder, this.shared, Silo) = (folder, shared, silo);

    public TestSilo Silo { get; }

    public IGrainFactory Grains => Silo.Client;

    /// <summary>The services of the silo of the moment.</summary>
    public IServiceProvider Services => Silo.Services;

    public string DataDirectory => folder.FullName;

    /// <param name="settings">Settings by their whole name, e.g. <c>Kolosal:Drift:WindowRows</c>.</param>
    /// <param name="faults">Makes calls suffer what they would in a cluster. Null for none.</param>
    /// <param name="storageDiesWithSilo">Storage, and grain state with it, is opened by the silo itself and let go of when it is killed, as the
    /// operating system does for a dead process. Otherwise one store serves all silos of the test, and grain state is the test's
    /// (<see cref="TestSilo.Storage"/>).</param>
    /// <param name="services">Services that take the place of the features' own.</param>
    /// <param name="clock">The clock of grains, their timers and reminders. Null for the machine's.</param>
    public static async Task<PlatformSilo> StartAsync(
        Dictionary<string, string?>? settings = null, CallFaults? faults = null, bool storageDiesWithSilo = false,
        Action<IServiceCollection>? services = null, FakeTimeProvider? clock = null)
    {
        var folder = Directory.CreateTempSubdirectory("kolosal-test-");
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings ?? [])
            .AddInMemoryCollection([new("Kolosal:DataDirectory", folder.FullName)]).Build();
        var shared = storageDiesWithSilo ? null : new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration)
            .AddSingleton(TimeProvider.System).AddKolosalStorage(configuration).BuildServiceProvider();
        var silo = await TestSilo.StartAsync(new TestSiloOptions
        {
            Faults = faults,
            Clock = clock,
            Configure = builder =>
            {
                builder.Services.AddSingleton<IConfiguration>(configuration);
                if (shared is null) builder.UseKolosalStorage().Services.AddKolosalStorage(configuration);
                else Share(shared, builder.Services);
                builder.Services.AddAudit().AddDuckDb().AddImports().AddTrainerEngines().AddDatasets().AddPrivacy().AddSubjects().AddModels()
                    .AddTrainingPool().AddExperiments().AddExploration().AddExplanations().AddPredictions().AddPredictionFeed().AddFeedback()
                    .AddDrift().AddFairness().AddSlo().AddTracking().AddRetraining().AddNotifications().AddNotificationTransports().AddAlerts()
                    .AddQuality().AddSecurity().AddReferrals().AddRegisters()
                    .AddCompliance();
                services?.Invoke(builder.Services);
            },
        });
        return new(folder, shared, silo);
    }

    /// <summary>Ends the silo as a crash would and starts another on the same files. References must be taken anew.</summary>
    public async Task KillAsync()
    {
        if (shared is not null)
        {
            await Silo.KillAsync();
            return;
        }
        var services = Services;
        await Silo.Cluster.KillSiloAsync(Silo.Cluster.Silos[0]);
        await ((IAsyncDisposable)services).DisposeAsync();
        await Silo.Cluster.StartAdditionalSiloAsync();
        await Silo.Cluster.InitializeClientAsync();
    }

    public T Service<T>()
        where T : notnull => Services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        await Silo.DisposeAsync();
        if (shared is not null) await shared.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private static void Share(ServiceProvider store, IServiceCollection services)
    {
        foreach (var type in (Type[])[typeof(ICatalogue), typeof(IBlobStore), typeof(ISegmentLogs), typeof(IStagingArea), typeof(ISigner),
            typeof(IVerifier), typeof(ILogSigner), typeof(IMasterKeyRotation), typeof(IKeyRing), typeof(IStorageLosses), typeof(IStorageScrub),
            typeof(IStorageSeals), typeof(IRecordRewriter), typeof(ILogRewriter)])
            services.AddSingleton(type, store.GetRequiredService(type));
    }
}
