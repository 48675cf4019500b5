namespace Kolosal.Engine.Tests.Calls;

[Collection(EngineCollection.Name)]
public sealed class SequenceTests(EngineFixture engine)
{
    private readonly ISequenceGrain _grain = engine.Grains.GetGrain<ISequenceGrain>(EngineFixture.NewKey());

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(1234)]
    public async Task Every_element_arrives_in_order(int count)
    {
        var got = new List<int>();
        await foreach (int i in _grain.CountAsync(count)) got.Add(i);
        Assert.Equal(Enumerable.Range(0, count), got);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task The_batch_size_changes_nothing_but_the_trips(int size)
    {
        var got = new List<int>();
        await foreach (int i in _grain.CountAsync(50).WithBatchSize(size)) got.Add(i);
        Assert.Equal(Enumerable.Range(0, 50), got);
    }

    [Fact]
    public async Task Records_arrive()
    {
        await foreach (var point in _grain.PointsAsync()) Assert.Equal(new Point(1, 2), point);
    }

    [Fact]
    public async Task An_exception_ends_the_sequence()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await foreach (int _ in _grain.FailAfterAsync(3).WithBatchSize(1)) { }
        });
        Assert.Equal("enough", error.Message);
    }

    [Fact]
    public async Task Leaving_early_ends_the_grains_iterator()
    {
        await foreach (int i in _grain.CountAsync(100_000).WithBatchSize(5))
            if (i == 12) break;
        await Eventually.EqualsAsync(1, _grain.EndedAsync);
    }

    [Fact]
    public async Task Cancelling_ends_the_grains_iterator()
    {
        using var source = new CancellationTokenSource();
        string gate = EngineFixture.NewKey();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (int i in _grain.GatedAsync(gate, source.Token))
                if (i == 1) source.CancelAfter(TimeSpan.FromMilliseconds(20));
        });
        await Eventually.EqualsAsync(1, _grain.EndedAsync);
    }

    [Fact]
    public async Task Other_calls_go_on_while_a_sequence_waits()
    {
        string gate = EngineFixture.NewKey();
        await using var numbers = _grain.GatedAsync(gate).GetAsyncEnumerator();
        Assert.True(await numbers.MoveNextAsync());
        var second = numbers.MoveNextAsync();
        await Gate.ReachedAsync(gate);
        Assert.Equal(0, await _grain.EndedAsync());
        Gate.Open(gate);
        Assert.True(await second);
        Assert.Equal(2, numbers.Current);
    }

    [Fact]
    public async Task A_grain_that_leaves_aborts_the_sequence()
    {
        await using var numbers = _grain.CountAsync(1000).WithBatchSize(1).GetAsyncEnumerator();
        Assert.True(await numbers.MoveNextAsync());
        await engine.Silo.DeactivateAsync(_grain);
        await Assert.ThrowsAsync<EnumerationAbortedException>(async () =>
        {
            while (await numbers.MoveNextAsync()) { }
        });
    }
}
