using Orleans.Runtime;
using Orleans.Streams;

namespace Orleans.Runtime
{
    /// <summary>A stream's name: namespace and key.</summary>
    public readonly struct StreamId : IEquatable<StreamId>, IComparable<StreamId>
    {
        private readonly string? _namespace;
        private readonly string? _key;

        private StreamId(string? ns, string key) => (_namespace, _key) = (ns, key);

        public static StreamId Create(string? ns, string key)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(key);
            return new StreamId(ns, key);
        }

        public static StreamId Create(string? ns, Guid key) => new(ns, key.ToString("N"));
        public static StreamId Create(string? ns, long key) => new(ns, key.ToString("X", null));

        public string GetKeyAsString() => _key ?? "";
        public string? GetNamespace() => _namespace;

        public bool Equals(StreamId other) => _key == other._key && _namespace == other._namespace;
        public override bool Equals(object? obj) => obj is StreamId other && Equals(other);
        public override int GetHashCode() => HashCode.Combine(_namespace, _key);

        public int CompareTo(StreamId other)
        {
            int order = string.CompareOrdinal(_namespace, other._namespace);
            return order != 0 ? order : string.CompareOrdinal(_key, other._key);
        }

        public override string ToString() => $"{_namespace ?? "null"}/{_key}";
        public static bool operator ==(StreamId s1, StreamId s2) => s1.Equals(s2);
        public static bool operator !=(StreamId s1, StreamId s2) => !s1.Equals(s2);
    }

    /// <summary>The identity of a subscription.</summary>
    public sealed class GuidId : IEquatable<GuidId>
    {
        public readonly Guid Guid;

        private GuidId(Guid guid) => Guid = guid;

        public static GuidId GetNewGuidId() => new(Guid.NewGuid());
        public static GuidId GetGuidId(Guid guid) => new(guid);

        public bool Equals(GuidId? other) => other is not null && Guid == other.Guid;
        public override bool Equals(object? obj) => Equals(obj as GuidId);
        public override int GetHashCode() => Guid.GetHashCode();
        public override string ToString() => Guid.ToString();
    }
}

namespace Orleans.Streams
{
    /// <summary>Where an event stands among those of its stream.</summary>
    public abstract class StreamSequenceToken : IEquatable<StreamSequenceToken?>, IComparable<StreamSequenceToken?>
    {
        public abstract long SequenceNumber { get; protected set; }
        public abstract int EventIndex { get; protected set; }
        public abstract bool Equals(StreamSequenceToken? other);
        public abstract int CompareTo(StreamSequenceToken? other);
    }

    /// <summary>An event in a batch, with its place.</summary>
    public class SequentialItem<T>(T item, StreamSequenceToken token)
    {
        public T Item { get; } = item;
        public StreamSequenceToken Token { get; } = token;
    }

    /// <summary>Takes events one at a time. A thrown exception has the event delivered again.</summary>
    public interface IAsyncObserver<in T>
    {
        Task OnNextAsync(T item, StreamSequenceToken? token = null);
        Task OnCompletedAsync() => Task.CompletedTask;
        Task OnErrorAsync(Exception ex);
    }

    /// <summary>Takes events in batches. A thrown exception has the batch delivered again.</summary>
    public interface IAsyncBatchObserver<T>
    {
        Task OnNextAsync(IList<SequentialItem<T>> items);
        Task OnCompletedAsync() => Task.CompletedTask;
        Task OnErrorAsync(Exception ex);
    }

    public interface IAsyncBatchProducer<T> : IAsyncObserver<T>
    {
        Task OnNextBatchAsync(IEnumerable<T> batch, StreamSequenceToken? token = null);
    }

    public interface IAsyncStream
    {
        bool IsRewindable { get; }
        string ProviderName { get; }
        StreamId StreamId { get; }
    }

    /// <summary>A stream to publish on. Publishing ends when the provider has taken the event, not when it was consumed.</summary>
    public interface IAsyncStream<T> : IAsyncStream, IEquatable<IAsyncStream<T>>, IComparable<IAsyncStream<T>>, IAsyncBatchProducer<T>;

