using Kolosal.Runtime.Calls;
using Orleans.Streams;

namespace Kolosal.Runtime.Streams;

/// <summary>One stream: what was published goes to each subscriber in order, to each at its own pace.</summary>
internal sealed class StreamQueue
{
    private readonly ConsumerQueue[] _consumers;

    public StreamQueue(MemoryStreamProvider provider, StreamId stream) =>
        _consumers = [.. provider.SubscribersOf(stream).Select(grainClass => new ConsumerQueue(provider, stream, grainClass))];

    public bool HasConsumers => _consumers.Length > 0;

    public void Add(StreamMessage message)
    {
        message.Expect(_consumers.Length);
        // One lock a stream, so that two producers' messages stand in the same order for every subscriber.
        lock (_consumers)
            foreach (var consumer in _consumers) consumer.Add(message);
    }
}

/// <summary>The messages of one stream that one grain has still to get.</summary>
internal sealed partial class ConsumerQueue
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(50), LongestRetry = TimeSpan.FromSeconds(5);

    private readonly MemoryStreamProvider _provider;
    private readonly StreamId _stream;
    private readonly GrainReference _grain;
    private readonly Queue<StreamMessage> _messages = new();
    private bool _delivering;

    public ConsumerQueue(MemoryStreamProvider provider, StreamId stream, GrainClass grainClass)
    {
        (_provider, _stream) = (provider, stream);
        _grain = provider.Engine.References.Get(typeof(IAddressable), GrainId.Create(grainClass.Type, stream.GetKeyAsString()));
    }

    public void Add(StreamMessage message)
    {
        lock (_messages)
        {
            _messages.Enqueue(message);
            if (_delivering) return;
            _delivering = true;
        }
        using (ExecutionContext.SuppressFlow()) _ = Task.Run(DeliverAsync);
    }

    private async Task DeliverAsync()
    {
        while (Take() is { } together)
        {
            await DeliverAsync(together);
            if (_provider.Engine.Strict?.Redelivers() ?? false) await DeliverAsync(together);
            foreach (var message in together) message.Done();
            if (_provider.Stopped.IsCancellationRequested) return;
        }
    }

    private List<StreamMessage>? Take()
    {
        lock (_messages)
        {
            if (_messages.Count == 0)
            {
                _delivering = false;
                return null;
            }
            var first = _messages.Dequeue();
            var together = new List<StreamMessage> { first };
            while (together.Count < _provider.Options.BatchContainerBatchSize && _messages.TryPeek(out var next) && next.GetType() == first.GetType())
                together.Add(_messages.Dequeue());
            return together;
        }
    }

    /// <summary>Tries until it succeeds or has taken longer than the provider allows; then the grain is told, and the messages are given up.</summary>
    private async Task DeliverAsync(List<StreamMessage> together)
    {
        var time = _provider.Engine.Time;
        long begun = time.GetTimestamp();
        for (var wait = FirstRetry; !_provider.Stopped.IsCancellationRequested; wait = wait * 2 < LongestRetry ? wait * 2 : LongestRetry)
        {
            try
            {
                await SendAsync(together[0].Delivery(_provider, _stream, together), together[0].Context);
                return;
            }
            catch (Exception error)
            {
                LogDeliveryFailed(_provider.Engine.Log, error, _stream, _grain.GrainId);
                if (time.GetElapsedTime(begun) > _provider.Options.MaxEventDeliveryTime)
                {
                    await GiveUpAsync(together[0], error);
                    return;
                }
            }
            // Real time: a test that stops the silo's clock must not stop retries.
            await Task.Delay(wait, _provider.Stopped).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task GiveUpAsync(StreamMessage message, Exception error)
    {
        try
        {
            await SendAsync(message.Failure(_provider, _stream, error), message.Context);
        }
        catch (Exception second)
        {
            LogDeliveryFailed(_provider.Engine.Log, second, _stream, _grain.GrainId);
        }
    }

    private Task SendAsync(Request<Nothing> request, CallContext? context)
    {
        request.Reference = _grain;
        request.Context = context;
        _provider.Engine.Send(request);
        return request.Answer;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Delivery of {Stream} to {Grain} failed")]
    private static partial void LogDeliveryFailed(ILogger log, Exception error, StreamId stream, GrainId grain);
}
