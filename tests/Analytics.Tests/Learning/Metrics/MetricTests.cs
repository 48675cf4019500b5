using Kolosal.Learning.Metrics;
using Kolosal.Statistics;

namespace Kolosal.Learning;

public class MetricTests
{
    [Fact]
    public void A_perfect_model_reaches_the_best_value_of_every_metric_and_a_wrong_one_is_worse()
    {
        int[] labels = [0, 1, 1, 0, 1, 0];
        double[] right = [.. labels.SelectMany(l => new[] { 1.0 - l, l })], wrong = [.. labels.SelectMany(l => new[] { (double)l, 1 - l })];
        double[] y = [1, 2, 4, 3, 6, 5], off = [2, 1, 6, 3, 4, 1];
        foreach (var metric in Metrics.Metrics.All)
        {
            foreach (var task in metric.Tasks.Where(t => t != LearningTask.Multiclass))
            {
                var (best, worse) = task == LearningTask.Binary
                    ? (ScoredRows.Classification(labels, 2, right), ScoredRows.Classification(labels, 2, wrong))
                    : (ScoredRows.Regression(y, y), ScoredRows.Regression(y, off));
                Assert.Equal(metric.HigherIsBetter ? 1 : 0, metric.Compute(best), 9);
                Assert.True(metric.Loss(best) < metric.Loss(worse), metric.Name);
            }
        }
    }

    /// <summary>The expectations are scikit-learn 1.2.1's log_loss(y, p, eps=1e-15): the complement of 1 − 1e-15 is 9.992e-16 in doubles.</summary>
    [Theory, InlineData(0, 0.0, 0.0), InlineData(1, 1.0, 0.0), InlineData(1, 0.0, 34.538776394910684), InlineData(0, 1.0, 34.53957599234088),
        InlineData(1, 0.25, 1.3862943611198906)]
    public void The_log_loss_of_two_classes_clips_the_second_and_takes_its_complement(int label, double p, double expected) =>
        Assert.Equal(expected, ProbabilityMetrics.LogLoss(ScoredRows.Classification(new[] { label }, 2, new[] { 1 - p, p })), 1e-12);

    [Theory, InlineData("roc_auc", "delong"), InlineData("accuracy", "bootstrap"), InlineData("log_loss", "bootstrap")]
    public void Intervals_cover_the_truth_at_about_their_level(string name, string method)
    {
        var metric = Metrics.Metrics.Get(name);
        double truth = metric.Compute(Drawn(200_000, seed: 1));
        int covered = 0;
        const int Trials = 150;
        for (int trial = 0; trial < Trials; trial++)
        {
            var estimate = metric.Estimate(Drawn(200, seed: (ulong)(100 + trial)), seed: (ulong)trial, level: 0.9);
            Assert.Equal(method, estimate.Method);
            Assert.True(estimate.Low <= estimate.Value && estimate.Value <= estimate.High);
            if (estimate.Low <= truth && truth <= estimate.High) covered++;
        }
        Assert.InRange(covered / (double)Trials, 0.82, 0.97); // 0.9 ± 3.2 standard errors, the percentile bootstrap a little short
    }

    [Fact]
    public void The_same_seed_gives_the_same_interval()
    {
        var rows = Drawn(100, 3);
        Assert.Equal(Metrics.Metrics.LogLoss.Estimate(rows, 5), Metrics.Metrics.LogLoss.Estimate(rows, 5));
        Assert.NotEqual(Metrics.Metrics.LogLoss.Estimate(rows, 5), Metrics.Metrics.LogLoss.Estimate(rows, 6));
    }

    [Fact]
    public void One_class_only_leaves_the_area_undefined()
    {
        var rows = ScoredRows.Classification(new[] { 1, 1 }, 2, new[] { 0.4, 0.6, 0.1, 0.9 });
        Assert.True(double.IsNaN(Metrics.Metrics.RocAuc.Compute(rows)));
        Assert.True(double.IsNaN(Metrics.Metrics.RocAuc.Estimate(rows, 1).Low));
        Assert.True(double.IsFinite(Metrics.Metrics.LogLoss.Compute(rows)));
    }

    [Fact]
    public void Weights_count_as_repetition()
    {
        var rows = Drawn(60, 9);
        double[] weights = [.. Enumerable.Range(0, 60).Select(r => (double)(r % 4))];
        var weighted = ScoredRows.Classification(rows.Labels, 2, rows.Outputs, weights);
        var repeated = rows.Take([.. Enumerable.Range(0, 60).SelectMany(r => Enumerable.Repeat(r, r % 4))]);
        // Bins of equal mass end between rows, which repetition makes more of.
        foreach (var metric in Metrics.Metrics.All.Where(m => m.Supports(LearningTask.Binary) && m.Name != "adaptive_ece"))
            Assert.Equal(metric.Compute(repeated), metric.Compute(weighted), 10);
    }

