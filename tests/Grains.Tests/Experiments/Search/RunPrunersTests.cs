using Kolosal.Learning;
using Kolosal.Learning.Metrics;
using Kolosal.Learning.Search;

namespace Kolosal.Experiments;

/// <summary>The pruner that a run was asked for, with made-up scores and any order of arrival.</summary>
public class RunPrunersTests
{
    private static readonly RunPlan Plan = RunPlanner.Plan(Tables.Options("label") with { MaxTrials = 120, Seed = 5 }, Tables.Binary(100), null) with
    {
        Rungs = [new(0.3, 1), new(1, 1), Fidelity.Full]
    };

    [Theory]
    [InlineData("median")]
    [InlineData("percentile")]
    [InlineData("successive_halving")]
    [InlineData("hyperband")]
    public void What_is_pruned_does_not_depend_on_who_finishes_first(string pruner)
    {
        var plan = Plan with { Pruner = pruner, MaxTrials = 70 };
        string expected = SearchOrderTests.Describe(SearchOrderTests.Search(plan, 1, new Random(0), int.MaxValue));
        for (int seed = 1; seed <= 6; seed++)
            Assert.Equal(expected, SearchOrderTests.Describe(SearchOrderTests.Search(plan, 1 + seed % 4, new Random(seed), int.MaxValue)));
    }

    [Fact]
    public void The_median_spares_who_is_in_the_better_half_of_those_before_it_and_the_percentile_a_quarter()
    {
        foreach (var (pruner, share) in ((string, double)[])[("median", 0.5), ("percentile", 0.25)])
        {
            var trials = SearchOrderTests.Search(Plan with { Pruner = pruner }, 1, new Random(0), int.MaxValue).OrderBy(t => t.Number).ToArray();
            var climbed = trials.Where(t => t.ClimbedFrom is not null).Select(t => t.ClimbedFrom!.Value).ToHashSet();
            foreach (var trial in trials.Where(t => t is { Rung: 0, Score: not null } && t.Number < 100))
            {
                double[] before = [.. trials.Where(t => t.Rung == 0 && t.Number < trial.Number).Select(t => t.Score ?? double.NegativeInfinity)
                    .OrderDescending()];
                bool goesOn = before.Length < 5 || trial.Score >= before[(int)Math.Ceiling(share * before.Length) - 1];
                Assert.True(goesOn == climbed.Contains(trial.Number), $"{pruner}: trial {trial.Number}, {trial.Score} behind {before.Length}");
            }
        }
    }

    [Fact]
    public void Of_a_cohort_of_nine_as_many_go_on_as_halving_by_three_takes_or_fewer_that_came_early()
    {
        // Within a cohort: who has three ahead of it is given up, so the best three go on wherever they stand.
        var trials = SearchOrderTests.Search(Plan with { Pruner = "successive_halving" }, 1, new Random(0), int.MaxValue);
        var climbed = trials.Where(t => t.ClimbedFrom is not null).Select(t => t.ClimbedFrom!.Value).ToHashSet();
        foreach (var cohort in trials.Where(t => t.ClimbedFrom is null).OrderBy(t => t.Number).Chunk(9).Where(c => c[^1].Number < 100))
        {
            var best = cohort.Where(t => t.Score is not null).OrderByDescending(t => t.Score).Take(3);
            Assert.All(best, t => Assert.Contains(t.Number, climbed));
            var last = cohort.Where(t => t.Score is not null).OrderBy(t => t.Score).First();
            if (last == cohort[^1]) Assert.DoesNotContain(last.Number, climbed);
        }
    }

    [Fact]
    public void A_bracket_of_hyperband_that_gives_nobody_up_takes_all_of_its_candidates_to_the_top()
    {
        var trials = SearchOrderTests.Search(Plan with { Pruner = "hyperband" }, 1, new Random(0), int.MaxValue).ToDictionary(t => t.Number);
        var brackets = new HyperbandPruner(new(9));
        var above = trials.Values.Where(t => t.ClimbedFrom is not null).ToLookup(t => t.ClimbedFrom!.Value);
        int free = 0, pruned = 0;
        foreach (var (first, place) in trials.Values.Where(t => t.ClimbedFrom is null).OrderBy(t => t.Number).Select((t, i) => (t, i)))
        {
            if (first.Number > 90) break;
            var highest = first;
            while (above[highest.Number].SingleOrDefault() is { } next) highest = next;
            if (highest.Score is null) continue;
            if (brackets.BracketOf(place).Number == 0)
            {
                Assert.Equal(2, highest.Rung);
                free++;
            }
            else if (highest.Rung < 2) pruned++;
        }
        Assert.True(free > 3 && pruned > 3, $"{free} {pruned}");
    }

