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
        foreach (var metric in Metrics.Metrics.All.Where(m => m.Supports(LearningTask.Binary))) Assert.Equal(metric.Compute(repeated), metric.Compute(weighted), 10);
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
