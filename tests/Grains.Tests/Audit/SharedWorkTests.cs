using Kolosal.Testing;

namespace Kolosal.Audit;

public class SharedWorkTests
{
    /// <summary>One thing at a time, as in a grain.</summary>
    private readonly TaskFactory turns = new(new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler);

    private readonly List<TaskCompletionSource<int>> rounds = [];
    private readonly List<CancellationToken> stops = [];
    private readonly SharedWork<int> work;

    public SharedWorkTests() => work = new(stop =>
    {
        stops.Add(stop);
        rounds.Add(new());
        return rounds[^1].Task.WaitAsync(stop);
    });

    [Fact]
    public Task Who_asks_while_it_is_done_shares_the_next_and_is_never_answered_by_what_began_before() => turns.StartNew(async () =>
    {
        var first = work.AskAsync(default);
        Task<int>[] meanwhile = [.. Enumerable.Range(0, 50).Select(_ => work.AskAsync(default))];
        Assert.Single(rounds);
        rounds[0].SetResult(10);
        Assert.Equal(10, await first);
        Assert.Equal(2, rounds.Count);
        Assert.All(meanwhile, one => Assert.False(one.IsCompleted));

        // Of these two the first came while the second was done.
        var third = work.AskAsync(default);
        rounds[1].SetResult(20);
        Assert.All(await Task.WhenAll(meanwhile), answer => Assert.Equal(20, answer));
        rounds[2].SetResult(30);
        Assert.Equal(30, await third);
        var later = work.AskAsync(default);
        rounds[3].SetResult(40);
        Assert.Equal(40, await later);
    }).Unwrap();

    [Fact]
    public Task A_failure_is_told_to_those_who_share_it_and_the_next_goes_on() => turns.StartNew(async () =>
    {
        var first = work.AskAsync(default);
        Task<int>[] meanwhile = [work.AskAsync(default), work.AskAsync(default)];
        rounds[0].SetException(new IOException("The disk of the test is away."));
        await Assert.ThrowsAsync<IOException>(() => first);
        rounds[1].SetResult(2);
        Assert.All(await Task.WhenAll(meanwhile), answer => Assert.Equal(2, answer));
    }).Unwrap();

    [Fact]
    public Task What_nobody_waits_for_is_stopped_and_what_somebody_waits_for_is_not() => turns.StartNew(async () =>
    {
        using CancellationTokenSource one = new(), two = new();
        Task<int> first = work.AskAsync(one.Token), second = work.AskAsync(two.Token);
        await two.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        var third = work.AskAsync(default); // the round that the second waited for was given up, and this is another
        Assert.False(stops[0].IsCancellationRequested);

        await one.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.True(stops[0].IsCancellationRequested);
        await Eventually.HoldsAsync(() => rounds.Count == 2);
        rounds[1].SetResult(7);
        Assert.Equal(7, await third);
    }).Unwrap();
}
