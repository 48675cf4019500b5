using Kolosal.Statistics;

namespace Kolosal.Learning.Search;

public class PrunerTests
{
    [Fact]
    public void The_median_rule_compares_the_best_so_far_with_the_median_of_the_means()
    {
        // Means up to step 2 of five others: 1, 2, 3, 4, 5; the median is 3.
        TrialCurve[] others = [.. Enumerable.Range(1, 5).Select(k => Curve(k, k - 0.5, k + 0.5, 100))];
        var median = new MedianPruner(new());
        Assert.True(median.ShouldPrune(Curve(9, 9, 3.01), others));
        Assert.False(median.ShouldPrune(Curve(9, 9, 3.0), others));
        Assert.False(median.ShouldPrune(Curve(9, 2.9, 50), others)); // it was good once
        Assert.False(median.ShouldPrune(Curve(9, 9, 9), others[..4]));
        Assert.False(new MedianPruner(new(Warmup: 2)).ShouldPrune(Curve(9, 9, 9), others));
        var quarter = new PercentilePruner(new(0.25)); // ⌈5 / 4⌉ = the second of the means
        Assert.True(quarter.ShouldPrune(Curve(9, 9, 2.01), others));
        Assert.False(quarter.ShouldPrune(Curve(9, 9, 2), others));
    }

    [Fact]
    public void Halving_keeps_a_third_of_a_cohort_at_each_rung_whatever_the_order()
    {
        // Steps 1, 3 and 9 before 27: cohorts of 27, of which 9, 3 and 1 go on. Loss = place, so who ends is known.
        var pruner = new SuccessiveHalvingPruner(new(27));
        Assert.Equal(27, pruner.Cohort);
        for (ulong seed = 0; seed < 20; seed++)
        {
            int[] order = [.. Enumerable.Range(0, 27)];
            new SeededRandom(seed).Shuffle<int>(order);
            var ran = Run(order, pruner);
            Assert.Contains(0, ran.Where(t => t.Value == 27).Select(t => t.Key)); // the best reaches the end
            foreach (var (number, steps) in ran) // and nobody falls whom the synchronous rule keeps
                Assert.True(steps >= (number < 1 ? 27 : number < 3 ? 9 : number < 9 ? 3 : 1), $"{number} fell at {steps}");
        }
        var inOrder = Run([.. Enumerable.Range(0, 27)], pruner);
        Assert.Equal((27, 3, 1), (inOrder[0], inOrder[8], inOrder[9])); // eight are ahead of the ninth, nine of the tenth
    }

    [Fact]
    public void Cohorts_do_not_meet()
    {
        var pruner = new SuccessiveHalvingPruner(new(3)); // cohorts of 3, one goes on from step 1
        Assert.True(pruner.ShouldPrune(Curve(2, 5), [Curve(0, 1), Curve(1, 2)]));
        Assert.False(pruner.ShouldPrune(Curve(3, 5), [Curve(0, 1), Curve(1, 2)]));
    }

    [Fact]
    public void Asha_lets_the_best_third_of_those_that_came_so_far_go_on()
    {
        var asha = new AshaPruner(new(27));
        TrialCurve[] others = [.. Enumerable.Range(0, 8).Select(k => Curve(k, 10 + k))];
        Assert.False(asha.ShouldPrune(Curve(20, 12 - 0.5), others)); // nine there with it, the third of them
        Assert.True(asha.ShouldPrune(Curve(20, 12 + 0.5), others));
        Assert.False(asha.ShouldPrune(Curve(20, 12 + 0.5, 99), others)); // step 2 is no rung
        Assert.False(asha.ShouldPrune(Curve(20, 1e9), [])); // the first goes on
        Assert.True(asha.ShouldPrune(Curve(20, 10), [Curve(0, 10)])); // of equals the earlier
        Assert.False(asha.ShouldPrune(Curve(20, 10), [Curve(30, 10)]));
    }

    [Fact]
    public void Trials_are_spread_over_the_brackets_as_their_sizes_say()
    {
        var hyperband = new HyperbandPruner(new(81));
        const int Trials = 14_300;
        var counts = Enumerable.Range(0, Trials).CountBy(n => hyperband.BracketOf(n).Number).ToDictionary();
        int[] sizes = [5, 8, 15, 34, 81]; // Li et al., table 1
        for (int s = 0; s <= 4; s++)
        {
            double expected = Trials * sizes[s] / 143.0;
            Assert.InRange(counts[s], expected - 5 * Math.Sqrt(expected), expected + 5 * Math.Sqrt(expected));
        }
        int late = Enumerable.Range(0, 999).First(n => hyperband.BracketOf(n).Number == 0);
        TrialCurve[] better = [.. Enumerable.Range(1000, 300).Select(n => Curve(n, 0))];
        Assert.False(hyperband.ShouldPrune(Curve(late, 1e9), better)); // its bracket gives nobody up
    }

