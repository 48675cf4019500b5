namespace Kolosal.Statistics;

public sealed class DistinctCounterTests
{
    [Fact]
    public void Few_values_are_counted_exactly_with_their_frequencies()
    {
        var counter = new DistinctCounter(exactLimit: 100);
        for (ulong i = 0; i < 1000; i++) counter.Add(i % 7);
        Assert.True(counter.Exact);
        Assert.Equal(7, counter.Distinct);
        Assert.Equal([143, 143, 143, 143, 143, 143, 142], counter.Frequencies.OrderBy(f => f.Value).Select(f => f.Count));
    }

    [Theory, InlineData(30, 40), InlineData(5000, 40), InlineData(40, 5000), InlineData(5000, 5000)]
    public void Merged_counts_are_those_of_the_whole(int first, int second)
    {
        DistinctCounter left = new(exactLimit: 100), right = new(exactLimit: 100), whole = new(exactLimit: 100);
        for (int i = 0; i < first; i++) left.Add((ulong)i);
        for (int i = 0; i < second; i++) right.Add((ulong)(i + 20));
        for (int i = 0; i < first; i++) whole.Add((ulong)i);
        for (int i = 0; i < second; i++) whole.Add((ulong)(i + 20));
        left.Merge(right);
        Assert.Equal(whole.Distinct, left.Distinct);
        Assert.Equal(whole.Exact, left.Exact);
        Assert.Equal(whole.Frequencies.OrderBy(f => f.Value), left.Frequencies.OrderBy(f => f.Value));
    }

    [Theory, InlineData(100, true), InlineData(101, false)]
    public void The_limit_itself_is_still_exact(int values, bool exact)
    {
        var counter = new DistinctCounter(exactLimit: 100);
        for (int i = 0; i < values; i++) counter.Add((ulong)i);
        Assert.Equal(exact, counter.Exact);
    }

    [Theory, InlineData(20_000), InlineData(300_000), InlineData(2_000_000)]
    public void An_estimate_keeps_its_standard_error(int values) // 1.6 %; four of them pass but once in 16,000
    {
        var counter = new DistinctCounter();
        for (int repeat = 0; repeat < 2; repeat++)
            for (int i = 0; i < values; i++) counter.Add((ulong)i);
        Assert.InRange(counter.Distinct, values * 0.935, values * 1.065);
    }
}
