using Kolosal.Learning;

namespace Kolosal.Experiments;

/// <summary>What is tried under a time budget, by what trials took.</summary>
public class TrialCostTests
{
    private static readonly RunPlan Plan = RunPlanner.Plan(
        Tables.Options("label") with { Trainers = ["logistic_regression", "gradient_boosting"], TimeBudgetSeconds = 60 }, Tables.Binary(200), null);

    [Fact]
    public void A_trial_costs_its_fits_of_every_fold_and_more_rows_cost_more()
    {
        Assert.Equal(5 * 1.2 / 60, TrialCost.ShareOf(Plan, 1.2, 0, 0), 12);
        var ladder = Plan with { Rungs = [new(0.25, 1), Fidelity.Full] };
        Assert.Equal(1.2 / 60, TrialCost.ShareOf(ladder, 1.2, 0, 0), 12);
        Assert.Equal(4 * 5 * 1.2 / 60, TrialCost.ShareOf(ladder, 1.2, 0, 1), 12);
        Assert.Equal(0, TrialCost.ShareOf(Plan with { TimeBudgetSeconds = null }, 1.2, 0, 0));
    }

    [Fact]
    public void A_trainer_that_takes_a_twentieth_of_the_budget_a_trial_is_tried_while_it_is_ahead_and_else_no_more()
    {
        // Five folds of 0.6 s are 3 s, a twentieth of 60.
        var finished = Trials(of: "gradient_boosting", fitSeconds: 0.6, score: 0.7, other: 0.8);
        Assert.All(Drawn(Plan, finished), t => Assert.Equal("logistic_regression", t));
        Assert.Contains("gradient_boosting", Drawn(Plan, Trials("gradient_boosting", 0.6, score: 0.9, other: 0.8)));
        Assert.Contains("gradient_boosting", Drawn(Plan, Trials("gradient_boosting", 0.06, score: 0.7, other: 0.8)));
        Assert.Contains("gradient_boosting", Drawn(Plan with { TimeBudgetSeconds = null }, finished));

        // Ahead or not, a fifth of the budget is too much while there is anything else.
        Assert.DoesNotContain("gradient_boosting", Drawn(Plan, Trials("gradient_boosting", 2.4, score: 0.9, other: 0.8)));
    }

    [Fact]
    public void Where_everything_is_dear_the_search_goes_on_all_the_same()
    {
        FinishedTrial[] finished = [.. Trials("gradient_boosting", 9, 0.9, 0.8).Select(t => t with { FitSeconds = 9 })];
        Assert.Equal(2, Drawn(Plan, finished).Distinct().Count());
    }

    private static FinishedTrial[] Trials(string of, double fitSeconds, double score, double other) =>
    [
        .. Enumerable.Range(0, 40).Select(n => n % 2 == 0 ? Trial(n, of, score, fitSeconds)
            : Trial(n, "logistic_regression", other, 0.01)),
    ];

    private static FinishedTrial Trial(int number, string trainer, double score, double fitSeconds) =>
        new(number, trainer, Trainers.Get(trainer).Space.Defaults, score, fitSeconds);

    /// <summary>What trials 60 to 79 try, behind the portfolio.</summary>
    private static string[] Drawn(RunPlan plan, FinishedTrial[] finished) =>
        [.. Enumerable.Range(60, 20).Select(n => Suggestion.For(plan, n, finished, []).Trainer)];
}
