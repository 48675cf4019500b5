using System.Collections.Frozen;
using Kolosal.Audit;
using Orleans.Metadata;
using Orleans.Storage;

namespace Kolosal.Chaos;

/// <summary>Grain state that is late or refuses while a fault says so, before anything is done: what fails was not written.</summary>
/// <remarks>State of tests and of audit chains is spared: a test must be able to stop, and what happened during it must stand in the trail.</remarks>
internal sealed class FaultyGrainStorage(IGrainStorage inner, FaultInjector faults, Lazy<GrainTypeResolver> types)
    : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    private FrozenSet<GrainType>? spared;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ReadStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        WriteStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ClearStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        await StrikeAsync(grainId, cancellationToken);
        await inner.ReadStateAsync(stateName, grainId, grainState, cancellationToken);
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        await StrikeAsync(grainId, cancellationToken);
        await inner.WriteStateAsync(stateName, grainId, grainState, cancellationToken);
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        await StrikeAsync(grainId, cancellationToken);
        await inner.ClearStateAsync(stateName, grainId, grainState, cancellationToken);
    }

    /// <summary>The engine may start what lies below through this.</summary>
    public void Participate(ISiloLifecycle lifecycle) => (inner as ILifecycleParticipant<ISiloLifecycle>)?.Participate(lifecycle);

    private Task StrikeAsync(GrainId grain, CancellationToken cancel)
    {
        if (!faults.IsAnyInForce || Spared.Contains(grain.Type)) return Task.CompletedTask;
        string key = grain.Key.ToString() ?? "";
        int slash = key.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? Task.CompletedTask : StorageFaults.StrikeAsync(faults, key[..slash], key[(slash + 1)..], cancel);
    }

    private FrozenSet<GrainType> Spared => spared ??= new[] { typeof(ChaosTestGrain), typeof(AuditGrain), typeof(PredictionAuditGrain) }
        .Select(types.Value.GetGrainType).ToFrozenSet();
}
