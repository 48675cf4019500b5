using Kolosal.Statistics;

namespace Kolosal.Learning.Search;

/// <summary>What every sampler of the list promises, on spaces of every kind.</summary>
public class SamplerConformanceTests
{
    private static readonly SearchSpace Space = new(
        new FloatParameter("rate", 1e-3, 1, 0.1, Log: true),
        new IntegerParameter("leaves", 4, 256, 31, Log: true),
        new CategoricalParameter("growth", ["depth", "leaf", "none"], "leaf"),
        new FloatParameter("dropout", 0, 1, 0.1, When: new ParameterCondition("growth", "depth")),
        new FloatParameter("l2", 0, 10, 1));

    private static readonly Dictionary<string, SearchSpace> Spaces = new()
    {
        ["mixed"] = Space,
        ["nothing"] = new(),
        ["one number"] = new(new FloatParameter("x", -1, 1, 0)),
        ["one integer"] = new(new IntegerParameter("n", 0, 3, 1)),
        ["one value"] = new(new IntegerParameter("n", 7, 7, 7), new CategoricalParameter("c", ["only"], "only")),
        ["only choices"] = new(new CategoricalParameter("a", ["p", "q", "r"], "p"), new CategoricalParameter("b", ["s", "t"], "s")),
        ["conditions on conditions"] = new(
            new IntegerParameter("layers", 1, 3, 1),
            new CategoricalParameter("norm", ["none", "batch"], "none", new ParameterCondition("layers", 2.0, 3.0)),
            new FloatParameter("momentum", 0.5, 0.99, 0.9, When: new ParameterCondition("norm", "batch")),
            new FloatParameter("exact", 0, 1, 0.5),
            new IntegerParameter("below", 1, 9, 2, When: new ParameterCondition("exact", 0.5))),
        ["wide"] = new([.. Enumerable.Range(0, 40).Select(i => i % 3 == 0 ? new IntegerParameter($"x{i}", 1, 100, 5, Log: true)
            : i % 3 == 1 ? new FloatParameter($"x{i}", 0, 1, 0.5) : (Parameter)new CategoricalParameter($"x{i}", ["a", "b", "c"], "a"))]),
    };

    public static TheoryData<string> Names => [.. Samplers.All.Select(s => s.Name)];

