using Kolosal.Engine.Tests.Calls;
using Kolosal.Engine.Tests.Scheduling;
using Kolosal.Engine.Tests.Streams;
using Kolosal.Runtime;

namespace Kolosal.Engine.Tests.Embedded;

/// <summary>Rules of the embedded engine that real Orleans enforces elsewhere: in its generator, its analyzers, its providers.</summary>
public sealed class RuleTests
{
    private interface ITried
    {
        Task Good(Point point, List<int> numbers, CancellationToken cancel);
        Task Unannotated(Plain plain);
        Task Hidden(List<Dictionary<string, Plain[]>> deep);
        Task<Plain> Result();
        int NoTask();
        Task ByReference(ref int value);
        Task TwoTokens(CancellationToken a, CancellationToken b);
        Task Generic<T>(T value);
    }

    [Theory]
    [InlineData(nameof(ITried.Good), null)]
    [InlineData(nameof(ITried.Unannotated), "GenerateSerializer")]
    [InlineData(nameof(ITried.Hidden), "GenerateSerializer")]
    [InlineData(nameof(ITried.Result), "result")]
    [InlineData(nameof(ITried.NoTask), "need Task")]
    [InlineData(nameof(ITried.ByReference), "ref")]
    [InlineData(nameof(ITried.TwoTokens), "tokens")]
    [InlineData(nameof(ITried.Generic), "generic")]
    public void Signatures_that_cannot_cross_stop_the_silo(string method, string? says)
    {
        var faults = InterfaceRules.FaultsOf(typeof(ITried).GetMethod(method)!).ToArray();
        if (says is null) Assert.Empty(faults);
        else Assert.Contains(faults, fault => fault.Contains(says, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ab1", false)]
    [InlineData("AB1", false)]
    [InlineData("0", false)]
    [InlineData("workspace/ab1", true)]
    [InlineData("order:ab1", true)]
    [InlineData("abg", true)]
    public void A_key_that_reads_as_a_hexadecimal_number_is_refused(string key, bool good)
    {
        if (good) StringKeys.Check(key);
        else Assert.Throws<ArgumentException>(() => StringKeys.Check(key));
    }

    [Fact]
    public async Task A_full_stream_queue_refuses_the_next_message()
    {
        await using var silo = await TestSilo.StartAsync();
        string key = EngineFixture.NewKey(), gate = EngineFixture.NewKey();
        await silo.Client.GetGrain<IListenerGrain>(key).HoldAsync(gate);
        var producer = silo.Client.GetGrain<IProducerGrain>(key);
        await producer.PublishAsync("readings", key, 0, 16_384);
        await Assert.ThrowsAsync<InvalidOperationException>(() => producer.PublishAsync("readings", key, 16_384, 2));
        Gate.Open(gate);
        await Eventually.HoldsAsync(silo.Client.GetGrain<IListenerGrain>(key).CountAsync, count => count >= 16_384, TimeSpan.FromSeconds(30));
        await producer.PublishAsync("readings", key, 0, 1);
    }

    [Fact]
    public async Task The_statistics_count_grains_and_waiting_calls()
    {
        await using var silo = await TestSilo.StartAsync();
        var statistics = silo.Services.GetRequiredService<EngineStatistics>();
        string gate = EngineFixture.NewKey();
        var grain = silo.Client.GetGrain<ITurnGrain>(EngineFixture.NewKey());
        var held = grain.HoldAsync(gate);
        await Gate.ReachedAsync(gate);
        var waiting = grain.NoteAsync(1);
        Assert.Equal(1, statistics.ActivationsByClass[nameof(TurnGrain)]);
        Assert.Equal(1, statistics.WaitingByClass()[nameof(TurnGrain)]);
        Gate.Open(gate);
        await Task.WhenAll(held, waiting);
        Assert.True(statistics.Calls >= 2);
    }
}
