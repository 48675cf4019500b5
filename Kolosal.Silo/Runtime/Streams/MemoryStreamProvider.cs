using System.Collections.Concurrent;
using Orleans.Configuration;
using Orleans.Streams;

namespace Kolosal.Runtime.Streams;

/// <summary>Streams inside the process: bounded queues, implicit subscriptions, at least one delivery to each.</summary>
internal sealed class MemoryStreamProvider(Engine engine, string name, StreamPullingAgentOptions options) : IStreamProvider
{
    /// <summary>As many as Orleans' memory streams use; a stream belongs to one of them.</summary>
    private const int Partitions = 8;

    /// <summary>Messages a partition holds; one more is refused.</summary>
    private const int Capacity = 16_384;

    private readonly ConcurrentDictionary<StreamId, StreamQueue> _streams = new();
    private readonly int[] _queued = new int[Partitions];
    private readonly CancellationTokenSource _stopped = new();
    private long _sequence;

    public Engine Engine => engine;
    public string Name => name;
    public bool IsRewindable => false;
    public StreamPullingAgentOptions Options => options;
    public CancellationToken Stopped => _stopped.Token;

    /// <summary>Messages that not every consumer has had yet.</summary>
    public int Queued => _queued.Sum();

    public IAsyncStream<T> GetStream<T>(StreamId streamId) => new PublishedStream<T>(this, streamId);

    /// <exception cref="InvalidOperationException">The partition is full.</exception>
    public void Publish<T>(StreamId stream, IReadOnlyList<T> items)
    {
        if (items.Count == 0) return;
        var queue = _streams.GetOrAdd(stream, static (id, provider) => new StreamQueue(provider, id), this);
        if (!queue.HasConsumers) return;
        int partition = (stream.GetHashCode() & int.MaxValue) % Partitions;
        if (Interlocked.Increment(ref _queued[partition]) > Capacity)
        {
            Interlocked.Decrement(ref _queued[partition]);
            throw new InvalidOperationException($"The queue of stream provider '{name}' for {stream} holds {Capacity} messages; consumers are behind, publish later or in batches.");
        }
        queue.Add(new StreamMessage<T>(items, Interlocked.Increment(ref _sequence), RequestContext.Current, () => Interlocked.Decrement(ref _queued[partition])));
    }

    public IEnumerable<GrainClass> SubscribersOf(StreamId stream) =>
        engine.Manifest.Classes.Where(grainClass => grainClass.Namespaces.Any(predicate => predicate.IsMatch(stream.GetNamespace() ?? "")));

    public void Stop() => _stopped.Cancel();
}
