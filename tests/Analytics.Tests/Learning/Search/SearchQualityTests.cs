using Kolosal.Statistics;

namespace Kolosal.Learning.Search;

/// <summary>Models must earn their keep: at an equal number of trials they end lower than random draws, seed by seed, by Wilcoxon's signed
/// ranks.</summary>
public class SearchQualityTests
{
    private const int Seeds = 24, NoisySeeds = 14;
    private const double MaxP = 0.01;

    public static TheoryData<string, string, int> Cases
    {
        get
        {
            // CMA-ES learns a covariance from generations, which takes trials.
            var cases = new TheoryData<string, string, int>();
            foreach (var problem in SearchProblems.All)
                foreach (var (sampler, trials) in new[] { ("tpe", 60), ("gaussian_process", 60), ("cma_es", 120) })
                    cases.Add(problem.Name, sampler, trials);
            return cases;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void A_model_ends_lower_than_random_draws(string problem, string sampler, int trials) =>
        Assert.InRange(P(problem, sampler, trials), 0, MaxP);

    [Theory]
    [InlineData("hartmann6", "gaussian_process_lcb", 60)]
    [InlineData("mixture", "gaussian_process_lcb", 60)]
    [InlineData("hartmann6", "gaussian_process_noisy", 60)]
    [InlineData("mixture", "gaussian_process_noisy", 60)]
    [InlineData("hartmann6", "regularized_evolution", 120)]
    [InlineData("mixture", "regularized_evolution", 120)]
    public void The_other_searches_that_learn_do_so_too(string problem, string sampler, int trials) =>
        Assert.InRange(P(problem, sampler, trials), 0, MaxP);

    [Fact]
    public void Under_noise_the_best_is_found_by_the_acquisition_that_knows_of_it()
    {
        // What counts is the loss without noise of the trial that looks best to the model's own data.
        var problem = SearchProblems.Get("hartmann6");
        double[] found = new double[NoisySeeds], random = new double[NoisySeeds];
        for (int seed = 0; seed < NoisySeeds; seed++)
        {
            found[seed] = Noisy(Samplers.Get("gaussian_process_noisy"), (ulong)seed);
            random[seed] = Noisy(Samplers.Get("random"), (ulong)seed);
        }
        Assert.True(OneSided(found, random) < MaxP);

        double Noisy(ISampler sampler, ulong seed)
        {
            var history = new List<TrialObservation>();
            var noise = new SeededRandom(seed, 99);
            for (int n = 0; n < 60; n++)
            {
                var proposal = sampler.Suggest(problem.Space, history, [], seed, n);
                history.Add(new(n, proposal, problem.Loss(proposal) + 0.2 * noise.NextNormal()));
            }
            return problem.Loss(history.MinBy(t => t.Loss)!.Parameters);
        }
    }

    private static double P(string problem, string sampler, int trials)
    {
        var on = SearchProblems.Get(problem);
        double[] Ends(string name) => [.. Enumerable.Range(0, Seeds).Select(seed => on.Best(Samplers.Get(name), trials, (ulong)seed))];
        return OneSided(Ends(sampler), Ends("random"));
    }

    /// <summary>The chance of so many lower pairs if neither were lower.</summary>
    internal static double OneSided(double[] low, double[] high)
    {
        double p = RankTests.Wilcoxon(low, high).P / 2;
        double[] ranks = Ranks.Of([.. low.Zip(high, (a, b) => Math.Abs(a - b))]);
        return ranks.Select((rank, i) => rank * Math.Sign(high[i] - low[i])).Sum() > 0 ? p : 1 - p;
    }
}
