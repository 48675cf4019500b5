namespace Kolosal.Engine.Tests.Calls;

[Collection(EngineCollection.Name)]
public sealed class FaultTests(EngineFixture engine)
{
    private readonly IFaultGrain _grain = engine.Grains.GetGrain<IFaultGrain>(EngineFixture.NewKey());

    [Fact]
    public async Task An_exception_arrives_with_its_type_text_and_the_grains_stack()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => _grain.ThrowAsync("text"));
        Assert.Equal("text", error.Message);
        Assert.Contains(nameof(FaultGrain.ThrowAsync), error.StackTrace);
    }

    [Fact]
    public async Task An_exception_before_the_first_await_arrives_through_the_task()
    {
        var call = _grain.ThrowAtOnceAsync("at once");
        Assert.Contains("at once", (await Assert.ThrowsAsync<ArgumentException>(() => call)).Message);
    }

    [Fact]
    public async Task Inner_exception_and_data_arrive()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(_grain.ThrowNestedAsync);
        Assert.Equal("inner", Assert.IsType<FormatException>(error.InnerException).Message);
        Assert.Equal(7, error.Data["row"]);
    }

    [Fact]
    public async Task An_own_exception_arrives_with_its_members()
    {
        var error = await Assert.ThrowsAsync<TeachingException>(() => _grain.ThrowOwnAsync(5));
        Assert.Equal(("cannot learn", 5), (error.Message, error.Row));
    }

    [Fact]
    public async Task A_grain_that_gives_up_arrives_as_cancelled() => await Assert.ThrowsAnyAsync<OperationCanceledException>(_grain.ThrowCancelledAsync);

    [Fact]
    public async Task A_grain_can_catch_what_another_threw() => Assert.Equal(1, await _grain.ThroughAsync(EngineFixture.NewKey()));

    [Fact]
    public async Task A_grain_goes_on_after_an_exception()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => _grain.ThrowAsync("x"));
        Assert.Equal(0, await _grain.FiredAsync());
    }

    [Fact]
    public async Task A_one_way_call_does_not_wait()
    {
        string gate = EngineFixture.NewKey();
        await _grain.FireAsync(gate);
        await Gate.ReachedAsync(gate);
        Gate.Open(gate);
        Assert.Equal(1, await _grain.FiredAsync());
    }

    [Fact]
    public async Task A_one_way_call_hides_its_failure()
    {
        await _grain.FireAndFailAsync();
        await Eventually.EqualsAsync(1, _grain.FiredAsync);
    }

    [Fact]
    public async Task A_late_answer_is_a_timeout_and_the_call_goes_on()
    {
        string gate = EngineFixture.NewKey();
        await Assert.ThrowsAsync<TimeoutException>(() => _grain.HangAsync(gate));
        Gate.Open(gate);
        await Eventually.EqualsAsync(1, _grain.CompletedHangsAsync);
    }
}
