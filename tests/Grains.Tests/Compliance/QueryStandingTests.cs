namespace Kolosal.Compliance.Controls;

public sealed class QueryStandingTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    /// <summary>p for pass, f for fail, e for error; below each answer what counts behind it.</summary>
    [Theory]
    [InlineData(false, "pfpfp", "ppppp")]
    [InlineData(false, "pffpf", "ppfpp")]
    [InlineData(false, "pfef", "ppef")]
    [InlineData(false, "f", "f")]
    [InlineData(false, "fpf", "fpp")]
    [InlineData(true, "pfp", "pfp")]
    [InlineData(true, "pep", "pep")]
    public void A_red_counts_at_the_second_in_a_row_or_at_once(bool atOnce, string answers, string counted)
    {
        QueryStanding? standing = null;
        for (int i = 0; i < answers.Length; i++)
        {
            standing = QueryStanding.After(standing, Answer(answers[i], i), atOnce);
            Assert.Equal(counted[i], Letter(standing.Shown.Judgement.State));
            Assert.Equal(answers[i], Letter(standing.Last.Judgement.State));
            Assert.Equal(answers[i] != 'p' && counted[i] == 'p', standing.AwaitsConfirmation);
        }
    }

    [Fact]
    public void Red_since_is_the_first_of_the_reds_in_a_row()
    {
        var standing = QueryStanding.After(null, Answer('p', 0), false);
        standing = QueryStanding.After(standing, Answer('f', 1), false);
        Assert.Null(standing.RedSince);
        standing = QueryStanding.After(standing, Answer('f', 2), false);
        Assert.Equal(Start.AddMinutes(1), standing.RedSince);
        standing = QueryStanding.After(standing, Answer('f', 3), false);
        Assert.Equal(Start.AddMinutes(1), standing.RedSince);
        Assert.Null(QueryStanding.After(standing, Answer('p', 4), false).RedSince);
    }

    [Fact]
    public void A_pass_that_an_unconfirmed_red_follows_still_goes_stale_when_its_time_is_up()
    {
        var standing = QueryStanding.After(QueryStanding.After(null, Answer('p', 0), false), Answer('f', 50), false);
        Assert.Equal(ControlState.Pass, standing.StateAt(Start.AddMinutes(59)));
        Assert.Equal(ControlState.Stale, standing.StateAt(Start.AddMinutes(60)));
    }

    [Fact]
    public void A_result_is_read_back_from_its_text_and_its_hash_depends_on_every_part()
    {
        var judgement = Judgement.Of(3, [new("models/b", "late"), new("models/a", "say \"no\"\n")],
            ImmutableSortedDictionary<string, double>.Empty.Add("rate", 0.1).Add("count", 3));
        var result = new QueryResult("Q24", 2, Start, Start.AddMinutes(10), judgement);
        var read = QueryResult.Parse(result.Body(), result.ObservedAt, result.ExpiresAt);
        Assert.Equal(result.Body(), read.Body());
        Assert.Equal(result.Sha256(), read.Sha256());
        Assert.Equal((3, 1, 2, 0.1), (read.Judgement.Asked, read.Judgement.Holds, read.Judgement.Offenders.Length, read.Judgement.Values["rate"]));

        // The text as it is documented, written out by hand.
        Assert.Equal("""{"asked":3,"holds":1,"offenders":[{"id":"models/a","wrong":"say \"no\"\n"},{"id":"models/b","wrong":"late"}]"""
            + ""","query":"Q24","reason":null,"state":"fail","values":{"count":"3","rate":"0.1"},"version":2}""", result.Body());
        Assert.NotEqual(result.Sha256(), (result with { Version = 3 }).Sha256());
        Assert.NotEqual(result.Sha256(), (result with { ObservedAt = Start.AddTicks(1) }).Sha256());
        Assert.NotEqual(result.Sha256(), (result with { ExpiresAt = Start.AddMinutes(11) }).Sha256());
    }

    [Fact]
    public void A_rule_that_throws_is_an_error_and_no_pass()
    {
        var asked = QueryResult.Of(new AskedOfFacts("Q01", _ => throw new InvalidOperationException("the list is empty")), new(Start), out var fault);
        Assert.NotNull(fault);
        Assert.Equal(ControlState.Error, asked.Judgement.State);
        Assert.Contains("the list is empty", asked.Judgement.Reason, StringComparison.Ordinal);
    }

    private static QueryResult Answer(char letter, int minute) => new("Q24", 1, Start.AddMinutes(minute), Start.AddMinutes(minute + 60), new(
        letter switch { 'p' => ControlState.Pass, 'f' => ControlState.Fail, _ => ControlState.Error }, 1, letter == 'p' ? 1 : 0, [], null,
        ImmutableSortedDictionary<string, double>.Empty));

    private static char Letter(ControlState state) => state switch { ControlState.Pass => 'p', ControlState.Fail => 'f', _ => 'e' };
}
