using Kolosal.Statistics;

namespace Kolosal.Learning.Uncertainty;

/// <summary>Seeded rates against the promises; bounds are four standard deviations of the binomial.</summary>
public class ConformalCoverageTests
{
    private const int Runs = 4000;
    private const double Alpha = 0.1;

    private enum Method { Split, Normalised, Quantiles }

    [Theory, InlineData(0), InlineData(1), InlineData(2)]
    public void Split_intervals_cover_exactly_as_often_as_their_rank_says(int method)
    {
        // 19 calibration rows: rank ⌈20 · 0.9⌉ = 18, so a new row is covered with probability 18 / 20 whatever the model.
        var random = new SeededRandom(1);
        int covered = 0;
        for (int run = 0; run < Runs; run++)
        {
            double[] y = new double[20], sigma = new double[20], predicted = new double[20];
            for (int i = 0; i < 20; i++) (y[i], sigma[i], predicted[i]) = Noisy(ref random);
            double[] low = [.. predicted.Zip(sigma, (p, s) => p - s)], high = [.. predicted.Zip(sigma, (p, s) => p + 2 * s)];
            var interval = (Method)method switch
            {
                Method.Split => IntervalConformalizer.Fit(y[..19], predicted[..19]).At(new(predicted[19], predicted[19]), Alpha),
                Method.Normalised => IntervalConformalizer.FitNormalised(y[..19], predicted[..19], sigma[..19])
                    .At(new(predicted[19], predicted[19]), Alpha, sigma[19]),
                _ => IntervalConformalizer.FitQuantiles(y[..19], low[..19], high[..19]).At(new(low[19], high[19]), Alpha),
            };
            if (interval.Contains(y[19])) covered++;
        }
        Rate.IsNear(0.9, covered, Runs);
    }

    [Fact]
    public void Too_few_rows_give_no_bound()
    {
        double[] eight = new double[8], nine = new double[9];
        Assert.Equal(double.PositiveInfinity, IntervalConformalizer.Fit(eight, eight).At(new(0, 0), Alpha).High); // rank ⌈9 · 0.9⌉ = 9 > 8
        Assert.Equal(0, IntervalConformalizer.Fit(nine, nine).At(new(0, 0), Alpha).High);
    }

    [Fact]
    public void Mondrian_bounds_cover_every_group_where_one_bound_fails_the_noisy_one()
    {
        var random = new SeededRandom(2);
        int[] common = new int[2], own = new int[2];
        const int Rounds = 400, Fresh = 10;
        for (int round = 0; round < Rounds; round++)
        {
            double[] y = new double[100];
            string[] groups = new string[100];
            for (int i = 0; i < y.Length; i++)
            {
                groups[i] = i % 5 == 0 ? "noisy" : "calm";
                y[i] = (i % 5 == 0 ? 5 : 1) * random.NextNormal();
            }
            var fitted = IntervalConformalizer.Fit(y, new double[100], groups);
            for (int i = 0; i < Fresh; i++)
                foreach (int g in (int[])[0, 1])
                {
                    double truth = (g == 1 ? 5 : 1) * random.NextNormal();
                    if (fitted.At(new(0, 0), Alpha).Contains(truth)) common[g]++;
                    if (fitted.At(new(0, 0), Alpha, group: g == 1 ? "noisy" : "calm").Contains(truth)) own[g]++;
                }
        }
        // Ranks ⌈81 · 0.9⌉ of 80 and ⌈21 · 0.9⌉ of 20: 73/81 and 19/21. Fresh rows share a calibration, hence the wider bounds.
        Assert.InRange(own[0] / (double)(Rounds * Fresh), 73 / 81.0 - 0.03, 73 / 81.0 + 0.03);
        Assert.InRange(own[1] / (double)(Rounds * Fresh), 19 / 21.0 - 0.03, 19 / 21.0 + 0.03);
        Assert.True(common[1] < 0.7 * Rounds * Fresh);
    }

    [Theory, InlineData(SetScore.Lac), InlineData(SetScore.Aps), InlineData(SetScore.Raps)]
    public void Sets_hold_the_true_class_as_often_as_promised(SetScore score)
    {
        var random = new SeededRandom(3);
        int covered = 0;
        for (int run = 0; run < Runs; run++)
        {
            var (labels, probabilities) = Classes(20, 4, ref random);
            var sets = SetConformalizer.Fit(labels[..19], probabilities.AsSpan(0, 19 * 4), score);
            bool[] members = new bool[4];
            sets.At(probabilities.AsSpan(19 * 4), Alpha, members);
            if (members[labels[19]]) covered++;
        }
        Rate.IsNear(0.9, covered, Runs, above: score == SetScore.Lac ? 0 : 0.05); // forced members and ties of rank add coverage, never take it
    }

    [Fact]
    public void Bounds_by_class_cover_the_rare_class_too()
    {
        var random = new SeededRandom(4);
        int[] rows = new int[2], common = new int[2], own = new int[2];
        for (int run = 0; run < 300; run++)
        {
            var (labels, probabilities) = Imbalanced(400, ref random);
            var one = SetConformalizer.Fit(labels, probabilities, SetScore.Lac);
            var each = SetConformalizer.Fit(labels, probabilities, SetScore.Lac, byClass: true);
            var (fresh, of) = Imbalanced(40, ref random);
            bool[] members = new bool[2];
            for (int i = 0; i < fresh.Length; i++)
            {
                rows[fresh[i]]++;
                one.At(of.AsSpan(2 * i, 2), Alpha, members);
                if (members[fresh[i]]) common[fresh[i]]++;
                each.At(of.AsSpan(2 * i, 2), Alpha, members);
                if (members[fresh[i]]) own[fresh[i]]++;
            }
        }
        Assert.True(common[1] < 0.6 * rows[1]);
        Assert.InRange(own[1] / (double)rows[1], 0.87, 0.95);
        Assert.InRange(own[0] / (double)rows[0], 0.88, 0.92);
    }