    [Fact]
    public void A_pruner_has_its_ladder_and_none_has_no_rung_below_the_top()
    {
        Assert.Equal<Fidelity>([Fidelity.Full], RungLadder.For(100_000, ValidationRule.Folds, 5, "none"));
        Assert.Equal<Fidelity>([Fidelity.Full], RungLadder.For(100_000, ValidationRule.Folds, 5, "wilcoxon"));
        Assert.Equal<Fidelity>([Fidelity.Full], RungLadder.For(500, ValidationRule.Folds, 5));
        Assert.Equal<Fidelity>([new(1, 1), Fidelity.Full], RungLadder.For(500, ValidationRule.Folds, 5, "median"));
        Assert.Equal(2, RungLadder.For(500, ValidationRule.HoldOut, 5, "asha").Length);
        Assert.Equal("median", RunPlan.Parse((Plan with { Pruner = "median" }).ToJson()).Pruner);
    }

    [Fact]
    public void Four_folds_worse_than_those_of_the_best_give_a_trial_up_and_three_do_not()
    {
        // By exact counting: four of four signs against it have probability 1/16 under equality, three of three 1/8.
        var rival = new Rival(0, [0.9, 0.9, 0.9, 0.9, 0.9]);
        Assert.True(RunPruners.IsBeaten(rival, [0.8, 0.7, 0.6, 0.85], Metrics.RocAuc));
        Assert.False(RunPruners.IsBeaten(rival, [0.8, 0.7, 0.6], Metrics.RocAuc));
        Assert.False(RunPruners.IsBeaten(rival, [0.8, 0.7, 0.6, 0.95], Metrics.RocAuc));
        Assert.False(RunPruners.IsBeaten(rival, [0.95, 0.96, 0.97, 0.98], Metrics.RocAuc));
        Assert.True(RunPruners.IsBeaten(new(0, [1, 1, 1, 1, 1]), [2, 3, 4, 5], Metrics.Rmse));
    }

    [Fact]
    public void The_rival_is_the_best_trial_in_sight_and_a_trial_worse_than_it_ends_between_its_folds()
    {
        var table = Tables.Binary(200);
        var plan = RunPlanner.Plan(Tables.Options("label") with { MaxTrials = 30, Pruner = "wilcoxon" }, table, null);
        FinishedTrial Done(int number, double score) => new(number, "logistic_regression", Trainers.Get("logistic_regression").Space.Defaults, score,
            0.1, FoldScores: [score, score, score, score, score]);
        FinishedTrial[] finished = [.. Enumerable.Range(0, 10).Select(n => Done(n, n == 9 ? 0.99 : n == 3 ? 0.95 : 0.6))];
        Assert.Equal(3, Suggestion.For(plan, 10, finished, []).Rival!.Trial); // trial 9 is not in sight of trial 10
        Assert.Null(Suggestion.For(plan with { Pruner = null }, 10, finished, []).Rival);

        var spec = new TrialSpec(10, "logistic_regression", Trainers.Get("logistic_regression").Space.Defaults, Rival: new(3, [1, 1, 1, 1, 1]));
        var pruned = Assert.Throws<TrialPrunedException>(() => TrialEvaluation.Run(table, plan, spec, TimeProvider.System, default));
        Assert.Contains("4 of 5 folds", pruned.Message);
        var kept = TrialEvaluation.Run(table, plan, spec with { Rival = new(3, [0.1, 0.1, 0.1, 0.1, 0.1]) }, TimeProvider.System, default);
        Assert.Equal(5, kept.FoldScores!.Value.Length);
    }
}
