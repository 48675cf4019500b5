using Orleans.Streams;

namespace Kolosal.Engine.Tests.Streams;

[Collection(EngineCollection.Name)]
public sealed class StreamTests(EngineFixture engine)
{
    private readonly string _key = EngineFixture.NewKey();

    private IListenerGrain Listener => engine.Grains.GetGrain<IListenerGrain>(_key);
    private IProducerGrain Producer => engine.Grains.GetGrain<IProducerGrain>(_key);

    private Task<int> CountAsync(int count) => Eventually.EqualsAsync(count, Listener.CountAsync, TimeSpan.FromSeconds(30));

    [Fact]
    public async Task Events_reach_the_grain_of_the_streams_key_in_order()
    {
        await Producer.PublishAsync("readings", _key, 0, 300);
        await CountAsync(300);
        Assert.Equal(Enumerable.Range(0, 300), Received.By($"listener {_key}"));
        Assert.True(await Listener.TokensRiseAsync());
    }

    [Fact]
    public async Task Every_subscribing_class_gets_every_event()
    {
        await Producer.PublishAsync("readings", _key, 0, 50);
        await CountAsync(50);
        await Eventually.HoldsAsync(() => Received.By($"batches {_key}").Count == 50);
        Assert.Equal(Enumerable.Range(0, 50), Received.By($"batches {_key}"));
    }

    [Fact]
    public async Task A_published_batch_arrives_as_one()
    {
        await Producer.PublishAsync("readings", _key, 0, 100, batch: true);
        await CountAsync(100);
        Assert.Equal(Enumerable.Range(0, 100), Received.By($"listener {_key}"));
        await Eventually.HoldsAsync(engine.Grains.GetGrain<IBatchListenerGrain>(_key).BatchSizesAsync, sizes => sizes.Sum() == 100);
        Assert.Equal([100], await engine.Grains.GetGrain<IBatchListenerGrain>(_key).BatchSizesAsync());
    }

    [Fact]
    public async Task Streams_of_other_keys_go_elsewhere()
    {
        string other = EngineFixture.NewKey();
        await Producer.PublishAsync("readings", other, 0, 5);
        await Eventually.EqualsAsync(5, engine.Grains.GetGrain<IListenerGrain>(other).CountAsync);
        Assert.Equal(0, await Listener.CountAsync());
    }

    [Fact]
    public async Task A_namespace_nobody_listens_to_takes_events() => await Producer.PublishAsync("silence", _key, 0, 5);

    [Fact]
    public async Task A_stream_of_a_guid_reaches_the_grain_of_that_guid()
    {
        var key = Guid.NewGuid();
        await Producer.PublishByGuidAsync("by-guid", key, 7);
        await Eventually.EqualsAsync(7, engine.Grains.GetGrain<IGuidListenerGrain>(key).SumAsync);
    }

    [Fact]
    public async Task A_consumer_that_fails_gets_the_event_again_and_in_order()
    {
        await Listener.FailAsync(2);
        await Producer.PublishAsync("readings", _key, 0, 3);
        await CountAsync(3);
        Assert.Equal([0, 1, 2], Received.By($"listener {_key}"));
    }

    [Fact]
    public async Task A_slow_consumer_does_not_hold_the_producer_nor_other_streams()
    {
        string other = EngineFixture.NewKey(), gate = EngineFixture.NewKey();
        await Listener.HoldAsync(gate);
        await Producer.PublishAsync("readings", _key, 0, 10);
        await Gate.ReachedAsync(gate);
        await Producer.PublishAsync("readings", other, 0, 10);
        await Eventually.EqualsAsync(10, engine.Grains.GetGrain<IListenerGrain>(other).CountAsync);
        Gate.Open(gate);
        await CountAsync(10);
    }

    [Fact]
    public async Task A_subscription_lives_on_when_its_grain_leaves()
    {
        await Producer.PublishAsync("readings", _key, 0, 3);
        await CountAsync(3);
        await engine.Silo.DeactivateAsync(Listener);
        await Producer.PublishAsync("readings", _key, 3, 2);
        await CountAsync(2);
        Assert.Equal([0, 1, 2, 3, 4], Received.By($"listener {_key}"));
    }

    [Fact]
    public async Task Services_of_the_silo_can_publish_too()
    {
        var streams = engine.Silo.Services.GetRequiredKeyedService<IStreamProvider>("kolosal");
        await streams.GetStream<Reading>(StreamId.Create("readings", _key)).OnNextAsync(new Reading(9, "service"));
        await CountAsync(1);
    }

    [Fact]
    public void Stream_ids_know_their_parts()
    {
        var id = StreamId.Create("ns", "workspace/key");
        Assert.Equal(("ns", "workspace/key"), (id.GetNamespace(), id.GetKeyAsString()));
        Assert.Equal(id, StreamId.Create("ns", "workspace/key"));
        Assert.NotEqual(id, StreamId.Create("other", "workspace/key"));
        var guid = Guid.NewGuid();
        Assert.Equal(guid.ToString("N"), StreamId.Create("ns", guid).GetKeyAsString());
    }
}
