using Kolosal.Runtime.Calls;
using Kolosal.Runtime.Copying;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Kolosal.Runtime.Streams;

/// <summary>Events that were published together.</summary>
internal abstract class StreamMessage(CallContext? context, Action taken)
{
    private int _consumers;

    public CallContext? Context => context;

    public void Expect(int consumers) => _consumers = consumers;

    /// <summary>One consumer has it, or will never.</summary>
    public void Done()
    {
        if (Interlocked.Decrement(ref _consumers) == 0) taken();
    }

    /// <summary>A call that hands this message, and those after it, to the grain.</summary>
    public abstract Request<Nothing> Delivery(MemoryStreamProvider provider, StreamId stream, IReadOnlyList<StreamMessage> together);

    public abstract Request<Nothing> Failure(MemoryStreamProvider provider, StreamId stream, Exception error);
}

internal sealed class StreamMessage<T>(IReadOnlyList<T> items, long sequence, CallContext? context, Action taken) : StreamMessage(context, taken)
{
    private static readonly GrainMethod DeliverMethod = new(typeof(IAsyncObserver<T>).GetMethod(nameof(IAsyncObserver<T>.OnNextAsync))!);
    private static readonly GrainMethod FailMethod = new(typeof(IAsyncObserver<T>).GetMethod(nameof(IAsyncObserver<T>.OnErrorAsync))!);

    public override Request<Nothing> Delivery(MemoryStreamProvider provider, StreamId stream, IReadOnlyList<StreamMessage> together) =>
        new DeliverRequest(provider.Name, stream, [.. together.OfType<StreamMessage<T>>().SelectMany(message => message.Items())]) { Method = DeliverMethod };

    public override Request<Nothing> Failure(MemoryStreamProvider provider, StreamId stream, Exception error) =>
        new FailRequest(provider.Name, stream, error) { Method = FailMethod };

    private IEnumerable<SequentialItem<T>> Items() => items.Select((item, i) => new SequentialItem<T>(item, new SequenceToken(sequence, i)));

    private static async Task<object?> ObserverAsync(Request request, object grain, string provider, StreamId stream)
    {
        var consumer = request.Target!.ConsumerOf(provider, stream);
        if (consumer.Observer is null && grain is IStreamSubscriptionObserver subscriber) await subscriber.OnSubscribed(consumer);
        return consumer.Observer;
    }

    private sealed class DeliverRequest(string provider, StreamId stream, List<SequentialItem<T>> items) : VoidRequest
    {
        public override bool IsGrainCall => false;

        public override async Task InvokeMethod(object grain)
        {
            switch (await ObserverAsync(this, grain, provider, stream))
            {
                case IAsyncBatchObserver<T> batches:
                    await batches.OnNextAsync(items);
                    break;
                case IAsyncObserver<T> observer:
                    foreach (var item in items) await observer.OnNextAsync(item.Item, item.Token);
                    break;
                case null:
                    throw new InvalidOperationException($"{grain.GetType()} subscribes to {stream} but has not resumed the subscription in OnSubscribed.");
                case { } other:
                    throw new InvalidCastException($"{stream} carries {typeof(T)}, but {grain.GetType()} listens with {other.GetType()}.");
            }
        }

        public override void CopyArguments(CopyContext context)
        {
            // Events were copied when they were published.
        }
    }

    private sealed class FailRequest(string provider, StreamId stream, Exception error) : VoidRequest
    {
        public override bool IsGrainCall => false;

        public override async Task InvokeMethod(object grain)
        {
            switch (await ObserverAsync(this, grain, provider, stream))
            {
                case IAsyncBatchObserver<T> batches:
                    await batches.OnErrorAsync(error);
                    break;
                case IAsyncObserver<T> observer:
                    await observer.OnErrorAsync(error);
                    break;
            }
        }

        public override void CopyArguments(CopyContext context)
        {
            // The error stays inside the process.
        }
    }
}

/// <summary>Events are numbered by message, and within it by their place.</summary>
internal sealed class SequenceToken(long sequence, int index) : StreamSequenceToken
{
    public override long SequenceNumber { get; protected set; } = sequence;
    public override int EventIndex { get; protected set; } = index;

    public override bool Equals(StreamSequenceToken? other) => other is not null && CompareTo(other) == 0;
    public override bool Equals(object? obj) => Equals(obj as StreamSequenceToken);
    public override int GetHashCode() => HashCode.Combine(SequenceNumber, EventIndex);

    public override int CompareTo(StreamSequenceToken? other)
    {
        if (other is null) return 1;
        int order = SequenceNumber.CompareTo(other.SequenceNumber);
        return order != 0 ? order : EventIndex.CompareTo(other.EventIndex);
    }

    public override string ToString() => $"{SequenceNumber}:{EventIndex}";
}
