using Kolosal.Events;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;

namespace Kolosal.Faults;

/// <summary>Each fault really happens: a test under faults that do not happen proves nothing.</summary>
public class CallFaultsTests
{
    [Fact]
    public async Task A_dropped_reply_leaves_the_effect_and_throws()
    {
        await using var silo = await StartAsync(new(1, DroppedReplies: 1));
        var counter = silo.Client.GetGrain<ICounterGrain>("drop:a");
        await Assert.ThrowsAsync<TimeoutException>(counter.AddAsync);
        await Assert.ThrowsAsync<TimeoutException>(counter.AddAsync);
        await Assert.ThrowsAsync<TimeoutException>(counter.ReadAsync);
        Assert.Equal(2, silo.Storage.Writes);
    }

    [Fact]
    public async Task One_reply_can_be_dropped_by_name()
    {
        var faults = new CallFaults(1);
        await using var silo = await StartAsync(faults);
        var counter = silo.Client.GetGrain<ICounterGrain>("drop:b");
        faults.DropNextReply("ICounterGrain.AddAsync");
        await Assert.ThrowsAsync<TimeoutException>(counter.AddAsync);
        Assert.Equal(2, await counter.AddAsync());
        Assert.False(faults.IsPending("ICounterGrain.AddAsync"));
    }

    [Fact]
    public async Task A_deactivated_grain_comes_back_from_storage()
    {
        await using var silo = await StartAsync(new(1, Deactivations: 1));
        var counter = silo.Client.GetGrain<ICounterGrain>("gone:a");
        for (int i = 1; i <= 3; i++) Assert.Equal(i, await counter.AddAsync());
        Assert.Equal((3, 0), await counter.ReadAsync());
    }

    [Fact]
    public async Task A_call_that_nobody_waits_for_is_overtaken()
    {
        await using var silo = await StartAsync(new(1, Delays: 0.5));
        await silo.Client.GetGrain<ISenderGrain>("late:a").SendAsync(50);
        int[] noted = await silo.Client.GetGrain<IRecorderGrain>("late:a").ReadAsync();
        Assert.Equal(Enumerable.Range(0, 50), noted.Order());
        Assert.NotEqual(Enumerable.Range(0, 50), noted);
    }

    [Fact]
    public async Task A_delivery_whose_acknowledgement_was_lost_comes_again()
    {
        var faults = new CallFaults(1, Redeliveries: 1);
        await using var silo = await StartAsync(faults);
        await PublishAsync(silo, "twice:a", [7]);
        await Eventually.HoldsAsync(() => Heard("twice:a").Length >= 2);
        faults.End();
        Assert.All(Heard("twice:a"), number => Assert.Equal(7, number));
    }

    private static int[] Heard(string key) => ListenerGrain.Heard.TryGetValue(key, out var heard) ? [.. heard] : [];

    private static async Task PublishAsync(TestSilo silo, string key, int[] numbers)
    {
        var stream = silo.Services.GetRequiredKeyedService<IStreamProvider>(PredictionStream.Provider)
            .GetStream<int>(StreamId.Create(ListenerGrain.Namespace, key));
        foreach (int number in numbers) await stream.OnNextAsync(number);
    }

    private static Task<TestSilo> StartAsync(CallFaults? faults) => TestSilo.StartAsync(new TestSiloOptions { Faults = faults });
}
