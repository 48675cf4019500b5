namespace Kolosal.Compliance.Controls;

public sealed class ControlHistoryStateTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>At every minute of an hour the history says what a list of all answers says, kept whole beside it.</summary>
    [Fact]
    public void Any_past_time_reads_as_a_full_list_of_the_answers_would()
    {
        var random = new Random(7);
        var history = new ControlHistoryState();
        var all = new List<(DateTimeOffset At, string Body, bool Counted)>();
        for (var at = Start; at < Start.AddHours(1); at = at.AddSeconds(random.Next(20, 200)))
        {
            string body = random.Next(4) == 0 ? "b" : "a";
            bool counted = all.Count == 0 || random.Next(3) > 0;
            Assert.True(history.Add(at, [new("Q01", body, TimeSpan.FromHours(1), counted)]));
            all.Add((at, body, counted));
        }

        for (var at = Start.AddMinutes(-1); at < Start.AddHours(2); at = at.AddSeconds(17))
        {
            var found = history.AsOf("Q01", at);
            int last = all.FindLastIndex(one => one.At <= at && one.Counted);
            Assert.Equal(last < 0 ? null : all[last].Body, found?.Body);
            if (found is null) continue;

            // The last time at which the run that counts was confirmed, not later than asked for.
            Assert.Equal(all[last].At, found.ObservedAt);
            Assert.Equal(found.ObservedAt.AddHours(1), found.ExpiresAt);
        }
    }

    [Fact]
    public void An_evaluation_that_is_known_is_not_added_twice()
    {
        var history = new ControlHistoryState();
        Assert.True(history.Add(Start, [new("Q01", "a", TimeSpan.Zero, true)]));
        Assert.False(history.Add(Start, [new("Q01", "b", TimeSpan.Zero, true)]));
        Assert.Equal("a", history.AsOf("Q01", Start)!.Body);
        Assert.Null(history.AsOf("Q02", Start));
    }

    [Fact]
    public void A_question_that_was_left_out_for_a_while_begins_a_run_of_its_own()
    {
        var history = new ControlHistoryState();
        history.Add(Start, [new("Q01", "a", TimeSpan.FromHours(1), true)]);
        history.Add(Start.AddMinutes(1), []);
        history.Add(Start.AddMinutes(2), [new("Q01", "a", TimeSpan.FromHours(1), true)]);
        Assert.Equal(2, history.Runs["Q01"].Count);
        Assert.Equal(Start, history.AsOf("Q01", Start.AddMinutes(1))!.ObservedAt);
    }
}