    [Fact]
    public void Raps_keeps_the_tail_out()
    {
        var random = new SeededRandom(5);
        var (labels, probabilities) = Classes(2000, 10, ref random);
        double Size(SetScore score)
        {
            var sets = SetConformalizer.Fit(labels.AsSpan(0, 1000), probabilities.AsSpan(0, 10_000), score);
            return Enumerable.Range(1000, 1000).Average(row => (double)sets.At(probabilities.AsSpan(row * 10, 10), Alpha, new bool[10]));
        }
        Assert.True(Size(SetScore.Raps) < Size(SetScore.Aps));
        Assert.True(Size(SetScore.Lac) < Size(SetScore.Aps));
    }

    [Fact]
    public void Cross_validated_intervals_keep_their_promise()
    {
        // Five models that answer the mean of their rows; promised 1 − 2α − √(2/n), usual about 1 − α.
        var random = new SeededRandom(6);
        int covered = 0;
        for (int run = 0; run < Runs; run++)
        {
            double[] y = new double[41];
            for (int i = 0; i < y.Length; i++) y[i] = random.NextNormal();
            double[] means = [.. Enumerable.Range(0, 5).Select(f => Enumerable.Range(0, 40).Where(i => i % 5 != f).Average(i => y[i]))];
            int[] foldOf = [.. Enumerable.Range(0, 40).Select(i => i % 5)];
            var fitted = CrossConformalizer.Fit(y[..40], [.. foldOf.Select(f => means[f])], foldOf, 5);
            if (fitted.At(means, Alpha).Contains(y[40])) covered++;
        }
        Assert.InRange(covered / (double)Runs, 0.87, 0.93);
    }

    [Fact]
    public void An_adaptive_level_holds_its_rate_through_drift_that_breaks_a_fixed_one()
    {
        var random = new SeededRandom(7);
        double[] calibration = new double[500];
        for (int i = 0; i < calibration.Length; i++) calibration[i] = Math.Abs(random.NextNormal());
        var scores = ConformalScores.From(calibration);
        const int Rows = 5000;
        const double Step = 0.05;
        var level = AdaptiveLevel.Start(Alpha, Step);
        int misses = 0, fixedMisses = 0;
        for (int t = 0; t < Rows; t++)
        {
            double score = Math.Abs(random.NextNormal()) * (1 + 3.0 * t / Rows); // the noise grows fourfold
            bool covered = score <= scores.Bound(level.Current);
            if (!covered) misses++;
            if (score > scores.Bound(Alpha)) fixedMisses++;
            level = level.After(covered);
        }
        double promised = (Math.Max(Alpha, 1 - Alpha) + Step) / (Step * Rows); // Gibbs and Candès, proposition 4.1
        Assert.InRange(misses / (double)Rows, Alpha - promised, Alpha + promised);
        Assert.True(fixedMisses > 2 * Alpha * Rows);
    }

    [Fact]
    public void Every_miss_widens_and_every_hit_narrows()
    {
        var level = AdaptiveLevel.Start(0.1, 0.01);
        Assert.Equal(0.101, level.After(covered: true).Current, 12);
        Assert.Equal(0.091, level.After(covered: false).Current, 12);
        Assert.Throws<ArgumentOutOfRangeException>(() => AdaptiveLevel.Start(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => AdaptiveLevel.Start(0.1, 1));
    }

    /// <summary>y = prediction + σ · noise with a σ that differs from row to row.</summary>
    private static (double Y, double Sigma, double Predicted) Noisy(ref SeededRandom random)
    {
        double predicted = random.NextNormal(), sigma = 0.2 + 2 * random.NextDouble();
        return (predicted + sigma * random.NextNormal(), sigma, predicted);
    }

    /// <summary>Labels drawn from softmax(2 z), given the probabilities of softmax(z): a model that is not calibrated.</summary>
    private static (int[] Labels, double[] Probabilities) Classes(int rows, int classes, ref SeededRandom random)
    {
        int[] labels = new int[rows];
        double[] given = new double[rows * classes];
        for (int row = 0; row < rows; row++)
        {
            double[] z = new double[classes];
            for (int k = 0; k < classes; k++) z[k] = random.NextNormal();
            double sum = z.Sum(Math.Exp), u = random.NextDouble() * z.Sum(v => Math.Exp(2 * v));
            for (int k = 0; k < classes; k++) given[row * classes + k] = Math.Exp(z[k]) / sum;
            while (labels[row] < classes - 1 && (u -= Math.Exp(2 * z[labels[row]])) >= 0) labels[row]++;
        }
        return (labels, given);
    }

    /// <summary>One row in eight of class 1, which the model rates below class 0 more often than not.</summary>
    private static (int[] Labels, double[] Probabilities) Imbalanced(int rows, ref SeededRandom random)
    {
        int[] labels = new int[rows];
        double[] given = new double[rows * 2];
        for (int row = 0; row < rows; row++)
        {
            labels[row] = row % 8 == 0 ? 1 : 0;
            double p = 1 / (1 + Math.Exp(2.5 - 2 * labels[row] - random.NextNormal()));
            (given[2 * row], given[2 * row + 1]) = (1 - p, p);
        }
        return (labels, given);
    }
}
