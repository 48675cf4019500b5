namespace Kolosal.Slo;

/// <summary>Against figures worked by hand from the definitions of the Site Reliability Workbook, ch. 5.</summary>
public class SloJudgeTests
{
    private const long Now = 30_000_000;

    // 99 % over 30 days: 1 of 100 may be bad.
    private static readonly ErrorBudget Budget = new(0.99, 30);

    [Theory]
    [InlineData(1000, 7, BudgetVerdict.OnTrack)]  // 7 of 10 allowed
    [InlineData(1000, 8, BudgetVerdict.AtRisk)]   // more than three quarters of 10
    [InlineData(1000, 10, BudgetVerdict.AtRisk)]  // all of it, and not more
    [InlineData(1000, 11, BudgetVerdict.Breached)]
    [InlineData(19, 19, BudgetVerdict.OnTrack)]   // too few to say anything
    [InlineData(20, 20, BudgetVerdict.Breached)]
    [InlineData(0, 0, BudgetVerdict.OnTrack)]
    public void The_budget_decides_what_an_old_window_is_called(int total, int bad, BudgetVerdict expected)
    {
        var found = SloJudge.Judge(Budget, Counts((Now - 10 * 24 * 60, total, bad)), Now); // ten days ago: no burn window sees it
        Assert.Equal((total, bad, expected), (found.Total, found.Bad, found.Verdict));
        Assert.Null(found.Firing);
        Assert.Equal(total == 0 ? 1 : 1 - bad / (double)total, found.GoodShare, 12);
        Assert.Equal(total == 0 ? 0 : bad / (total * 0.01), found.Consumed, 9);
    }

    [Fact]
    public void A_fire_is_called_at_risk_long_before_the_budget_is_gone()
    {
        // 100,000 good requests ten days ago; now 15 of 100 fail: burn 15 in both windows, above 14.4; 15 of 1,001 allowed are gone.
        var found = SloJudge.Judge(Budget, Counts((Now - 10 * 24 * 60, 100_000, 0), (Now, 100, 15)), Now);
        Assert.Equal((60, 15d, 15d), (found.Firing!.Rule.LongMinutes, Math.Round(found.Firing.LongBurn, 9), Math.Round(found.Firing.ShortBurn, 9)));
        Assert.Equal(BudgetVerdict.AtRisk, found.Verdict);
        Assert.Equal(15 / 1001.0, found.Consumed, 9);
    }

    [Fact]
    public void The_short_window_ends_an_alert_and_few_requests_begin_none()
    {
        // All failed half an hour ago, nothing since five minutes: the hour still burns, the last five minutes do not.
        var over = SloJudge.Judge(Budget, Counts((Now - 30, 100, 100), (Now, 100, 0)), Now);
        Assert.True(over.Burns[0].LongBurn > 14.4);
        Assert.False(over.Burns[0].Firing);
        Assert.Null(SloJudge.Judge(Budget, Counts((Now, 19, 19)), Now).Firing);
        Assert.NotNull(SloJudge.Judge(Budget, Counts((Now, 20, 20)), Now).Firing);
    }

    [Fact]
    public void One_error_at_night_pages_nobody()
    {
        // 30 requests in an hour, one fails: burn 33 of a promise of 99.9 %, far above 14.4, and still one error.
        var strict = new ErrorBudget(0.999, 30);
        var night = SloJudge.Judge(strict, Counts((Now, 30, 1)), Now);
        Assert.True(night.Burns[0] is { LongBurn: > 14.4, ShortBurn: > 14.4 });
        Assert.Null(night.Firing);
        Assert.Null(SloJudge.Judge(strict, Counts((Now, 30, 4)), Now).Firing);
        Assert.Equal(60, SloJudge.Judge(strict, Counts((Now, 30, 5)), Now).Firing!.Rule.LongMinutes);
    }

    [Fact]
    public void A_slow_burn_makes_a_ticket_and_wakes_nobody()
    {
        // 2 of 100 fail for three days, 1,000 requests an hour: twice too fast, below 3 and 6 and 14.4, above 1.
        var found = SloJudge.Judge(Budget, Counts([.. Enumerable.Range(0, 72).Select(hour => (Now - hour * 60L, 1000, 20))]), Now);
        Assert.Equal((4_320, false), (found.Firing!.Rule.LongMinutes, found.Firing.Rule.Pages));
        Assert.Equal(2, found.Firing.LongBurn, 9);
        Assert.Equal([5, 30, 60, 120, 360, 1_440, 4_320], found.Windows.Select(window => window.Minutes));
        Assert.Equal([1_000L, 1_000, 1_000, 2_000, 6_000, 24_000, 72_000], found.Windows.Select(window => window.Total));
    }

    [Fact]
    public void A_budget_of_a_day_has_no_rule_of_three_days()
    {
        var found = SloJudge.Judge(new ErrorBudget(0.99, 1), RequestCounts.Over(1), Now);
        Assert.Equal([60, 360, 1_440], found.Burns.Select(burn => burn.Rule.LongMinutes));
        Assert.Equal(1_440, found.Windows[^1].Minutes);
    }

    [Theory]
    [InlineData(20, 4, false)] // the budget is gone, over too little to act on
    [InlineData(20, 5, true)]
    [InlineData(1000, 10, false)]
    public void A_policy_acts_on_enough_bad_events(int total, int bad, bool acts) =>
        Assert.Equal(acts, SloJudge.Judge(Budget, Counts((Now - 10 * 24 * 60, total, bad)), Now).Actionable);

    private static RequestCounts Counts(params (long Minute, int Total, int Bad)[] requests)
    {
        var counts = RequestCounts.Over(30);
        foreach (var (minute, total, bad) in requests)
            for (int i = 0; i < total; i++) counts.Add(minute, bad: i < bad);
        return counts;
    }
}
