namespace Kolosal.Engine.Tests.Calls;

[Collection(EngineCollection.Name)]
public sealed class CancellationTests(EngineFixture engine)
{
    private readonly ICancelGrain _grain = engine.Grains.GetGrain<ICancelGrain>(EngineFixture.NewKey());
    private readonly string _gate = EngineFixture.NewKey();

    [Fact]
    public async Task A_token_that_is_cancelled_already_sends_nothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _grain.WaitAsync(_gate, new CancellationToken(true)));
        Assert.Equal(0, await _grain.BegunAsync());
    }

    [Fact]
    public async Task A_call_with_a_token_that_is_never_cancelled_answers()
    {
        using var source = new CancellationTokenSource();
        Gate.Open(_gate);
        await _grain.WaitAsync(_gate, source.Token);
        Assert.Equal("went through", await _grain.OutcomeAsync());
    }

    [Fact]
    public async Task The_grain_sees_the_cancellation_as_a_turn_of_its_own()
    {
        using var source = new CancellationTokenSource();
        var call = _grain.WaitAsync(_gate, source.Token);
        await Gate.ReachedAsync(_gate);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Eventually.EqualsAsync("cancelled, on the grain", _grain.OutcomeAsync);
    }

    [Fact]
    public async Task The_callers_wait_ends_at_once_even_when_the_grain_does_not_look()
    {
        using var source = new CancellationTokenSource();
        var call = _grain.IgnoreAsync(_gate, source.Token);
        await Gate.ReachedAsync(_gate);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Gate.Open(_gate);
        // Whether the word has reached the grain by now is not promised; that it went on is what matters.
        await Eventually.HoldsAsync(_grain.OutcomeAsync, outcome => outcome != "none");
    }

    [Fact]
    public async Task A_cancellation_goes_on_to_the_grain_behind()
    {
        string other = EngineFixture.NewKey();
        using var source = new CancellationTokenSource();
        var call = _grain.CallOtherAsync(other, _gate, source.Token);
        await Gate.ReachedAsync(_gate);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Eventually.EqualsAsync("cancelled, on the grain", engine.Grains.GetGrain<ICancelGrain>(other).OutcomeAsync);
    }
}
