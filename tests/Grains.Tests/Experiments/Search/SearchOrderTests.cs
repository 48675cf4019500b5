using Kolosal.Learning;

namespace Kolosal.Experiments;

/// <summary>The search as the run drives it, with made-up scores, any number of workers and any order of arrival.</summary>
public class SearchOrderTests
{
    private static readonly RunPlan Plan = RunPlanner.Plan(Tables.Options("label") with { MaxTrials = 60, Seed = 11 }, Tables.Binary(100), null);

    [Theory]
    [InlineData("tpe")]
    [InlineData("random")]
    public void What_is_tried_does_not_depend_on_who_finishes_first(string sampler)
    {
        var plan = Plan with { Sampler = sampler };
        string expected = Describe(Search(plan, workers: 1, new Random(0), budget: int.MaxValue));
        for (int seed = 1; seed <= 20; seed++)
            Assert.Equal(expected, Describe(Search(plan, workers: 1 + seed % 6, new Random(seed), budget: int.MaxValue)));
    }

    [Fact]
    public void A_restart_in_the_middle_changes_nothing()
    {
        string expected = Describe(Search(Plan, 1, new Random(0), int.MaxValue));
        for (int seed = 1; seed <= 20; seed++)
        {
            var random = new Random(seed);
            var kept = Search(Plan, 4, random, budget: random.Next(Plan.MaxTrials));
            Assert.Equal(expected, Describe(Search(Plan, 3, random, int.MaxValue, kept)));
        }
    }

    [Fact]
    public void A_search_cut_off_by_time_is_replayed_from_the_trials_it_finished()
    {
        for (int seed = 1; seed <= 20; seed++)
        {
            var random = new Random(seed);
            var cut = Search(Plan, 4, random, budget: 5 + random.Next(40));
            var replayed = Replay(Plan, [.. cut.Select(t => t.Number).Order()]);
            Assert.Equal(Describe(cut), Describe(replayed));
            Assert.Equal(TrialRanking.Best(cut, true), TrialRanking.Best(replayed, true));
        }
    }

    [Fact]
    public void Another_seed_or_lag_is_another_search()
    {
        string one = Describe(Search(Plan, 1, new Random(0), int.MaxValue));
        Assert.NotEqual(one, Describe(Search(Plan with { Seed = 12 }, 1, new Random(0), int.MaxValue)));
        Assert.NotEqual(one, Describe(Search(Plan with { Lag = 8 }, 1, new Random(0), int.MaxValue)));
    }

    [Fact]
    public void The_portfolio_comes_before_any_search_and_has_every_trainer()
    {
        var portfolio = Plan.Portfolio!.Value;
        Assert.Equal(Plan.Trainers, portfolio.Select(c => c.Trainer).Distinct());
        Assert.Equal(portfolio.Select(c => c.Trainer),
            Search(Plan, 3, new Random(1), int.MaxValue).OrderBy(t => t.Number).Take(portfolio.Length).Select(t => t.Trainer));
    }

    [Fact]
    public void No_more_than_lag_trials_are_ever_in_flight()
    {
        Assert.Equal([0, 1, 2, 3], TrialSchedule.Launchable(Plan, _ => false, _ => false));
        Assert.Equal([4], TrialSchedule.Launchable(Plan, n => n == 0, n => n is 1 or 2 or 3));
        Assert.Empty(TrialSchedule.Launchable(Plan, n => n is 1 or 2 or 3, n => n == 0)); // trial 4 looks at trial 0
        Assert.Empty(TrialSchedule.Launchable(Plan, n => n < Plan.MaxTrials, _ => false));
    }

    [Fact]
    public void Equal_scores_are_ranked_by_number() => Assert.Equal(3, TrialRanking.Best(
        [new(7, "a", HyperParameters.Empty, 0.5, 0), new(3, "a", HyperParameters.Empty, 0.5, 0), new(1, "a", HyperParameters.Empty, null, 0)],
            true)!.Number);

    internal static List<FinishedTrial> Search(RunPlan plan, int workers, Random arrival, int budget, IEnumerable<FinishedTrial>? before = null)
    {
        List<FinishedTrial> finished = [.. before ?? []];
        List<TrialSpec> running = [];
        while (finished.Count < Math.Min(plan.MaxTrials, budget))
        {
            foreach (int next in TrialSchedule.Launchable(plan, n => finished.Exists(t => t.Number == n), n => running.Exists(t => t.Number == n))
                .ToArray())
                if (running.Count < workers) running.Add(Suggestion.For(plan, next, finished, running));
            var ends = running[arrival.Next(running.Count)];
            running.Remove(ends);
            finished.Add(Score(ends));
        }
        return finished;
    }

    /// <summary>One after the other, only those listed; of the others only what they would have tried is known.</summary>
    private static List<FinishedTrial> Replay(RunPlan plan, int[] numbers)
    {
        List<FinishedTrial> finished = [];
        List<TrialSpec> running = [];
        for (int n = 0; n <= numbers[^1]; n++)
        {
            var spec = Suggestion.For(plan, n, finished, running);
            if (numbers.Contains(n)) finished.Add(Score(spec));
            else running.Add(spec);
        }
        return finished;
    }

    internal static FinishedTrial Score(TrialSpec spec)
    {
        // Some trials fail; the score is a function of what is tried.
        double score = (spec.Parameters.ToString().Aggregate(17u, (h, c) => h * 31 + c) % 1000) / 1000.0;
        return new(spec.Number, spec.Trainer, spec.Parameters, score > 0.9 ? null : score, 0.1, spec.Rung, spec.ClimbedFrom);
    }

    internal static string Describe(IEnumerable<FinishedTrial> trials) =>
        string.Join('\n', trials.OrderBy(t => t.Number).Select(t => $"{t.Number} {t.Trainer} {t.Rung} {t.ClimbedFrom} {t.Parameters} {t.Score}"));
}
