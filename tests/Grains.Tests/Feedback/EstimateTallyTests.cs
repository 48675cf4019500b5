namespace Kolosal.Feedback;

public class EstimateTallyTests
{
    /// <summary>Two rows of 0.8 and 0.6: hits expected 1.4, variance 0.16 + 0.24; Brier p (1 − p); log-loss the entropy.</summary>
    [Fact]
    public void Two_rows_by_hand()
    {
        var tally = EstimateTally.Of(2);
        tally.Add([0.2, 0.8], 1);
        tally.Add([0.6, 0.4], 0);
        var scores = tally.Read().ToDictionary(score => score.Metric);
        Assert.Equal(0.7, scores["accuracy"].Value!.Value, 12);
        Assert.Equal(0.4, tally.HitsVariance, 12);
        Assert.Equal((0.16 + 0.24) / 2, scores["brier"].Value!.Value, 12);
        double entropy = -(0.2 * Math.Log(0.2) + 0.8 * Math.Log(0.8) + 0.6 * Math.Log(0.6) + 0.4 * Math.Log(0.4));
        Assert.Equal(entropy / 2, scores["log_loss"].Value!.Value, 12);

        // Variance of −ln p of one row: p q (ln p − ln q)².
        Assert.Equal(0.16 * Math.Pow(Math.Log(4), 2) + 0.24 * Math.Pow(Math.Log(1.5), 2), tally.LogLossVariance, 12);

        // The squared distance is p² or q², and p² − q² is p − q: variance p q (p − q)².
        Assert.Equal(0.16 * 0.36 + 0.24 * 0.04, tally.BrierVariance, 12);
    }

    /// <summary>Scores of 0.25 and 0.75, as many of each: expected rows of the class 1 and 3, of the other 3 and 1; the area is
    /// (1·3/2 + 3·3 + 3·1/2) / 16 = 0.75.</summary>
    [Fact]
    public void The_area_is_that_of_the_expected_rows()
    {
        var tally = EstimateTally.Of(2);
        for (int i = 0; i < 40; i++) tally.Add(i % 2 == 0 ? [0.75, 0.25] : [0.25, 0.75], i % 2);
        Assert.Equal(0.75, tally.Read().Single(score => score.Metric == "roc_auc").Value!.Value, 12);
    }

    [Theory]
    [InlineData(2, 1.5, 1), InlineData(2, 0.3, 2), InlineData(4, 1.5, 3)]
    public void Of_calibrated_scores_the_interval_covers_what_comes_at_its_rate(int classes, double spread, int seed)
    {
        var random = new Random(seed);
        const int Runs = 500;
        var (covered, errors) = Grade(Runs, () => PerformanceTallyTests.Draw(random, classes, spread));
        foreach (string metric in covered.Keys)
        {
            // Of more than two classes the area's interval is wider than it must be.
            Assert.InRange(covered[metric] / (double)Runs, 0.925, metric == "roc_auc_ovr" ? 1 : 0.98);
            Assert.InRange(errors[metric] / Runs, -0.01, 0.01);
        }
    }

    /// <summary>Scores that are twice as sure as they may be promise too much, and the outcomes say so.</summary>
    [Fact]
    public void Of_scores_that_are_too_sure_the_outcomes_grade_the_estimate_down()
    {
        var random = new Random(4);
        var (covered, errors) = Grade(200, () =>
        {
            var (p, actual) = PerformanceTallyTests.Draw(random, 2, 1);
            double a = Math.Pow(p[0], 3), b = Math.Pow(p[1], 3);
            return ([a / (a + b), b / (a + b)], actual);
        });
        Assert.True(covered["accuracy"] < 20);
        Assert.True(errors["accuracy"] / 200 < -0.05);
    }

    private static (Dictionary<string, int> Covered, Dictionary<string, double> Errors) Grade(
        int runs, Func<(double[] Probabilities, int Actual)> draw)
    {
        Dictionary<string, int> covered = [];
        Dictionary<string, double> errors = [];
        for (int run = 0; run < runs; run++)
        {
            EstimateTally? expected = null;
            ClassTally? realised = null;
            for (int i = 0; i < 500; i++)
            {
                var (p, actual) = draw();
                int decided = ClassTally.Greatest(p);
                (expected ??= EstimateTally.Of(p.Length)).Add(p, decided);
                (realised ??= ClassTally.Of(p.Length)).Add(p, decided, actual);
            }

            var scores = realised!.Read().ToDictionary(score => score.Metric);
            foreach (var estimate in expected!.Read())
            {
                double value = scores[estimate.Metric].Value!.Value;
                bool inside = value >= estimate.Low && value <= estimate.High;
                covered[estimate.Metric] = covered.GetValueOrDefault(estimate.Metric) + (inside ? 1 : 0);
                errors[estimate.Metric] = errors.GetValueOrDefault(estimate.Metric) + value - estimate.Value!.Value;
            }
        }

        return (covered, errors);
    }
}
