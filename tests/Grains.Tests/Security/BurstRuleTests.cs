namespace Kolosal.Security;

public class BurstRuleTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Many_of_one_source_within_the_minutes_are_a_burst()
    {
        var rule = new BurstRule(5, 10, 1_000);
        for (int i = 0; i < 9; i++) Assert.Equal(Burst.None, rule.Add("a", 1, Start.AddSeconds(20 * i)));
        Assert.Equal(Burst.None, rule.Add("b", 1, Start.AddMinutes(3)));
        Assert.Equal(Burst.OfOneSource, rule.Add("a", 1, Start.AddMinutes(3)));
    }

    [Fact]
    public void As_many_over_a_longer_time_are_none()
    {
        var rule = new BurstRule(5, 10, 1_000);
        for (int i = 0; i < 200; i++) Assert.Equal(Burst.None, rule.Add("a", 1, Start.AddSeconds(40 * i)));
    }

    [Fact]
    public void Few_of_each_of_many_sources_are_a_burst_of_all()
    {
        var rule = new BurstRule(5, 10, 30);
        var found = Enumerable.Range(0, 30).Select(i => rule.Add($"address {i}", 1, Start.AddSeconds(i))).ToArray();
        Assert.All(found[..29], burst => Assert.Equal(Burst.None, burst));
        Assert.Equal(Burst.OfAllSources, found[29]);
    }

    [Fact]
    public void Sources_beyond_those_remembered_still_count_together()
    {
        var rule = new BurstRule(5, 10, 5_000);
        for (int i = 0; i < 4_999; i++) Assert.Equal(Burst.None, rule.Add($"address {i}", 1, Start));
        Assert.Equal(Burst.OfAllSources, rule.Add("one more", 1, Start));
    }
}
