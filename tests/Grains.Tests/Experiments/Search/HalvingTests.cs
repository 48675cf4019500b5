using Kolosal.Learning;

namespace Kolosal.Experiments;

/// <summary>Candidates that climb rungs, with made-up scores.</summary>
public class HalvingTests
{
    private static readonly RunPlan Plan = RunPlanner.Plan(Tables.Options("label") with { MaxTrials = 90, Seed = 5 }, Tables.Binary(100), null) with
    {
        Rungs = [new(0.3, 1), new(1, 1), Fidelity.Full]
    };

    [Fact]
    public void What_climbs_does_not_depend_on_who_finishes_first()
    {
        string expected = SearchOrderTests.Describe(SearchOrderTests.Search(Plan, 1, new Random(0), int.MaxValue));
        for (int seed = 1; seed <= 12; seed++)
            Assert.Equal(expected, SearchOrderTests.Describe(SearchOrderTests.Search(Plan, 1 + seed % 4, new Random(seed), int.MaxValue)));
    }

    [Fact]
    public void A_candidate_climbs_one_rung_at_a_time_unchanged_and_once()
    {
        var trials = SearchOrderTests.Search(Plan, 2, new Random(3), int.MaxValue).ToDictionary(t => t.Number);
        var climbed = trials.Values.Where(t => t.ClimbedFrom is not null).ToArray();
        Assert.All(climbed, t =>
        {
            var source = trials[t.ClimbedFrom!.Value];
            Assert.Equal((source.Rung + 1, source.Trainer, source.Parameters), (t.Rung, t.Trainer, t.Parameters));
            Assert.True(source.Number <= t.Number - Plan.Lag); // its result was known, whatever the order of arrival
        });
        Assert.Equal(climbed.Length, climbed.Select(t => t.ClimbedFrom).Distinct().Count());
        Assert.All(trials.Values.Where(t => t.ClimbedFrom is null), t => Assert.Equal(0, t.Rung));
        Assert.Contains(climbed, t => t.Rung == 2);
    }

    [Fact]
    public void Every_rung_has_fewer_trials_than_the_one_below()
    {
        var trials = SearchOrderTests.Search(Plan, 2, new Random(3), int.MaxValue);
        int[] counts = [.. Enumerable.Range(0, 3).Select(rung => trials.Count(t => t.Rung == rung))];
        Assert.True(counts[0] > counts[1] && counts[1] > counts[2] && counts[2] > 0, string.Join(" ", counts));
    }

    [Fact]
    public void The_first_candidate_is_at_the_top_as_soon_as_its_results_are_known()
    {
        // With a lag of 1 nothing is in flight beside it: a rung is climbed by every further trial.
        var trials = SearchOrderTests.Search(Plan with { Lag = 1 }, 1, new Random(0), budget: 3).OrderBy(t => t.Number).ToArray();
        Assert.Equal([0, 1, 2], trials.Select(t => t.Rung));
        Assert.Single(trials.Select(t => t.Parameters).Distinct());
    }

    [Fact]
    public void A_trial_that_saw_more_goes_before_one_that_saw_less_and_scored_better() => Assert.Equal(2, TrialRanking.Best(
        [new(1, "a", HyperParameters.Empty, 0.9, 0, Rung: 0), new(2, "a", HyperParameters.Empty, 0.8, 0, Rung: 1)], true)!.Number);

    [Theory]
    [InlineData(500, 1)]
    [InlineData(5_000, 2)]
    [InlineData(30_000, 3)]
    public void More_rows_give_more_rungs_and_the_last_is_the_full_one(int rows, int rungs)
    {
        var ladder = RungLadder.For(rows, ValidationRule.Folds, folds: 5);
        Assert.Equal((rungs, Fidelity.Full), (ladder.Length, ladder[^1]));
    }

    [Fact]
    public void A_plan_of_old_has_one_rung_and_parses()
    {
        var plain = Plan with { Rungs = null, Portfolio = null, Choices = null, Findings = null, LeftOut = null, Ensemble = EnsembleRule.None };
        string json = plain.ToJson();
        Assert.DoesNotContain("rungs", json, StringComparison.Ordinal);
        var old = RunPlan.Parse(json.Replace(",\"ensemble\":\"none\"", "", StringComparison.Ordinal));
        Assert.Equal((0, Fidelity.Full, EnsembleRule.None), (old.TopRung, old.RungAt(0), old.Ensemble));
        // Its first trials are the defaults of its trainers, as they were.
        Assert.Equal(Trainers.Get(old.Trainers[1]).Space.Defaults, Suggestion.For(old, 1, [], [Suggestion.For(old, 0, [], [])]).Parameters);
    }
}
