using Kolosal.Runtime.Copying;
using Orleans.Streams;

namespace Kolosal.Runtime.Streams;

/// <summary>The producer's side of a stream.</summary>
internal sealed class PublishedStream<T>(MemoryStreamProvider provider, StreamId id) : IAsyncStream<T>
{
    public StreamId StreamId => id;
    public string ProviderName => provider.Name;
    public bool IsRewindable => false;

    public Task OnNextAsync(T item, StreamSequenceToken? token = null) => Publish([item]);

    public Task OnNextBatchAsync(IEnumerable<T> batch, StreamSequenceToken? token = null) => Publish([.. batch]);

    /// <summary>Memory streams carry no end, as with Orleans' own.</summary>
    public Task OnCompletedAsync() => Task.CompletedTask;

    public Task OnErrorAsync(Exception ex) => Task.FromException(new NotSupportedException("Memory streams carry no errors; publish an event that says what happened."));

    public bool Equals(IAsyncStream<T>? other) => other is not null && other.StreamId == id && other.ProviderName == ProviderName;
    public override bool Equals(object? obj) => Equals(obj as IAsyncStream<T>);
    public override int GetHashCode() => id.GetHashCode();
    public int CompareTo(IAsyncStream<T>? other) => other is null ? 1 : id.CompareTo(other.StreamId);
    public override string ToString() => $"{ProviderName}/{id}";

    private Task Publish(T[] items)
    {
        try
        {
            bool strict = provider.Engine.Strict is not null;
            if ((strict ? Copier<T>.Boundary : Copier<T>.Local) is { } copy)
            {
                var context = new CopyContext(strict);
                for (int i = 0; i < items.Length; i++) items[i] = copy(items[i], context);
            }
            provider.Publish(id, items);
            return Task.CompletedTask;
        }
        catch (Exception error)
        {
            return Task.FromException(error);
        }
    }
}