    [Fact]
    public void Folds_decide_when_chance_does_not_explain_them()
    {
        var wilcoxon = new WilcoxonPruner(new());
        TrialCurve[] others = [Curve(0, 1, 2, 3, 4, 5), Curve(1, 9, 9, 9, 9, 9)];
        Assert.False(wilcoxon.ShouldPrune(Curve(5, 1.1, 2.2, 3.3), others)); // 2⁻³ > 0.1
        Assert.True(wilcoxon.ShouldPrune(Curve(5, 1.1, 2.2, 3.3, 4.4), others)); // 2⁻⁴ < 0.1
        Assert.False(wilcoxon.ShouldPrune(Curve(5, 0.9, 2.2, 3.3, 4.4), others)); // ranks 1 of 10: p = 2/16
        Assert.False(wilcoxon.ShouldPrune(Curve(5, 0.9, 1.8, 2.7, 3.6), others)); // better everywhere
        Assert.False(wilcoxon.ShouldPrune(Curve(5, 1, 2, 3, 4), others)); // the same
        Assert.False(wilcoxon.ShouldPrune(Curve(5, 7, 7, 7, 7), [Curve(0, 1, 2, 3, 4) with { Complete = false }]));
    }

    [Fact]
    public void Equal_trials_are_given_up_no_more_often_than_promised()
    {
        var random = new SeededRandom(6);
        int fallen = 0;
        const int Runs = 4_000;
        for (int run = 0; run < Runs; run++)
        {
            double[] best = [.. Enumerable.Range(0, 8).Select(_ => random.NextNormal())], own = [.. best.Select(b => b + random.NextNormal())];
            if (new WilcoxonPruner(new()).ShouldPrune(Curve(1, own), [Curve(0, best)])) fallen++;
        }
        Assert.InRange(fallen / (double)Runs, 0.05, 0.115); // at most 0.1, less for what an exact law leaves over
    }

    [Fact]
    public void The_best_third_is_promoted_and_what_is_no_number_never()
    {
        Assert.Equal([1, 3], Promotion.Halve([(0, 9), (1, 1), (2, double.NaN), (3, 2), (4, 5), (5, 6)], 3).AsEnumerable());
        Assert.Equal([4], Promotion.Halve([(4, 5), (5, 5)], 3).AsEnumerable());
        Assert.Equal([2, 7], Promotion.Best([(7, 1), (9, 1), (2, 1)], 2).AsEnumerable());
        Assert.Empty(Promotion.Halve([], 3));
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new HalvingOptions(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HalvingOptions(9, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HalvingOptions(9, Eta: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PercentilePrunerOptions(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PercentilePrunerOptions(MinOthers: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new WilcoxonPrunerOptions(0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new WilcoxonPrunerOptions(MinFolds: 1));
        Assert.Equal([1, 3, 9, 27], new HalvingOptions(81).Rungs().AsEnumerable());
        Assert.Equal([2, 8], new HalvingOptions(32, 2, 4).Rungs().AsEnumerable());
        Assert.Throws<KeyNotFoundException>(() => Pruners.Get("none_such"));
    }

    private static TrialCurve Curve(int number, params double[] losses) =>
        new(number, [.. losses.Select((loss, i) => new StepLoss(i + 1, loss))], true);

    /// <summary>Trials in an order of arrival, each with its number as its loss, one running at a time to where it falls.</summary>
    private static Dictionary<int, int> Run(int[] order, SuccessiveHalvingPruner pruner)
    {
        var ran = new Dictionary<int, TrialCurve>();
        foreach (int number in order)
            for (int step = 1; step <= 27; step++)
            {
                var own = new TrialCurve(number, [.. Enumerable.Range(1, step).Select(s => new StepLoss(s, number))], step == 27);
                ran[number] = own;
                if (pruner.ShouldPrune(own, [.. ran.Values.Where(c => c.Number != number)])) break;
            }
        return ran.ToDictionary(r => r.Key, r => r.Value.Losses.Length);
    }
}
