using Kolosal.Learning.Metrics;
using Kolosal.Statistics;

namespace Kolosal.Learning;

public class AimMetricTests
{
    /// <summary>At 0.9, one unit too low costs 0.9 and one too high 0.1: (0.9 + 0.1 · 2 + 0) / 3.</summary>
    [Fact]
    public void The_pinball_loss_takes_the_level_of_the_rows()
    {
        var rows = ScoredRows.Regression(new double[] { 3, 1, 5 }, new double[] { 2, 3, 5 });
        Assert.Equal(1.1 / 3, Metrics.Metrics.Pinball.Compute(rows.AtLevel(0.9)), 12);
        Assert.Equal(0.5, Metrics.Metrics.Pinball.Compute(rows), 12); // half the mean absolute error of 1
        Assert.Equal(1.1 / 3, Metrics.Metrics.Pinball.Compute(rows.AtLevel(0.9).Take([2, 1, 0]).WithOutputs(new double[] { 5, 3, 2 })), 12);
        Assert.Equal(2.0 / 3, RegressionMetrics.Coverage(rows), 12);
    }

    [Fact]
    public void Every_aim_has_measures_of_its_own()
    {
        var problem = new LearningProblem("y", LearningTask.Regression, []);
        foreach (var aim in Enum.GetValues<LearningAim>())
        {
            var aimed = problem with { Aim = aim, Task = aim == LearningAim.Ordinal ? LearningTask.Multiclass : LearningTask.Regression };
            Assert.True(Metrics.Metrics.Default(aimed).Supports(aimed), aim.ToString());
        }
        string[] Of(LearningProblem p) => [.. Metrics.Metrics.All.Where(m => m.Supports(p)).Select(m => m.Name)];
        Assert.Equal(["pinball", "pinball_d2"], Of(problem with { Aim = LearningAim.Quantile, Level = 0.5 }));
        Assert.Equal(["ndcg_10", "ndcg_5", "ndcg"], Of(problem with { Aim = LearningAim.Ranking }));
        Assert.DoesNotContain("pinball", Of(problem));
        Assert.Contains("rmse", Of(problem with { Aim = LearningAim.Count }));
        Assert.DoesNotContain("quadratic_kappa", Of(problem with { Task = LearningTask.Multiclass }));
    }

    /// <summary>Two lists: the first in the best order, NDCG 1; in the second the grade 1 is last of two, 1 / log₂ 3.</summary>
    [Fact]
    public void Ndcg_is_the_mean_over_lists()
    {
        var rows = ScoredRows.Regression(new double[] { 2, 0, 0, 1 }, new double[] { 5, 4, 9, 1 }).InLists(new[] { 7, 7, 8, 8 });
        Assert.Equal((1 + 1 / Math.Log2(3)) / 2, Metrics.Metrics.Ndcg10.Compute(rows), 12);
    }

    /// <summary>Truth 0 with (½, ¼, ¼): F = ½, ¾ → (¼ + 1⁄16) / 2; truth 2 with (0, 0, 1): 0.</summary>
    [Fact]
    public void Ranked_probabilities_cost_by_their_distance()
    {
        var rows = ScoredRows.Classification(new[] { 0, 2 }, 3, new[] { 0.5, 0.25, 0.25, 0, 0, 1 });
        Assert.Equal((0.25 + 1.0 / 16) / 4, ProbabilityMetrics.RankedProbabilityScore(rows), 12);
        var far = ScoredRows.Classification(new[] { 0, 2, 1 }, 3, new[] { 0, 0, 1.0, 0, 1, 0, 0, 1, 0 });
        Assert.Equal((2 + 1 + 0) / 3.0, ProbabilityMetrics.MeanClassDistance(far), 12);
    }

    /// <summary>Lists that are all alike have one NDCG, however they are drawn; rows drawn one by one would tear them apart.</summary>
    [Fact]
    public void Intervals_of_a_ranking_draw_whole_lists()
    {
        double[] grades = new double[300], scores = new double[300];
        int[] lists = new int[300];
        for (int row = 0; row < 300; row++) (lists[row], grades[row], scores[row]) = (row / 3, row % 3, row % 3 == 1 ? 9 : row % 3);
        var rows = ScoredRows.Regression(grades, scores).InLists(lists);
        var estimate = Metrics.Metrics.Ndcg10.Estimate(rows, 1);
        Assert.Equal(estimate.Value, estimate.Low, 12);
        Assert.Equal(estimate.Value, estimate.High, 12);
        int[] drawn = rows.Draw(31, 4);
        Assert.Equal(30, drawn.Length);
        Assert.All(drawn.GroupBy(row => row / 3), list => Assert.Equal(3, list.Count()));
    }

    [Fact]
    public void Drawn_rows_are_a_set_and_follow_the_seed()
    {
        var rows = ScoredRows.Regression(new double[100], new double[100]);
        int[] drawn = rows.Draw(20, 1);
        Assert.Equal(drawn.Distinct().Order(), drawn);
        Assert.Equal(20, drawn.Length);
        Assert.Equal(drawn, rows.Draw(20, 1));
        Assert.NotEqual(drawn, rows.Draw(20, 2));
        Assert.Equal(100, rows.Draw(500, 1).Length);
    }
}
