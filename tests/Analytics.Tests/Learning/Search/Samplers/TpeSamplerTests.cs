namespace Kolosal.Learning.Search;

public class TpeSamplerTests
{
    [Fact]
    public void Parallel_proposals_are_driven_apart()
    {
        var history = SamplerConformanceTests.History(40);
        var space = new SearchSpace(new FloatParameter("rate", 1e-3, 1, 0.1, Log: true));
        history = [.. history.Select(t => t with { Parameters = HyperParameters.Empty.With("rate", t.Parameters.Float("rate")) })];
        double Spread(bool told)
        {
            var pending = new List<HyperParameters>();
            for (int number = 40; number < 56; number++) pending.Add(new TpeSampler().Suggest(space, history, told ? pending : [], 9, number));
            double[] rates = [.. pending.Select(p => Math.Log(p.Float("rate")))];
            double mean = rates.Average();
            return rates.Average(r => (r - mean) * (r - mean));
        }
        Assert.True(Spread(told: true) > Spread(told: false));
    }

    [Fact]
    public void The_greater_the_prior_the_further_from_what_is_known()
    {
        // All good trials are at 0.9; a heavy prior still looks elsewhere.
        var space = new SearchSpace(new FloatParameter("x", 0, 1, 0.5));
        List<TrialObservation> history = [.. Enumerable.Range(0, 60).Select(n => new TrialObservation(n,
            HyperParameters.Empty.With("x", n % 2 == 0 ? 0.9 + 0.001 * (n % 7) : n / 60.0), n % 2))];
        double Far(double prior) => Enumerable.Range(60, 200).Count(n =>
            new TpeSampler(new(Candidates: 1, PriorWeight: prior)).Suggest(space, history, [], 4, n).Float("x") < 0.5) / 200.0;
        Assert.True(Far(20) > Far(0.1) + 0.15, $"{Far(20)} and {Far(0.1)}");
        Assert.Throws<ArgumentOutOfRangeException>(() => new TpeOptions(PriorWeight: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TpeOptions(StartupTrials: 1));
    }
}
