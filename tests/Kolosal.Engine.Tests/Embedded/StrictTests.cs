using Kolosal.Engine.Tests.Calls;
using Kolosal.Engine.Tests.Scheduling;
using Kolosal.Engine.Tests.State;
using Kolosal.Engine.Tests.Streams;

namespace Kolosal.Engine.Tests.Embedded;

/// <summary>What strict mode does to calls, so that what passes under it can be trusted on a cluster.</summary>
public sealed class StrictTests
{
    [Fact]
    public async Task Immutable_values_are_rebuilt_too()
    {
        await using var silo = await TestSilo.StartAsync(new TestSiloOptions { Strict = new StrictCalls(Seed: 1) });
        Assert.False(await silo.Client.GetGrain<IValueGrain>("strict/1").PassesImmutableByReferenceAsync("strict/2"));
    }

    [Fact]
    public async Task An_exception_without_annotation_does_not_cross()
    {
        await using var silo = await TestSilo.StartAsync(new TestSiloOptions { Strict = new StrictCalls(Seed: 1) });
        var grain = silo.Client.GetGrain<IFaultGrain>("strict/1");
        await Assert.ThrowsAsync<InvalidOperationException>(() => grain.ThrowAsync("text"));
        Assert.Equal(3, (await Assert.ThrowsAsync<TeachingException>(() => grain.ThrowOwnAsync(3))).Row);
    }

    [Fact]
    public async Task A_lost_answer_leaves_its_effect()
    {
        await using var silo = await TestSilo.StartAsync(new TestSiloOptions { Strict = new StrictCalls(Seed: 3, DroppedReplies: 0.5) });
        var ledger = silo.Client.GetGrain<ILedgerGrain>("strict/ledger");
        int lost = 0;
        for (int i = 0; i < 40; i++)
        {
            try
            {
                await ledger.AddAsync(1);
            }
            catch (TimeoutException)
            {
                lost++;
            }
        }
        Assert.InRange(lost, 5, 35);
        Assert.Equal(40, silo.Storage.Writes);
    }

    [Fact]
    public async Task Grains_that_leave_at_random_lose_nothing_they_wrote()
    {
        await using var silo = await TestSilo.StartAsync(new TestSiloOptions { Strict = new StrictCalls(Seed: 4, Deactivations: 0.3) });
        var ledger = silo.Client.GetGrain<ILedgerGrain>("strict/ledger");
        for (int i = 1; i <= 100; i++) Assert.Equal(i, await ledger.AddAsync(1));
    }

    [Fact]
    public async Task Un_awaited_calls_overtake_one_another()
    {
        await using var silo = await TestSilo.StartAsync(new TestSiloOptions { Strict = new StrictCalls(Seed: 5) });
        var grain = silo.Client.GetGrain<ITurnGrain>("strict/order");
        bool scrambled = false;
        for (int burst = 0; burst < 20 && !scrambled; burst++)
        {
            await Task.WhenAll(Enumerable.Range(burst * 50, 50).Select(grain.NoteAsync));
            var order = await grain.OrderAsync();
            scrambled = !order.SequenceEqual(order.Order());
        }
        Assert.True(scrambled);
    }

    [Fact]
    public async Task Events_come_again()
    {
        await using var silo = await TestSilo.StartAsync(new TestSiloOptions { Strict = new StrictCalls(Seed: 6, Redeliveries: 1, Reorder: false) });
        string key = EngineFixture.NewKey();
        await silo.Client.GetGrain<IProducerGrain>(key).PublishAsync("readings", key, 0, 3);
        await Eventually.EqualsAsync(6, silo.Client.GetGrain<IListenerGrain>(key).CountAsync);
        Assert.Equal([0, 0, 1, 1, 2, 2], Received.By($"listener {key}"));
    }
}
