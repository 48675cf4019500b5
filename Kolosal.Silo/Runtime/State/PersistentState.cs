using Kolosal.Runtime.Activations;
using Orleans.Core;
using Orleans.Storage;

namespace Kolosal.Runtime.State;

/// <summary>State that is read before its grain is activated.</summary>
internal interface IBoundState : IStorage;

/// <summary>One state of one activation, kept by the storage provider it names.</summary>
internal sealed class PersistentState<TState> : IPersistentState<TState>, IBoundState
{
    private readonly IGrainStorage _storage;
    private readonly GrainState<TState> _record = new(New());
    private readonly GrainId _grain;
    private readonly string _name;

    public PersistentState(Activation activation, PersistentStateAttribute attribute)
    {
        (_grain, _name) = (activation.GrainId, attribute.StateName);
        var services = activation.ActivationServices;
        string provider = attribute.StorageName ?? GrainStorageNames.Default;
        _storage = services.GetKeyedService<IGrainStorage>(provider)
            ?? (attribute.StorageName is null ? services.GetService<IGrainStorage>() : null)
            ?? throw new BadProviderConfigException($"No storage provider named '{provider}' for the state '{_name}' of {_grain}.");
    }

    public TState State { get => _record.State!; set => _record.State = value; }
    public string? Etag => _record.ETag;
    public bool RecordExists => _record.RecordExists;

    public Task ReadStateAsync() => ReadStateAsync(CancellationToken.None);
    public Task WriteStateAsync() => WriteStateAsync(CancellationToken.None);
    public Task ClearStateAsync() => ClearStateAsync(CancellationToken.None);

    public async Task ReadStateAsync(CancellationToken cancellationToken)
    {
        await _storage.ReadStateAsync(_name, _grain, _record, cancellationToken);
        _record.State ??= New();
    }

    public Task WriteStateAsync(CancellationToken cancellationToken) => _storage.WriteStateAsync(_name, _grain, _record, cancellationToken);

    public async Task ClearStateAsync(CancellationToken cancellationToken)
    {
        await _storage.ClearStateAsync(_name, _grain, _record, cancellationToken);
        _record.State ??= New();
    }

    private static TState New() => typeof(TState).GetConstructor(Type.EmptyTypes) is null ? default! : Activator.CreateInstance<TState>();
}

internal static class GrainStorageNames
{
    public const string Default = "Default";
}
