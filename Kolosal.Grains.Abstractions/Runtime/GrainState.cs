using Orleans.Runtime;

namespace Orleans
{
    /// <summary>What a storage provider reads and writes.</summary>
    public interface IGrainState<T>
    {
        T? State { get; set; }
        string? ETag { get; set; }
        bool RecordExists { get; set; }
    }

    public sealed class GrainState<T> : IGrainState<T>
    {
        public GrainState() : this(default) { }
        public GrainState(T? state) : this(state, null) { }
        public GrainState(T? state, string? eTag) => (State, ETag) = (state, eTag);

        public T? State { get; set; }
        public string? ETag { get; set; }
        public bool RecordExists { get; set; }
    }

    public interface IFacetMetadata;
}

namespace Orleans.Core
{
    public interface IStorage
    {
        string? Etag { get; }
        bool RecordExists { get; }
        Task ClearStateAsync();
        Task WriteStateAsync();
        Task ReadStateAsync();
        Task ClearStateAsync(CancellationToken cancellationToken) => ClearStateAsync();
        Task WriteStateAsync(CancellationToken cancellationToken) => WriteStateAsync();
        Task ReadStateAsync(CancellationToken cancellationToken) => ReadStateAsync();
    }

    public interface IStorage<TState> : IStorage
    {
        TState State { get; set; }
    }
}

namespace Orleans.Runtime
{
    /// <summary>A grain's state: loaded before activation, written by <c>WriteStateAsync</c> under its ETag.</summary>
    public interface IPersistentState<TState> : Core.IStorage<TState>;

    public interface IPersistentStateConfiguration
    {
        string StateName { get; }
        string? StorageName { get; }
    }

    /// <summary>Binds a constructor parameter to stored state.</summary>
    [AttributeUsage(AttributeTargets.Parameter)]
    public class PersistentStateAttribute(string stateName, string? storageName = null) : Attribute, IFacetMetadata, IPersistentStateConfiguration
    {
        public string StateName { get; } = stateName;
        public string? StorageName { get; } = storageName;
    }
}

namespace Orleans.Storage
{
    /// <summary>Keeps grain state. A write or clear succeeds only under the ETag that was read.</summary>
    public interface IGrainStorage
    {
        Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

        /// <exception cref="InconsistentStateException">The stored ETag is another.</exception>
        Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

        /// <exception cref="InconsistentStateException">The stored ETag is another.</exception>
        Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

        Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken) =>
            ReadStateAsync(stateName, grainId, grainState);

        Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken) =>
            WriteStateAsync(stateName, grainId, grainState);

        Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken) =>
            ClearStateAsync(stateName, grainId, grainState);
    }
}
