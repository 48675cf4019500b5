using Kolosal.Learning.Search;
using Kolosal.Statistics;

namespace Kolosal.Learning;

public class SamplerTests
{
    private static readonly SearchSpace Space = new(
        new FloatParameter("rate", 1e-3, 1, 0.1, Log: true),
        new IntegerParameter("leaves", 4, 256, 31, Log: true),
        new CategoricalParameter("growth", ["depth", "leaf", "none"], "leaf"),
        new FloatParameter("dropout", 0, 1, 0.1, When: new ParameterCondition("growth", "depth")),
        new FloatParameter("l2", 0, 10, 1));

    public static TheoryData<string> Names => [.. Samplers.All.Select(s => s.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Proposals_lie_in_the_space_and_hold_what_exists_under_its_condition(string name)
    {
        var history = new List<TrialObservation>();
        for (int number = 0; number < 60; number++)
        {
            var proposal = Samplers.Get(name).Suggest(Space, history, [], 3, number);
            Assert.Equal(proposal, Space.Complete(proposal));
            history.Add(new(number, proposal, Loss(proposal)));
        }
        Assert.Contains(history, t => t.Parameters.Contains("dropout"));
        Assert.Contains(history, t => !t.Parameters.Contains("dropout"));
    }

    [Theory, MemberData(nameof(Names))]
    public void A_proposal_depends_on_what_ended_and_not_on_the_order_it_is_told_in(string name)
    {
        var history = History(120);
        var reversed = history.AsEnumerable().Reverse().ToList();
        for (int number = 120; number < 140; number++)
            Assert.Equal(Samplers.Get(name).Suggest(Space, history, [], 3, number), Samplers.Get(name).Suggest(Space, reversed, [], 3, number));
        Assert.NotEqual(Samplers.Get(name).Suggest(Space, history, [], 3, 120), Samplers.Get(name).Suggest(Space, history, [], 4, 120));
    }

    [Fact]
    public void Tpe_ends_nearer_the_optimum_than_random_search_in_most_runs()
    {
        int wins = 0;
        for (ulong seed = 0; seed < 30; seed++) if (Best("tpe", seed) < Best("random", seed)) wins++;
        Assert.True(wins >= 24, $"{wins} of 30"); // P(24 or more of 30 | no difference) < 0.001
    }

    [Fact]
    public void Pending_trials_are_not_proposed_again()
    {
        var history = History(40);
        var tpe = Samplers.Get("tpe");
        double Spread(bool told)
        {
            var pending = new List<HyperParameters>();
            for (int number = 40; number < 56; number++) pending.Add(tpe.Suggest(Space, history, told ? pending : [], 9, number));
            double[] rates = [.. pending.Select(p => Math.Log(p.Float("rate", 0)))];
            return rates.Max() - rates.Min();
        }
        Assert.True(Spread(told: true) > Spread(told: false));
    }

    [Fact]
    public void Failed_trials_are_no_examples_to_follow()
    {
        // Everything above 0.1 fails; of the rest every loss is the same.
        var history = History(200).Select(t => t with { Loss = t.Parameters.Float("rate", 0) > 0.1 ? double.NaN : t.Number }).ToList();
        int above = Enumerable.Range(200, 100).Count(n => Samplers.Get("tpe").Suggest(Space, history, [], 5, n).Float("rate", 0) > 0.1);
        Assert.True(above < 20, $"{above} of 100"); // a third of the log range is above
    }

    [Fact]
    public void The_parzen_density_integrates_to_one()
    {
        var density = ParzenDensity.Of([0.0, 0.1, 0.11, 0.9, 1.0]);
        const int Steps = 20_000;
        double sum = 0;
        for (int i = 0; i < Steps; i++) sum += Math.Exp(density.LogDensity((i + 0.5) / Steps)) / Steps;
        Assert.Equal(1, sum, 6);
    }

    [Fact]
    public void The_draws_follow_the_parzen_density()
    {
        var density = ParzenDensity.Of([0.1, 0.15, 0.8]);
        var random = new SeededRandom(1);
        const int Draws = 40_000, Bins = 20;
        var counts = new int[Bins];
        for (int i = 0; i < Draws; i++) counts[Math.Min(Bins - 1, (int)(density.Draw(ref random) * Bins))]++;
        for (int bin = 0; bin < Bins; bin++)
        {
            double expected = Enumerable.Range(0, 200).Average(i => Math.Exp(density.LogDensity((bin + (i + 0.5) / 200) / Bins))) / Bins * Draws;
            Assert.InRange(counts[bin], expected - 5 * Math.Sqrt(expected), expected + 5 * Math.Sqrt(expected));
        }
    }

    private static double Best(string sampler, ulong seed)
    {
        var history = new List<TrialObservation>();
        for (int number = 0; number < 60; number++)
        {
            var proposal = Samplers.Get(sampler).Suggest(Space, history, [], seed, number);
            history.Add(new(number, proposal, Loss(proposal)));
        }
        return history.Min(t => t.Loss);
    }

    private static List<TrialObservation> History(int trials) =>
        [.. Enumerable.Range(0, trials).Select(n => new RandomSampler().Suggest(Space, [], [], 77, n))
            .Select((p, n) => new TrialObservation(n, p, Loss(p)))];

    private static double Loss(HyperParameters p)
    {
        double rate = Math.Log10(p.Float("rate", 0)) + 1.7, leaves = Math.Log2(p.Integer("leaves", 1)) - 5, l2 = p.Float("l2", 0) / 10 - 0.3;
        return rate * rate + leaves * leaves / 4 + l2 * l2 * 4 + (p.Choice("growth", "") == "leaf" ? 0 : 1);
    }
}
