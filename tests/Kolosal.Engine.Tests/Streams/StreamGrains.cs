using System.Collections.Concurrent;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Kolosal.Engine.Tests.Streams;

[GenerateSerializer, Immutable]
public sealed record Reading(int Number, string From);

/// <summary>What consumers were given, seen from outside of them.</summary>
public static class Received
{
    private static readonly ConcurrentDictionary<string, ConcurrentQueue<int>> Lists = new();

    public static void Add(string consumer, int number) => Lists.GetOrAdd(consumer, _ => new()).Enqueue(number);

    public static IReadOnlyList<int> By(string consumer) => Lists.TryGetValue(consumer, out var list) ? [.. list] : [];
}

public interface IProducerGrain : IGrainWithStringKey
{
    Task PublishAsync(string ns, string key, int from, int count, bool batch = false);
    Task PublishByGuidAsync(string ns, Guid key, int number);
}

public sealed class ProducerGrain : Grain, IProducerGrain
{
    public async Task PublishAsync(string ns, string key, int from, int count, bool batch = false)
    {
        var stream = this.GetStreamProvider("kolosal").GetStream<Reading>(StreamId.Create(ns, key));
        var readings = Enumerable.Range(from, count).Select(i => new Reading(i, this.GetPrimaryKeyString())).ToArray();
        if (batch) await stream.OnNextBatchAsync(readings);
        else
            foreach (var reading in readings) await stream.OnNextAsync(reading);
    }

    public Task PublishByGuidAsync(string ns, Guid key, int number) =>
        this.GetStreamProvider("kolosal").GetStream<Reading>(ns, key).OnNextAsync(new Reading(number, ""));
}

public interface IListenerGrain : IGrainWithStringKey
{
    Task<int> CountAsync();
    Task FailAsync(int times);
    Task HoldAsync(string gate);
    Task<bool> TokensRiseAsync();
}

/// <summary>Takes events one by one.</summary>
[ImplicitStreamSubscription("readings")]
public sealed class ListenerGrain : Grain, IListenerGrain, IStreamSubscriptionObserver, IAsyncObserver<Reading>
{
    private int _count, _failures;
    private string? _gate;
    private StreamSequenceToken? _last;
    private bool _rises = true;

    public Task<int> CountAsync() => Task.FromResult(_count);
    public Task<bool> TokensRiseAsync() => Task.FromResult(_rises);

    public Task FailAsync(int times)
    {
        _failures = times;
        return Task.CompletedTask;
    }

    public Task HoldAsync(string gate)
    {
        _gate = gate;
        return Task.CompletedTask;
    }

    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory)
    {
        Assert.Equal("readings", handleFactory.StreamId.GetNamespace());
        Assert.Equal(this.GetPrimaryKeyString(), handleFactory.StreamId.GetKeyAsString());
        await handleFactory.Create<Reading>().ResumeAsync(this);
    }

    public async Task OnNextAsync(Reading item, StreamSequenceToken? token = null)
    {
        if (_failures-- > 0) throw new InvalidOperationException("not yet");
        if (_gate is { } gate) await Gate.PassAsync(gate);
        _rises &= _last is null || token!.CompareTo(_last) > 0;
        _last = token;
        _count++;
        Received.Add($"listener {this.GetPrimaryKeyString()}", item.Number);
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}

public interface IBatchListenerGrain : IGrainWithStringKey
{
    Task<List<int>> BatchSizesAsync();
}

/// <summary>Takes the same events as they were published.</summary>
[ImplicitStreamSubscription("readings")]
public sealed class BatchListenerGrain : Grain, IBatchListenerGrain, IStreamSubscriptionObserver, IAsyncBatchObserver<Reading>
{
    private readonly List<int> _sizes = [];

    public Task<List<int>> BatchSizesAsync() => Task.FromResult(_sizes);

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<Reading>().ResumeAsync(this);

    public Task OnNextAsync(IList<SequentialItem<Reading>> items)
    {
        _sizes.Add(items.Count);
        foreach (var item in items) Received.Add($"batches {this.GetPrimaryKeyString()}", item.Item.Number);
        return Task.CompletedTask;
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}

public interface IGuidListenerGrain : IGrainWithGuidKey
{
    Task<int> SumAsync();
}

[ImplicitStreamSubscription("by-guid")]
public sealed class GuidListenerGrain : Grain, IGuidListenerGrain, IStreamSubscriptionObserver
{
    private int _sum;

    public Task<int> SumAsync() => Task.FromResult(_sum);

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<Reading>().ResumeAsync((reading, _) =>
    {
        _sum += reading.Number;
        return Task.CompletedTask;
    });
}
