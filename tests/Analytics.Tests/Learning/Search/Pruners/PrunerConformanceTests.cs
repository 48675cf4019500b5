using Kolosal.Statistics;

namespace Kolosal.Learning.Search;

/// <summary>What every pruner of the list promises.</summary>
public class PrunerConformanceTests
{
    private const int Folds = 10;

    public static TheoryData<string> Names => [.. Pruners.All.Select(p => p.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Without_steps_or_others_a_trial_goes_on(string name)
    {
        var pruner = Pruners.Get(name);
        Assert.False(pruner.ShouldPrune(new(3, [], false), Curves(40, 1)));
        for (int n = 0; n < 40; n++) Assert.False(pruner.ShouldPrune(Curves(40, 1)[n], []));
    }

    [Theory, MemberData(nameof(Names))]
    public void A_decision_does_not_depend_on_the_order_of_the_others(string name)
    {
        var curves = Curves(90, 2);
        var random = new SeededRandom(3);
        foreach (var curve in curves)
            for (int steps = 1; steps <= Folds; steps++)
            {
                var own = curve with { Losses = curve.Losses[..steps], Complete = false };
                TrialCurve[] others = [.. curves.Where(c => c.Number != curve.Number)], shuffled = [.. others];
                random.Shuffle<TrialCurve>(shuffled);
                Assert.Equal(Pruners.Get(name).ShouldPrune(own, others), Pruners.Get(name).ShouldPrune(own, shuffled));
            }
    }

    [Theory, MemberData(nameof(Names))]
    public void What_others_show_later_is_not_looked_at(string name)
    {
        var curves = Curves(60, 4);
        if (name == "wilcoxon") return; // says of itself that it looks at whole trials
        foreach (var curve in curves)
            for (int steps = 1; steps < Folds; steps++)
            {
                var own = curve with { Losses = curve.Losses[..steps], Complete = false };
                TrialCurve[] others = [.. curves.Where(c => c.Number != curve.Number)];
                TrialCurve[] changed = [.. others.Select(o =>
                    o with { Losses = [.. o.Losses.Select(l => l.Step <= steps ? l : l with { Loss = -1e6 })] })];
                TrialCurve[] cut = [.. others.Select(o => o with { Losses = o.Losses[..steps] })];
                bool prune = Pruners.Get(name).ShouldPrune(own, others);
                Assert.Equal(prune, Pruners.Get(name).ShouldPrune(own, changed));
                Assert.Equal(prune, Pruners.Get(name).ShouldPrune(own, cut));
            }
    }

    [Theory, MemberData(nameof(Names))]
    public void The_best_trial_is_never_given_up_and_a_hopeless_one_is(string name)
    {
        // Trial k loses k at every step.
        TrialCurve[] curves = [.. Enumerable.Range(0, 81).Select(k => Flat(k, k))];
        for (int steps = 1; steps <= Folds; steps++)
            Assert.False(Pruners.Get(name).ShouldPrune(curves[0] with { Losses = curves[0].Losses[..steps] }, curves[1..]));
        Assert.Equal(name != "none", LastFalls(name, curves));
    }

    [Theory, MemberData(nameof(Names))]
    public void What_is_no_number_is_worse_than_any(string name)
    {
        TrialCurve[] curves = [.. Enumerable.Range(0, 81).Select(k => Flat(k, k % 3 == 2 ? double.NaN : 1 + k))];
        Assert.False(Pruners.Get(name).ShouldPrune(curves[0], curves[1..]));
        Assert.Equal(name != "none", LastFalls(name, curves));
    }

    /// <summary>Whether one of the last trials is given up; a bracket of Hyperband gives up nobody, so one trial alone does not tell.</summary>
    private static bool LastFalls(string name, TrialCurve[] curves) => Enumerable.Range(71, 10).Any(n => Enumerable.Range(1, Folds).Any(steps =>
        Pruners.Get(name).ShouldPrune(curves[n] with { Losses = curves[n].Losses[..steps] }, [.. curves.Where(c => c.Number != n)])));

    private static TrialCurve Flat(int number, double loss) =>
        new(number, [.. Enumerable.Range(1, Folds).Select(step => new StepLoss(step, loss))], true);

    private static TrialCurve[] Curves(int trials, ulong seed)
    {
        var random = new SeededRandom(seed);
        return [.. Enumerable.Range(0, trials).Select(n =>
        {
            double level = random.NextDouble();
            return new TrialCurve(n, [.. Enumerable.Range(1, Folds).Select(s => new StepLoss(s, level + 1.0 / s + 0.1 * random.NextDouble()))], true);
        })];
    }
}
