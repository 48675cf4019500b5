using System.Collections.ObjectModel;
using Kolosal.Runtime;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Orleans.TestingHost;

/// <summary>A silo inside a test, and a client of it that outlives its restarts.</summary>
public sealed class InProcessTestCluster : IDisposable, IAsyncDisposable
{
    private readonly List<InProcessSiloHandle> _silos = [];
    private readonly TestClient _client;
    private IHost? _clientHost;
    private int _started;

    internal InProcessTestCluster(InProcessTestClusterOptions options)
    {
        Options = options;
        _client = new TestClient(this);
    }

    public InProcessTestClusterOptions Options { get; }
    public IClusterClient Client => _client;
    public ReadOnlyCollection<InProcessSiloHandle> Silos => _silos.AsReadOnly();

    internal IServiceProvider ClientServices => _clientHost?.Services ?? Current.ServiceProvider;

    internal InProcessSiloHandle Current => _silos.FirstOrDefault(silo => silo.IsActive) ?? throw new SiloUnavailableException("No silo is active.");

    public async Task DeployAsync()
    {
        if (_silos.Count > 0) throw new InvalidOperationException("The cluster is deployed already.");
        await StartAdditionalSiloAsync();
        if (Options.InitializeClientOnDeploy) await InitializeClientAsync();
    }

    public async Task InitializeClientAsync()
    {
        await StopClientAsync();
        var host = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        foreach (var configure in Options.ClientHostConfigurationDelegates) configure(host);
        host.Services.AddSingleton<IClusterClient>(_client);
        host.Services.AddSingleton<IGrainFactory>(_client);
        _clientHost = host.Build();
        await _clientHost.StartAsync();
    }

    /// <summary>Starts the silo that takes the place of one that was stopped or killed; a second one beside it cannot be.</summary>
    public async Task<InProcessSiloHandle> StartAdditionalSiloAsync()
    {
        if (_silos.Any(silo => silo.IsActive)) throw new NotSupportedException("The embedded engine runs one silo; stop or kill it first.");
        var specific = new InProcessTestSiloSpecificOptions { SiloName = $"Silo_{_started++}" };
        var host = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        host.UseOrleans(silo => silo.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (Options.ClusterId, Options.ServiceId)));
        foreach (var configure in Options.SiloHostConfigurationDelegates) configure(specific, host);
        var handle = new InProcessSiloHandle { Name = specific.SiloName, SiloHost = host.Build() };
        try
        {
            await handle.SiloHost.StartAsync();
        }
        catch
        {
            handle.SiloHost.Dispose();
            throw;
        }
        _silos.Add(handle);
        return handle;
    }

    public IEnumerable<InProcessSiloHandle> GetActiveSilos() => _silos.Where(silo => silo.IsActive);

    public async Task StopSiloAsync(InProcessSiloHandle instance)
    {
        await instance.StopSiloAsync(true);
        _silos.Remove(instance);
    }

    public async Task KillSiloAsync(InProcessSiloHandle instance)
    {
        await instance.StopSiloAsync(false);
        _silos.Remove(instance);
    }

    public async Task<InProcessSiloHandle?> RestartSiloAsync(InProcessSiloHandle instance)
    {
        await StopSiloAsync(instance);
        return await StartAdditionalSiloAsync();
    }

    public Task WaitForLivenessToStabilizeAsync(bool didKill = false) => Task.CompletedTask;

    public bool TryGetGrainContext(GrainId grainId, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IGrainContext? grainContext)
    {
        grainContext = Current.Engine.Directory.Find(grainId)?.Activations.FirstOrDefault();
        return grainContext is not null;
    }

    public Task DeactivateAsync(IAddressable grain) => DeactivateAsync(grain.GetGrainId());

    public async Task DeactivateAsync(GrainId grainId)
    {
        if (!TryGetGrainContext(grainId, out var context)) return;
        context.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationRequested, "The test asked for it."));
        await context.Deactivated;
    }

    public Task WaitForDeactivationAsync(IAddressable grain) => WaitForDeactivationAsync(grain.GetGrainId());

    public Task WaitForDeactivationAsync(GrainId grainId) => TryGetGrainContext(grainId, out var context) ? context.Deactivated : Task.CompletedTask;

    public async Task StopAllSilosAsync()
    {
        foreach (var silo in _silos.ToArray()) await StopSiloAsync(silo);
        await StopClientAsync();
    }

    public async ValueTask DisposeAsync() => await StopAllSilosAsync();

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async Task StopClientAsync()
    {
        if (_clientHost is null) return;
        await _clientHost.StopAsync();
        _clientHost.Dispose();
        _clientHost = null;
    }

    /// <summary>Asks the silo of the moment, so that references keep working over a restart when they are taken anew.</summary>
    private sealed class TestClient(InProcessTestCluster cluster) : IClusterClient
    {
        public IServiceProvider ServiceProvider => cluster.ClientServices;

        private Kolosal.Runtime.GrainFactory Grains => cluster.Current.Engine.Grains;

        public TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string? grainClassNamePrefix = null) where TGrainInterface : IGrainWithGuidKey =>
            Grains.GetGrain<TGrainInterface>(primaryKey, grainClassNamePrefix);

        public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string? grainClassNamePrefix = null) where TGrainInterface : IGrainWithIntegerKey =>
            Grains.GetGrain<TGrainInterface>(primaryKey, grainClassNamePrefix);

        public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null) where TGrainInterface : IGrainWithStringKey =>
            Grains.GetGrain<TGrainInterface>(primaryKey, grainClassNamePrefix);

        public TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string keyExtension, string? grainClassNamePrefix = null)
            where TGrainInterface : IGrainWithGuidCompoundKey => Grains.GetGrain<TGrainInterface>(primaryKey, keyExtension, grainClassNamePrefix);

        public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string keyExtension, string? grainClassNamePrefix = null)
            where TGrainInterface : IGrainWithIntegerCompoundKey => Grains.GetGrain<TGrainInterface>(primaryKey, keyExtension, grainClassNamePrefix);

        public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId) where TGrainInterface : IAddressable => Grains.GetGrain<TGrainInterface>(grainId);

        public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey) => Grains.GetGrain(grainInterfaceType, grainPrimaryKey);
    }
}
