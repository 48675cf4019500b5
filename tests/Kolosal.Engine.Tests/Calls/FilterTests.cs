namespace Kolosal.Engine.Tests.Calls;

[Collection(EngineCollection.Name)]
public sealed class FilterTests(EngineFixture engine)
{
    private readonly string _key = EngineFixture.NewKey();

    private IFilteredGrain Grain => engine.Grains.GetGrain<IFilteredGrain>(_key);

    [Fact]
    public async Task A_call_goes_through_the_filters() => Assert.Equal(10, await Grain.DoubleAsync(5));

    [Fact]
    public async Task A_filter_can_refuse_a_call_and_knows_which() => Assert.Equal($"{_key} DoubleAsync FilteredGrain",
        (await Assert.ThrowsAsync<UnauthorizedAccessException>(() => Grain.DoubleAsync(666))).Message);

    [Fact]
    public async Task A_filter_can_change_an_argument() => Assert.Equal(16, await Grain.DoubleAsync(7));

    [Fact]
    public async Task A_grain_can_filter_its_own_calls() => await Assert.ThrowsAsync<ArgumentException>(() => Grain.DoubleAsync(13));

    [Fact]
    public async Task A_filter_can_change_the_result() => Assert.Equal(201, await Grain.DoubleAsync(100));

    [Fact]
    public async Task The_request_context_goes_with_a_call_and_with_the_calls_behind_it()
    {
        RequestContext.Set("tenant", "acme");
        try
        {
            Assert.Equal("acme", await Grain.StampAsync("tenant"));
            Assert.Equal("acme", await Grain.StampOfOtherAsync(EngineFixture.NewKey(), "tenant"));
        }
        finally
        {
            RequestContext.Clear();
        }
        Assert.Null(await Grain.StampAsync("tenant"));
    }

    [Fact]
    public async Task What_the_grain_puts_into_the_request_context_stays_there()
    {
        await Grain.SetStampAsync("answer", "42");
        Assert.Null(RequestContext.Get("answer"));
        Assert.Null(await Grain.StampAsync("answer"));
    }

    [Fact]
    public async Task An_outgoing_filter_sees_who_calls() => Assert.Equal("from filtered", await Grain.StampOfOtherAsync(EngineFixture.NewKey(), "filter"));
}