    [Fact]
    public void Equal_scores_share_their_gain() // gains 3 and 0 tied over ranks 1 and 2: 1.5 (1 + 1/log₂ 3)
    {
        Assert.Equal(1.5 * (1 + 1 / Math.Log2(3)), RankingMetrics.Dcg([3, 0], [1, 1]), 12);
        Assert.Equal(1.5, RankingMetrics.Dcg([3, 0], [1, 1], k: 1), 12);
        Assert.Equal(7, RankingMetrics.Dcg([3, 0], [2, 1], gain: RelevanceGain.Exponential), 12);
        Assert.Equal(0, RankingMetrics.Ndcg([0, 0], [2, 1]));
    }

    [Fact]
    public void Lists_are_judged_by_their_relevant_items()
    {
        Assert.Equal((1 + 2 / 3.0) / 2, RankingMetrics.AveragePrecision([true, false, true], [3, 2, 1]), 12);
        Assert.Equal(0, RankingMetrics.AveragePrecision([false], [1]));
        Assert.Equal(0.5, RankingMetrics.ReciprocalRank([false, true, true], [3, 2, 1]));
        Assert.Equal(0, RankingMetrics.ReciprocalRank([false, false], [3, 2]));
    }

    [Fact]
    public void Clusters_without_a_shape_have_no_figure_and_equal_partitions_agree_wholly()
    {
        double[] x = [1, 2, 10, 11];
        Assert.True(double.IsNaN(ClusterShape.Silhouette(x, [1, 1, 1, 1])));
        Assert.True(double.IsNaN(ClusterShape.DaviesBouldin(x, [1, 2, 3, 4])));
        Assert.Equal(1.0 / 9, ClusterShape.DaviesBouldin(x, [7, 7, -1, -1]), 12); // (½ + ½) / 9
        Assert.Equal(162, ClusterShape.CalinskiHarabasz(x, [7, 7, -1, -1]), 9); // between 81, within 1 by 2 degrees
        var same = new ClusterAgreement([1, 1, 2, 2], [9, 9, 0, 0]);
        Assert.Equal([1.0, 1, 1, 1, 1, 1], new[] { same.Rand, same.AdjustedRand, same.NormalizedMutualInformation, same.AdjustedMutualInformation,
            same.VMeasure, same.FowlkesMallows }.Select(v => Math.Round(v, 12)));
        Assert.Equal(-0.5, new ClusterAgreement([1, 1, 2, 2], [1, 2, 1, 2]).AdjustedRand, 12); // (0 − 4/6) / (2 − 4/6)
        Assert.Equal(1, new ClusterAgreement([1], [2]).AdjustedRand);
    }

    [Fact]
    public void Intervals_are_judged_by_coverage_width_and_both()
    {
        Interval[] intervals = [new(0, 2), new(0, 4), new(1, 1)];
        Assert.Equal(2 / 3.0, IntervalMetrics.Coverage([1, 5, 1], intervals), 12);
        Assert.Equal(2, IntervalMetrics.MeanWidth(intervals), 12);
        Assert.Equal((2 + 4 + 20 + 0) / 3.0, IntervalMetrics.Score([1, 5, 1], intervals, 0.1), 12);
    }

    [Fact]
    public void The_gain_is_the_share_of_positives_in_the_top() // two of four positives among the first two of eight
    {
        bool[] truth = [true, true, false, false, true, true, false, false];
        double[] scores = [8, 7, 6, 5, 4, 3, 2, 1];
        Assert.Equal(0.5, RankMetrics.Gain(truth, scores, 0.25), 12);
        Assert.Equal(1, RankMetrics.Gain(truth, scores, 1), 12);
        Assert.Throws<ArgumentOutOfRangeException>(() => RankMetrics.Lift(truth, scores, 0));
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentException>(() => ScoredRows.Classification(new[] { 0, 2 }, 2, new double[4]));
        Assert.Throws<ArgumentException>(() => ScoredRows.Classification(new[] { 0, 1 }, 2, new double[3]));
        Assert.Throws<ArgumentException>(() => ScoredRows.Regression(default, default));
        Assert.Throws<KeyNotFoundException>(() => Metrics.Metrics.Get("luck"));
    }

    /// <summary>Labels drawn from the probabilities given.</summary>
    private static ScoredRows Drawn(int count, ulong seed)
    {
        var random = new SeededRandom(seed);
        int[] labels = new int[count];
        double[] outputs = new double[2 * count];
        for (int row = 0; row < count; row++)
        {
            double p = 1 / (1 + Math.Exp(-1.5 * random.NextNormal()));
            (outputs[2 * row], outputs[2 * row + 1]) = (1 - p, p);
            labels[row] = random.NextDouble() < p ? 1 : 0;
        }
        return ScoredRows.Classification(labels, 2, outputs);
    }
}
