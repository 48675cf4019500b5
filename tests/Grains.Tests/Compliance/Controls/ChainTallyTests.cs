namespace Kolosal.Compliance.Controls;

public sealed class ChainTallyTests
{
    private static readonly DateTimeOffset At = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Each_revision_once_is_even()
    {
        var chain = Tally(("a#1", 0), ("b#1", 1), ("a#2", 2), ("b#2", 3));
        Assert.Equal((2, 4L, 0L), (chain.Records, chain.Looked, chain.First));
        Assert.Empty(chain.Uneven);
        Assert.Empty(chain.StepsBack);
    }

    [Fact]
    public void A_lost_and_a_doubled_revision_are_told_apart() => Assert.Equal(
        [new RevisionFact("a", 1, 0), new RevisionFact("b", 0, 1)],
        Tally(("a#1", 0), ("a#3", 1), ("b#1", 2), ("b#1", 3), ("other", 4)).Uneven.AsEnumerable());

    [Fact]
    public void An_entry_told_late_is_no_step_back_of_another_record()
    {
        Assert.Empty(Tally(("a#1", 100), ("b#1", 0)).StepsBack);
        Assert.Equal(40, Tally(("a#1", 100), ("a#2", 60)).StepsBack["a"]);
    }

    [Theory]
    [InlineData("{\"detail\":{\"note\":\"-----BEGIN PRIVATE KEY-----\"}}", "private key")]
    [InlineData("{\"detail\":{\"password\":\"hunter22\"}}", "password")]
    [InlineData("{\"detail\":\"kol_acme.x1_abcdefghijklmnopqrstuvwxyzABCDEF012345\"}", "API key")]
    public void A_secret_is_found(string text, string kind)
    {
        var tally = new ChainTally();
        tally.Count(5, At, "a#1", text);
        Assert.Equal(kind, tally.Read(6, null, null, null).Secrets[5]);
    }

    [Fact]
    public void Names_of_secrets_are_no_secrets()
    {
        var tally = new ChainTally();
        tally.Count(0, At, "a#1", "{\"detail\":{\"name\":\"database-password\",\"type\":\"database_password\",\"key\":\"key_ab12\"}}");
        Assert.Empty(tally.Read(1, null, null, null).Secrets);
    }

    private static ChainFact Tally(params (string Id, double Seconds)[] entries)
    {
        var tally = new ChainTally();
        for (int i = 0; i < entries.Length; i++) tally.Count(i, At.AddSeconds(entries[i].Seconds), entries[i].Id, "{}");
        return tally.Read(entries.Length, null, null, null);
    }
}