    public interface IStreamProvider
    {
        string Name { get; }
        bool IsRewindable { get; }
        IAsyncStream<T> GetStream<T>(StreamId streamId);
    }

    public static class StreamProviderExtensions
    {
        public static IAsyncStream<T> GetStream<T>(this IStreamProvider streamProvider, Guid id) => streamProvider.GetStream<T>(StreamId.Create(null, id));

        public static IAsyncStream<T> GetStream<T>(this IStreamProvider streamProvider, string ns, Guid id) =>
            streamProvider.GetStream<T>(StreamId.Create(ns, id));

        public static IAsyncStream<T> GetStream<T>(this IStreamProvider streamProvider, string id) =>
            streamProvider.GetStream<T>(StreamId.Create(null, id));

        public static IAsyncStream<T> GetStream<T>(this IStreamProvider streamProvider, string ns, string id) =>
            streamProvider.GetStream<T>(StreamId.Create(ns, id));

        public static IAsyncStream<T> GetStream<T>(this IStreamProvider streamProvider, long id) => streamProvider.GetStream<T>(StreamId.Create(null, id));

        public static IAsyncStream<T> GetStream<T>(this IStreamProvider streamProvider, string ns, long id) =>
            streamProvider.GetStream<T>(StreamId.Create(ns, id));
    }

    /// <summary>A grain's subscription to a stream.</summary>
    public abstract class StreamSubscriptionHandle<T> : IEquatable<StreamSubscriptionHandle<T>?>
    {
        public abstract StreamId StreamId { get; }
        public abstract string ProviderName { get; }
        public abstract Guid HandleId { get; }
        public abstract Task UnsubscribeAsync();
        public abstract Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token = null);
        public abstract Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncBatchObserver<T> observer, StreamSequenceToken? token = null);
        public abstract bool Equals(StreamSubscriptionHandle<T>? other);
    }

    public interface IStreamNamespacePredicate
    {
        string PredicatePattern { get; }
        bool IsMatch(string streamNamespace);
    }

    public enum StreamPubSubType
    {
        ExplicitGrainBasedAndImplicit,
        ExplicitGrainBasedOnly,
        ImplicitOnly,
    }
}

namespace Orleans.Streams.Core
{
    public interface IStreamSubscriptionHandleFactory
    {
        StreamId StreamId { get; }
        string ProviderName { get; }
        GuidId SubscriptionId { get; }
        StreamSubscriptionHandle<T> Create<T>();
    }

    /// <summary>A grain that is told of its implicit subscription on the first event of each activation.</summary>
    public interface IStreamSubscriptionObserver
    {
        Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory);
    }
}

namespace Orleans
{
    /// <summary>Delivers every stream of a namespace to the grain whose key is the stream's key.</summary>
    [AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
    public class ImplicitStreamSubscriptionAttribute : Attribute
    {
        public ImplicitStreamSubscriptionAttribute(string streamNamespace, string? streamIdMapper = null)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(streamNamespace);
            if (streamIdMapper is not null) throw new NotSupportedException("The embedded engine maps a stream's key to the grain of that key only.");
            Predicate = new ExactNamespace(streamNamespace);
        }

        public IStreamNamespacePredicate Predicate { get; }

        private sealed class ExactNamespace(string name) : IStreamNamespacePredicate
        {
            public string PredicatePattern => $"namespace:{name}";
            public bool IsMatch(string streamNamespace) => streamNamespace == name;
        }
    }

    public static class GrainStreamingExtensions
    {
        public static IStreamProvider GetStreamProvider(this Grain grain, string name) => GetStreamProvider((IGrainBase)grain, name);

        /// <exception cref="KeyNotFoundException">No provider of that name was added to the silo.</exception>
        public static IStreamProvider GetStreamProvider(this IGrainBase grain, string name) => ((IActivation)grain.GrainContext).GetStreamProvider(name);
    }
}
