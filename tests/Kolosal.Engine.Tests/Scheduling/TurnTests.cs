namespace Kolosal.Engine.Tests.Scheduling;

[Collection(EngineCollection.Name)]
public sealed class TurnTests(EngineFixture engine)
{
    private readonly string _gate = EngineFixture.NewKey();

    private ITurnGrain Turns { get; } = engine.Grains.GetGrain<ITurnGrain>(EngineFixture.NewKey());

    [Fact]
    public async Task A_call_waits_until_the_one_before_it_has_ended()
    {
        var first = Turns.HoldAsync(_gate);
        await Gate.ReachedAsync(_gate);
        string second = EngineFixture.NewKey();
        var waiting = Turns.HoldAsync(second);
        Assert.Equal(1, await Turns.PeekAsync());
        Assert.False(Gate.WasReached(second));
        Gate.Open(_gate);
        Gate.Open(second);
        await Task.WhenAll(first, waiting);
        Assert.Equal(1, await Turns.ConcurrentAsync());
    }

    [Fact]
    public async Task An_interleaving_method_runs_beside_a_call_that_waits()
    {
        var held = Turns.HoldAsync(_gate);
        await Gate.ReachedAsync(_gate);
        Assert.Equal(1, await Turns.PeekAsync());
        Gate.Open(_gate);
        await held;
    }

    [Fact]
    public async Task Readers_run_beside_one_another()
    {
        string second = EngineFixture.NewKey();
        var readers = new[] { Turns.ReadAsync(_gate), Turns.ReadAsync(second) };
        await Gate.ReachedAsync(_gate);
        await Gate.ReachedAsync(second);
        Assert.Equal(2, await Turns.ReadersAsync());
        Gate.Open(_gate);
        Gate.Open(second);
        await Task.WhenAll(readers);
    }

    [Fact]
    public async Task A_writer_waits_for_a_reader()
    {
        var reader = Turns.ReadAsync(_gate);
        await Gate.ReachedAsync(_gate);
        string write = EngineFixture.NewKey();
        var writer = Turns.HoldAsync(write);
        Assert.Equal(0, await Turns.PeekAsync());
        Assert.False(Gate.WasReached(write));
        Gate.Open(_gate);
        await Gate.ReachedAsync(write);
        Gate.Open(write);
        await Task.WhenAll(reader, writer);
    }

    [Fact]
    public async Task A_reader_waits_for_a_writer()
    {
        var writer = Turns.HoldAsync(_gate);
        await Gate.ReachedAsync(_gate);
        string read = EngineFixture.NewKey();
        var reader = Turns.ReadAsync(read);
        Assert.Equal(1, await Turns.PeekAsync());
        Assert.False(Gate.WasReached(read));
        Gate.Open(_gate);
        Gate.Open(read);
        await Task.WhenAll(reader, writer);
    }

    [Fact]
    public async Task Calls_of_a_reentrant_class_interleave()
    {
        var grain = engine.Grains.GetGrain<IReentrantGrain>(EngineFixture.NewKey());
        string second = EngineFixture.NewKey();
        var both = new[] { grain.HoldAsync(_gate), grain.HoldAsync(second) };
        await Gate.ReachedAsync(_gate);
        await Gate.ReachedAsync(second);
        Assert.Equal(2, await grain.MostAsync());
        Gate.Open(_gate);
        Gate.Open(second);
        await Task.WhenAll(both);
    }

    [Fact]
    public async Task Interleaved_calls_never_run_at_the_same_time()
    {
        var grain = engine.Grains.GetGrain<IReentrantGrain>(EngineFixture.NewKey());
        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => grain.AddSlowlyAsync()));
        Assert.Equal(2000, await grain.SumAsync());
    }

    [Fact]
    public async Task A_predicate_says_which_calls_interleave()
    {
        var grain = engine.Grains.GetGrain<IChoosyGrain>(EngineFixture.NewKey());
        var held = grain.HoldAsync(_gate);
        await Gate.ReachedAsync(_gate);
        var waiting = grain.MayPassAsync("now");
        Assert.Equal("please", await grain.MayPassAsync("please"));
        Assert.False(waiting.IsCompleted);
        Gate.Open(_gate);
        await held;
        Assert.Equal("now", await waiting);
    }

    [Fact]
    public async Task A_call_down_a_chain_answers() =>
        Assert.Equal(42, await engine.Grains.GetGrain<IChainGrain>(EngineFixture.NewKey()).DownAsync(EngineFixture.NewKey()));

    [Fact]
    public async Task A_call_that_comes_back_waits_for_itself_until_it_times_out() =>
        await Assert.ThrowsAsync<TimeoutException>(() => engine.Grains.GetGrain<IChainGrain>(EngineFixture.NewKey()).DownAndBackAsync(EngineFixture.NewKey()));

    [Fact]
    public async Task A_call_may_come_back_when_its_chain_is_allowed_to() => Assert.Equal(42,
        await engine.Grains.GetGrain<IChainGrain>(EngineFixture.NewKey()).DownAndBackReentrantAsync(EngineFixture.NewKey()));

    [Fact]
    public async Task Every_await_returns_to_the_grain() => Assert.True(await Turns.StaysOnSchedulerAsync());

    [Fact]
    public async Task Task_Run_leaves_the_grain_and_its_await_returns() => Assert.True(await Turns.LeavesAndReturnsAsync());

    [Fact]
    public async Task A_task_started_by_the_default_factory_stays_on_the_grain() => Assert.True(await Turns.StartedTaskStaysAsync());

    [Fact]
    public async Task Awaited_calls_arrive_in_order()
    {
        string other = EngineFixture.NewKey();
        await Turns.CallInOrderAsync(other, 500);
        Assert.Equal(Enumerable.Range(0, 500), await engine.Grains.GetGrain<ITurnGrain>(other).OrderAsync());
    }

    [Fact]
    public async Task Un_awaited_calls_arrive_all_in_whatever_order()
    {
        await Task.WhenAll(Enumerable.Range(0, 200).Select(Turns.NoteAsync));
        Assert.Equal(Enumerable.Range(0, 200), (await Turns.OrderAsync()).Order());
    }

    [Fact]
    public async Task A_caller_that_blocks_after_its_answer_does_not_hold_the_grain()
    {
        await Turns.NoteAsync(1);
        // This continuation must not be running inside the grain's turn, or the call below would wait for itself.
        Assert.Equal([1], Block(Turns.OrderAsync()));
    }

    [Fact]
    public async Task A_stateless_worker_runs_calls_of_one_key_side_by_side_up_to_its_limit()
    {
        var worker = engine.Grains.GetGrain<IWorkerGrain>(EngineFixture.NewKey());
        var gates = Enumerable.Range(0, 4).Select(_ => EngineFixture.NewKey()).ToArray();
        var calls = gates.Select(worker.HoldAsync).ToArray();
        await Eventually.HoldsAsync(() => gates.Count(Gate.WasReached) == 2);
        foreach (string gate in gates) Gate.Open(gate);
        await Task.WhenAll(calls);
        Assert.Equal(2, WorkerGrain.Most);
    }

    private static T Block<T>(Task<T> task) => task.WaitAsync(TimeSpan.FromSeconds(10)).GetAwaiter().GetResult();
}
