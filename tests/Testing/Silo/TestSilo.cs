using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime.Hosting;
using Orleans.Storage;
using Orleans.TestingHost;

namespace Kolosal.Testing;

/// <summary>How a test's silo differs from the plain one.</summary>
public sealed record TestSiloOptions
{
    /// <summary>Adds what the grains under test need: services, filters, options.</summary>
    public Action<ISiloBuilder>? Configure { get; init; }

    /// <summary>The clock of grains, their timers and reminders. Null for the machine's.</summary>
    public FakeTimeProvider? Clock { get; init; }

    /// <summary>Names of the stream providers; "kolosal" is the application's.</summary>
    public IReadOnlyList<string> Streams { get; init; } = ["kolosal"];

    /// <summary>Makes calls suffer what they would in a cluster. Null for none.</summary>
    public CallFaults? Faults { get; init; }
}

/// <summary>A silo inside a test: memory streams, and state and reminders that survive
/// <see cref="RestartAsync"/> and <see cref="KillAsync"/>.</summary>
public sealed class TestSilo : IAsyncDisposable
{
    /// <summary>An answer that comes late on a busy machine is no lost one.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly InProcessTestCluster cluster;

    private TestSilo(InProcessTestCluster cluster, SharedGrainStorage storage) => (this.cluster, Storage) = (cluster, storage);

    public IClusterClient Client => cluster.Client;
    public InProcessTestCluster Cluster => cluster;
    public SharedGrainStorage Storage { get; }

    /// <summary>The services of the silo of the moment.</summary>
    public IServiceProvider Services => cluster.Silos[0].ServiceProvider;

    public static Task<TestSilo> StartAsync(Action<ISiloBuilder>? configure = null) => StartAsync(new TestSiloOptions { Configure = configure });

    public static async Task<TestSilo> StartAsync(TestSiloOptions options)
    {
        var storage = new SharedGrainStorage();
        var reminders = new SharedReminders();
        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureClient(client => client.Configure<ClientMessagingOptions>(messages => messages.ResponseTimeout = Patience));
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Configure<SiloMessagingOptions>(messages => messages.ResponseTimeout = Patience);
            silo.Services.AddGrainStorage<IGrainStorage>("Default", (_, _) => storage);
            reminders.Use(silo);
            foreach (string name in options.Streams)
                silo.AddMemoryStreams(name, streams => streams.ConfigureStreamPubSub(Orleans.Streams.StreamPubSubType.ImplicitOnly));
            if (options.Clock is { } clock)
            {
                silo.Services.AddSingleton<TimeProvider>(new LeapingTimers(clock));
                silo.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
            }
            options.Faults?.Use(silo);
            options.Configure?.Invoke(silo);
        });
        var cluster = builder.Build();
        try
        {
            await cluster.DeployAsync();
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
        return new TestSilo(cluster, storage);
    }

    /// <summary>Stops the silo in good order and starts another on the same state. References must be taken anew.</summary>
    public async Task RestartAsync()
    {
        await cluster.StopSiloAsync(cluster.Silos[0]);
        await StartAnotherAsync();
    }

    /// <summary>Ends the silo as a crash would and starts another on the same state. References must be taken anew.</summary>
    public async Task KillAsync()
    {
        await cluster.KillSiloAsync(cluster.Silos[0]);
        await StartAnotherAsync();
    }

    /// <summary>Lets the grain leave memory; its next call finds it as it was stored.</summary>
    public Task DeactivateAsync(IAddressable grain) => cluster.DeactivateAsync(grain);

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    /// <summary>A client of real Orleans knows only the gateways it has met, so it starts anew with the silo.</summary>
    private async Task StartAnotherAsync()
    {
        await cluster.StartAdditionalSiloAsync();
        await cluster.InitializeClientAsync();
    }
}
