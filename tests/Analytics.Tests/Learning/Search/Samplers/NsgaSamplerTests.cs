using Kolosal.Statistics;

namespace Kolosal.Learning.Search;

public class NsgaSamplerTests
{
    private static readonly SearchSpace Space = new([.. Enumerable.Range(0, 6).Select(i => new FloatParameter($"x{i}", 0, 1, 0.5))]);

    [Fact]
    public void Its_front_covers_more_than_that_of_random_draws()
    {
        // ZDT1 with six variables (Zitzler, Deb and Thiele, 2000), whose front is f₂ = 1 − √f₁.
        const int Seeds = 20;
        double[] ours = [.. Enumerable.Range(0, Seeds).Select(s => Covered(new NsgaSampler(), (ulong)s))];
        double[] random = [.. Enumerable.Range(0, Seeds).Select(s => Covered(new RandomSampler(), (ulong)s))];
        Assert.True(SearchQualityTests.OneSided([.. ours.Select(v => -v)], [.. random.Select(v => -v)]) < 0.01);
    }

    [Fact]
    public void A_study_of_two_objectives_gives_its_front()
    {
        var study = Study.Create(Space, [ObjectiveDirection.Minimize, ObjectiveDirection.Maximize], "nsga2", seed: 3);
        for (int n = 0; n < 80; n++)
        {
            (study, var trial) = study.Ask();
            double[] losses = Losses(trial.Parameters);
            study = study.Tell(n, losses[0], -losses[1]);
        }
        var front = study.Best();
        Assert.InRange(front.Length, 2, 79);
        foreach (var one in front)
            Assert.DoesNotContain(study.Trials, t =>
                t.Values[0] <= one.Values[0] && t.Values[1] >= one.Values[1] && !t.Values.SequenceEqual(one.Values));
        Assert.Throws<ArgumentException>(() => study.Ask().Study.Report(80, 1, 1));
        Assert.Throws<ArgumentException>(() => study.Ask().Study.Tell(80, 1));
    }

    [Fact]
    public void The_population_is_the_best_by_rank_and_then_the_loneliest()
    {
        List<double[]> losses = [[0, 4], [1, 3], [1.1, 2.9], [4, 0], [5, 5]];
        var (members, ranks, crowding) = NsgaPopulation.Select(losses, 4);
        Assert.Equal([0, 1, 2, 3], members);
        Assert.All(ranks, r => Assert.Equal(0, r));
        Assert.Equal([0, 2, 3], NsgaPopulation.Select(losses, 3).Members); // 2 has more room than 1
        Assert.True(double.IsPositiveInfinity(crowding[0]) && double.IsPositiveInfinity(crowding[3]));
    }

    [Fact]
    public void A_good_trial_is_kept_however_old_it_is()
    {
        TrialObservation Trial(int n, double a, double b) => new(n, HyperParameters.Empty, a) { Losses = [a, b] };
        List<TrialObservation> trials = [Trial(0, 0, 0), .. Enumerable.Range(1, 999).Select(n => Trial(n, 1 + n % 7, 8 - n % 7))];
        int[] candidates = NsgaPopulation.Candidates(trials.ToArray(), 10);
        Assert.Equal([0, .. Enumerable.Range(980, 20)], candidates);
    }

    [Fact]
    public void Of_a_long_front_trials_all_along_it_are_kept()
    {
        // All on a front bent inwards, the middle of it first: weighted sums would only see its ends.
        TrialObservation Trial(int n, double a, double b) => new(n, HyperParameters.Empty, a) { Losses = [a, b] };
        TrialObservation[] trials = [.. Enumerable.Range(0, 1000).Select(n => n / 1000.0).Select((a, n) => Trial(n, a, 1 - a * a)),
            .. Enumerable.Range(1000, 100).Select(n => Trial(n, 2, 2))];
        double[] kept = [.. NsgaPopulation.Candidates(trials, 10).Where(p => p < 1000).Select(p => trials[p].Losses[0])];
        Assert.True(kept.Length >= 5);
        for (int quarter = 0; quarter < 4; quarter++) Assert.Contains(kept, a => a >= quarter / 4.0 && a < (quarter + 1) / 4.0);
    }

    private static double Covered(ISampler sampler, ulong seed)
    {
        var history = new List<TrialObservation>();
        for (int n = 0; n < 120; n++)
        {
            var proposal = sampler.Suggest(Space, history, [], seed, n);
            double[] losses = Losses(proposal);
            history.Add(new(n, proposal, losses[0]) { Losses = [.. losses] });
        }
        return ParetoFront.Hypervolume([.. history.Select(t => t.Losses.ToArray())], [1.1, 1.1]);
    }

    private static double[] Losses(HyperParameters p)
    {
        double first = p.Float("x0"), g = 1 + 9 * Enumerable.Range(1, 5).Average(i => p.Float($"x{i}"));
        return [first, g * (1 - Math.Sqrt(first / g))];
    }
}
