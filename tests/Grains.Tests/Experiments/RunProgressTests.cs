namespace Kolosal.Experiments;

public class RunProgressTests
{
    private static readonly RunPlan Plan = RunPlanner.Plan(Tables.Options("label") with { MaxTrials = 10 }, Tables.Binary(100), null);
    private static readonly RunPlan Timed = Plan with { TimeBudgetSeconds = 100 };

    [Fact]
    public void Half_of_the_trials_is_half_of_the_search() =>
        Assert.Equal(47.5, RunProgress.Percent(Plan, 5, TimeSpan.FromSeconds(1), searching: true, completed: false));

    [Fact]
    public void Used_time_counts_where_it_is_further_along() =>
        Assert.Equal(76, RunProgress.Percent(Timed, 1, TimeSpan.FromSeconds(80), true, false), 9);

    [Fact]
    public void A_hundred_is_for_completed_runs() => Assert.Equal((95, 100),
        (RunProgress.Percent(Plan, 10, TimeSpan.Zero, searching: false, completed: false),
            RunProgress.Percent(Plan, 3, TimeSpan.Zero, false, completed: true)));

    [Fact]
    public void Nothing_is_predicted_before_the_first_trial() => Assert.Null(RunProgress.Eta(Plan, 0, TimeSpan.FromSeconds(9), true, 1));

    [Fact]
    public void The_rest_takes_as_long_as_the_trials_so_far() => // 2 s a trial, 5 left, 3 s of refit
        Assert.Equal(13, RunProgress.Eta(Plan, 5, TimeSpan.FromSeconds(10), true, 3));

    [Fact]
    public void The_budget_cuts_the_rest_off() =>
        Assert.Equal(40, RunProgress.Eta(Timed with { MaxTrials = 2000 }, 5, TimeSpan.FromSeconds(60), true, 3));

    [Theory]
    [InlineData(100, 0, 98)]    // no fit known: 2 % kept back
    [InlineData(100, 2, 86)]    // two fits' worth and five folds again, 2 s each
    [InlineData(100, 60, 50)]   // never more than half
    public void The_search_stops_in_time_for_the_refit(double budget, double fit, double until) =>
        Assert.Equal(until, TimeBudget.SearchUntil(budget, TimeBudget.RefitSeconds(Plan, fit)).TotalSeconds, 9);
}
