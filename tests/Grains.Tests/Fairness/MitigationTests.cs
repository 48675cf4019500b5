using Kolosal.Statistics;

namespace Kolosal.Fairness;

public class MitigationTests
{
    /// <summary>Group b's scores lie 0.2 below group a's for the same outcome: a planted, mendable unfairness.</summary>
    private static ScoredGroups Planted(int rows, ulong seed)
    {
        var random = new SeededRandom(seed);
        var (groups, scores, outcomes) = (new int[rows], new double[rows], new bool[rows]);
        for (int row = 0; row < rows; row++)
        {
            groups[row] = row % 2;
            outcomes[row] = random.NextDouble() < 0.5;
            scores[row] = Math.Clamp((outcomes[row] ? 0.7 : 0.4) - 0.2 * groups[row] + 0.1 * random.NextNormal(), 0, 1);
        }
        return new(["a", "b"], groups, scores, outcomes);
    }

    [Fact]
    public void A_shifted_score_is_mended_by_thresholds_and_gains_accuracy()
    {
        var rows = Planted(4000, 1);
        var cost = MitigationCost.Of(rows, part => ThresholdOptimizer.Fit(part, ParityOf.SelectionRate, 0.95), seed: 2)!;
        Assert.InRange(FairnessMeasures.Of(cost.Before).DemographicParityRatio!.Value, 0.3, 0.7);
        Assert.InRange(FairnessMeasures.Of(cost.After).DemographicParityRatio!.Value, 0.88, 1);
        Assert.True(Accuracy(cost.After) > Accuracy(cost.Before) + 0.03);
    }

    [Theory]
    [InlineData(ParityOf.SelectionRate)]
    [InlineData(ParityOf.TruePositiveRate)]
    public void The_rule_keeps_the_ratio_on_the_rows_it_was_fitted_to(ParityOf parity)
    {
        for (ulong seed = 0; seed < 10; seed++)
        {
            var rows = Planted(400, seed);
            var groups = rows.Under(ThresholdOptimizer.Fit(rows, parity, 0.9)!);
            double?[] rates = [.. groups.Select(g => parity == ParityOf.SelectionRate ? g.SelectionRate : g.Tpr)];
            Assert.True(rates.Min() >= 0.9 * rates.Max() - 1e-9);
        }
    }

    [Fact]
    public void Nothing_is_paid_where_nothing_is_asked()
    {
        // A ratio near 0 constrains nothing: each group gets the threshold of most right decisions, found here by trying every score.
        var rows = Planted(300, 3);
        var rule = ThresholdOptimizer.Fit(rows, ParityOf.SelectionRate, 1e-9)!;
        long right = rows.Under(rule).Sum(g => g.TruePositives + g.TrueNegatives);
        long best = Enumerable.Range(0, 2).Sum(g => rows.Scores.Append(2).Max(t =>
            Enumerable.Range(0, rows.Rows).LongCount(r => rows.GroupOf[r] == g && rows.Scores[r] >= t == rows.Outcomes[r])));
        Assert.Equal(best, right);
    }

    [Fact]
    public void The_band_of_the_reject_option_is_as_small_as_can_be()
    {
        var rows = Planted(2000, 5);
        var rule = RejectOption.Fit(rows, 0.8)!;
        Assert.True(FairnessMeasures.Of(rows.Under(rule)).DemographicParityRatio >= 0.8);
        var less = new DecisionRule([rule.Thresholds[0] - 0.0025, rule.Thresholds[1] + 0.0025]);
        Assert.True(FairnessMeasures.Of(rows.Under(less)).DemographicParityRatio < 0.8);
    }

    [Fact]
    public void A_group_without_the_rate_does_not_stand_in_the_way()
    {
        var rows = new ScoredGroups(["a", "b"], [0, 0, 1, 1], [0.9, 0.2, 0.8, 0.3], [true, false, false, false]);
        Assert.NotNull(ThresholdOptimizer.Fit(rows, ParityOf.TruePositiveRate, 0.8));
    }

    [Fact]
    public void Crossed_attributes_show_what_each_hides()
    {
        // Each attribute is balanced; the crossing selects nobody of two of its four groups.
        string[] sex = [.. Enumerable.Range(0, 400).Select(i => i % 2 == 0 ? "f" : "m")];
        string[] race = [.. Enumerable.Range(0, 400).Select(i => i / 2 % 2 == 0 ? "x" : "y")];
        bool[] decisions = [.. Enumerable.Range(0, 400).Select(i => (i % 2 == 0) == (i / 2 % 2 == 0))];
        var attributes = new Dictionary<string, string[]> { ["sex"] = sex, ["race"] = race };
        var found = FairnessEvaluation.Of(decisions, null, null, attributes, crossed: true, new(30, 0.8, 0.01));
        Assert.Equal(["sex", "race", "sex × race"], found.Attributes.Select(a => a.Attribute));
        Assert.Equal([false, false, true], found.Attributes.Select(a => a.Unfair));
        Assert.Equal(0, found.Attributes[2].DisparateImpact);
        Assert.All(found.Attributes.SelectMany(a => a.Groups), g => Assert.Null(g.Tpr));
        Assert.Null(found.Theil);
    }

    private static double Accuracy(GroupOutcomes[] groups) =>
        groups.Sum(g => g.TruePositives + g.TrueNegatives) / (double)groups.Sum(g => g.Rows);
}
