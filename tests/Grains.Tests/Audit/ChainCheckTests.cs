using System.Text.Json;

namespace Kolosal.Audit;

public class ChainCheckTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void A_whole_chain_holds() => Assert.Null(Walk(Chain(20)).BrokenAt);

    [Fact]
    public void A_changed_entry_breaks_the_chain_where_it_stands()
    {
        var chain = Chain(20);
        chain[7] = chain[7] with { Text = chain[7].Text.Replace("alice", "mallory") };
        Assert.Equal(7, Walk(chain).BrokenAt);
    }

    [Fact]
    public void A_removed_entry_breaks_the_chain_behind_it()
    {
        var chain = Chain(20);
        chain.RemoveAt(5);
        Assert.Equal(5, Walk(chain).BrokenAt);
    }

    [Fact]
    public void Entries_that_changed_places_break_the_chain_at_the_first()
    {
        var chain = Chain(20);
        (chain[3], chain[4]) = (chain[4], chain[3]);
        Assert.Equal(3, Walk(chain).BrokenAt);
    }

    [Fact]
    public void A_record_reads_back_as_it_was_written()
    {
        var entry = Chain(3)[2];
        Assert.Equal(entry, ChainedEntry.FromRecord(entry.ToRecord()));
    }

    [Fact]
    public void The_text_of_an_entry_is_canonical_json()
    {
        var entry = ChainedEntry.Seal(HashChain.Genesis, 3, "e#1", At, "a\"b\\c\n", "model.promote", "modèles/世界", null,
            """{"z":0,"a":{"y":true,"x":[1,-2]}}""");
        using var parsed = JsonDocument.Parse(entry.Text);
        Assert.Equal(CanonicalJson.Write(parsed.RootElement), entry.Text);
    }

    [Theory]
    [InlineData("""{"a":0.5}""")]
    [InlineData("""{"a":1e99}""")]
    [InlineData("""{"a":1,"a":2}""")]
    public void What_has_no_canonical_form_is_refused(string json)
    {
        using var parsed = JsonDocument.Parse(json);
        Assert.Throws<FormatException>(() => CanonicalJson.Write(parsed.RootElement));
    }

    private static ChainCheck Walk(IEnumerable<ChainedEntry> chain)
    {
        var check = new ChainCheck();
        foreach (var entry in chain) check.Add(entry);
        return check;
    }

    private static List<ChainedEntry> Chain(int entries)
    {
        var chain = new List<ChainedEntry>();
        for (int i = 0; i < entries; i++)
            chain.Add(ChainedEntry.Seal(chain.LastOrDefault()?.Hash ?? HashChain.Genesis, i, $"e{i}", At, "alice", "thing.change", $"things/{i}",
                null, "{}"));
        return chain;
    }
}