    public static TheoryData<string, string> NamesAndSpaces
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var sampler in Samplers.All)
                foreach (string space in Spaces.Keys) cases.Add(sampler.Name, space);
            return cases;
        }
    }

    [Fact]
    public void Names_differ_and_the_first_is_the_default()
    {
        Assert.Equal("tpe", Samplers.All[0].Name);
        Assert.Equal(Samplers.All.Length, Samplers.All.Select(s => s.Name).Distinct().Count());
        Assert.Contains("tpe", Assert.Throws<KeyNotFoundException>(() => Samplers.Get("none_such")).Message);
    }

    [Theory, MemberData(nameof(NamesAndSpaces))]
    public void Proposals_lie_in_the_space_and_hold_what_exists_under_its_condition(string name, string space)
    {
        var history = new List<TrialObservation>();
        for (int number = 0; number < 70; number++)
        {
            var proposal = Samplers.Get(name).Suggest(Spaces[space], history, [], 3, number);
            Assert.Equal(proposal, Spaces[space].Complete(proposal));
            history.Add(new(number, proposal, Noise(proposal)));
        }
        foreach (var parameter in Spaces[space].Parameters.Where(p => p.Name != "below")) // a number is hardly ever ½ to the bit
            Assert.Contains(history, t => t.Parameters.Contains(parameter.Name));
    }

    [Theory, MemberData(nameof(Names))]
    public void A_proposal_depends_on_what_ended_and_not_on_the_order_it_is_told_in(string name)
    {
        var history = History(120);
        var reversed = history.AsEnumerable().Reverse().ToArray();
        ImmutableArray<TrialObservation> shuffled = [.. history.OrderBy(t => t.Number * 7919 % 120)];
        var sampler = Samplers.Get(name);
        HyperParameters[] pending = [.. History(3, 5).Select(t => t.Parameters)];
        for (int number = 120; number < 140; number++)
        {
            var expected = sampler.Suggest(Space, history, pending, 3, number);
            Assert.Equal(expected, sampler.Suggest(Space, history, pending, 3, number));
            Assert.Equal(expected, sampler.Suggest(Space, reversed, pending, 3, number));
            Assert.Equal(expected, sampler.Suggest(Space, shuffled, pending, 3, number));
        }
        Assert.NotEqual(sampler.Suggest(Space, history, [], 3, 120), sampler.Suggest(Space, history, [], 4, 120));
        Assert.NotEqual(sampler.Suggest(Space, history, [], 3, 120), sampler.Suggest(Space, history, [], 3, 121));
        Assert.NotEqual(sampler.Suggest(Space, [], [], 3, 0), sampler.Suggest(Space, [], [], 4, 0));
    }

    [Theory, MemberData(nameof(Names))]
    public void A_logarithmic_scale_is_an_even_one_of_the_logarithm(string name)
    {
        SearchSpace logs = new(new FloatParameter("x", 1e-4, 1, 0.1, Log: true), new FloatParameter("y", 0, 1, 0.5)),
            even = new(new FloatParameter("x", -4, 0, -1), new FloatParameter("y", 0, 1, 0.5));
        List<TrialObservation> first = [], second = [];
        for (int number = 0; number < 60; number++)
        {
            var one = Samplers.Get(name).Suggest(logs, first, [], 8, number);
            var two = Samplers.Get(name).Suggest(even, second, [], 8, number);
            Assert.Equal(two.Float("x"), Math.Log10(one.Float("x")), 1e-6);
            Assert.Equal(two.Float("y"), one.Float("y"), 1e-6);
            // The very same loss for both, so that rounding does not part the ways of the two searches.
            double loss = Math.Pow(two.Float("x") + 2.6, 2) + Math.Pow(two.Float("y") - 0.3, 2);
            first.Add(new(number, one, loss));
            second.Add(new(number, two, loss));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Draws_without_a_history_are_even_on_the_scale(string name)
    {
        if (name == "grid") return; // its ends are levels: held by its own tests
        var draws = Enumerable.Range(0, 1000).Select(n => Samplers.Get(name).Suggest(Space, [], [], 6, n)).ToArray();
        Assert.InRange(draws.Count(p => p.Float("rate") < Math.Sqrt(1e-3)), 500 - 80, 500 + 80); // five deviations of a fair coin
        Assert.InRange(draws.Count(p => p.Float("rate") < Math.Pow(1e-3, 0.75)), 250 - 70, 250 + 70);
        // Integers own cells of equal width on the scale: 4 … 31 are below the middle of 3.5 … 256.5 on the logarithm.
        double share = Math.Log(31.5 / 3.5) / Math.Log(256.5 / 3.5);
        Assert.InRange(draws.Count(p => p.Integer("leaves") <= 31) / 1000.0, share - 0.08, share + 0.08);
        Assert.InRange(draws.Count(p => p.Choice("growth") == "depth"), 333 - 75, 333 + 75);
    }

    [Theory, MemberData(nameof(Names))]
    public void What_is_being_tried_is_not_proposed(string name)
    {
        var sampler = Samplers.Get(name);
        foreach (var history in new[] { [], History(40), History(200) })
        {
            var pending = new List<HyperParameters>();
            for (int worker = 0; worker < 12; worker++)
            {
                // The same number each time: only what is pending can make a difference.
                var proposal = sampler.Suggest(Space, history, pending, 9, 500);
                Assert.DoesNotContain(proposal, pending);
                pending.Add(proposal);
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Of_few_values_those_that_are_not_being_tried_are_proposed(string name)
    {
        var space = Spaces["only choices"];
        var all = Enumerable.Range(0, 200).Select(n => new RandomSampler().Suggest(space, [], [], 1, n)).Distinct().ToArray();
        Assert.Equal(6, all.Length);
        List<TrialObservation> history = [.. Enumerable.Range(0, 60).Select(n => new TrialObservation(n, all[n % 6], n % 6))];
        HyperParameters[] pending = [all[0], all[1], all[2]];
        for (int number = 60; number < 80; number++)
            Assert.DoesNotContain(Samplers.Get(name).Suggest(space, history, pending, 2, number), pending);
        Assert.Contains(Samplers.Get(name).Suggest(space, history, all, 2, 90), all); // all are: one of them again
    }

    [Theory, MemberData(nameof(Names))]
    public void Failed_trials_are_borne(string name)
    {
        foreach (double failure in (double[])[double.NaN, double.PositiveInfinity])
            foreach (int every in (int[])[1, 2, 3])
            {
                var history = History(80).Select(t => t.Number % every == 0 ? t with { Loss = failure } : t).ToList();
                for (int number = 80; number < 90; number++)
                {
                    var proposal = Samplers.Get(name).Suggest(Space, history, [], 3, number);
                    Assert.Equal(proposal, Space.Complete(proposal));
                }
            }
    }

    [Theory, MemberData(nameof(Names))]
    public void Failed_trials_are_no_examples_to_follow(string name)
    {
        if (name is "random" or "quasi_random" or "grid") return; // they follow nothing
        // Everything above 0.1 fails, which is a third of the scale; below, smaller is better by a little.
        var history = new List<TrialObservation>();
        for (int number = 0; number < 150; number++)
        {
            var proposal = Samplers.Get(name).Suggest(Space, history, [], 5, number);
            double rate = proposal.Float("rate");
            history.Add(new(number, proposal, rate > 0.1 ? double.NaN : 1 + 0.01 * Math.Log(rate)));
        }
        int failed = history.Skip(90).Count(t => double.IsNaN(t.Loss));
        Assert.True(failed < 15, $"{failed} of 60");
    }

    [Theory, MemberData(nameof(Names))]
    public void Extreme_and_equal_losses_are_borne(string name)
    {
        foreach (var loss in (Func<int, double>[])[_ => 1, n => n % 2 == 0 ? 1e300 : -1e300, n => 1e-300 * n, n => n == 3 ? -1e9 : n])
        {
            var history = History(60).Select(t => t with { Loss = loss(t.Number) }).ToList();
            var proposal = Samplers.Get(name).Suggest(Space, history, [], 3, 60);
            Assert.Equal(proposal, Space.Complete(proposal));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Trials_of_another_space_are_left_out_of_account(string name)
    {
        var others = History(60).Select(t => t.Number % 4 == 0 ? t with { Parameters = HyperParameters.Empty.With("rate", 5.0) }
            : t.Number % 4 == 1 ? t with { Parameters = HyperParameters.Empty } : t).ToList();
        var proposal = Samplers.Get(name).Suggest(Space, others, [HyperParameters.Empty], 3, 60);
        Assert.Equal(proposal, Space.Complete(proposal));
        var foreign = History(60).Select(t => t with { Parameters = HyperParameters.Empty.With("other", "x") }).ToList();
        proposal = Samplers.Get(name).Suggest(Space, foreign, [], 3, 60);
        Assert.Equal(proposal, Space.Complete(proposal));
    }

    [Theory, MemberData(nameof(Names))]
    public void Ten_thousand_trials_are_borne(string name)
    {
        var history = History(10_000);
        for (int number = 10_000; number < 10_010; number++)
        {
            var proposal = Samplers.Get(name).Suggest(Space, history, [], 3, number);
            Assert.Equal(proposal, Space.Complete(proposal));
        }
    }

    internal static List<TrialObservation> History(int trials, ulong seed = 77) =>
        [.. Enumerable.Range(0, trials).Select(n => new RandomSampler().Suggest(Space, [], [], seed, n))
            .Select((p, n) => new TrialObservation(n, p, Loss(p)))];

    private static double Loss(HyperParameters p)
    {
        double rate = Math.Log10(p.Float("rate", 0)) + 1.7, leaves = Math.Log2(p.Integer("leaves", 1)) - 5, l2 = p.Float("l2", 0) / 10 - 0.3;
        return rate * rate + leaves * leaves / 4 + l2 * l2 * 4 + (p.Choice("growth", "") == "leaf" ? 0 : 1);
    }

    /// <summary>A loss that has nothing to do with the parameters but is a function of them.</summary>
    private static double Noise(HyperParameters p) => new SeededRandom((ulong)p.ToString().Aggregate(17L, (hash, c) => hash * 31 + c)).NextDouble();
}
