using Kolosal.Learning.Metrics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Trees;

public class LambdaRankTests
{
    private static readonly GradientBoostingOptions Options = new() { Loss = BoostingLoss.LambdaRank, Trees = 60 };

    [Fact]
    public void The_forces_of_a_pair_match_the_hand_calculation()
    {
        // Equal scores: the first row ranks first, the relevant one second. |Δ| = (1 − 0)(1 − 1 / log₂ 3) / 1, ρ = ½.
        var (g, h) = Forces([0, 1], [0, 0], [5, 5]);
        double change = 1 - 1 / Math.Log2(3);
        Assert.Equal([change / 2, -change / 2], g.Select(v => Math.Round(v, 12)), Close);
        Assert.Equal([change / 4, change / 4], h, Close);
    }

    [Fact]
    public void Three_rows_match_the_hand_calculation()
    {
        // Ranks by score: grade 0 (s = 1), grade 2 (s = 0), grade 1 (s = −1); gains 0, 3, 1; the best order is worth 3 + 1 / log₂ 3.
        double d2 = 1 / Math.Log2(3), d3 = 0.5, best = 3 + d2;
        double Rho(double gap) => 1 / (1 + Math.Exp(gap));
        double upperTwo = Rho(-1) * 3 * (1 - d2) / best, upperThree = Rho(-2) * 1 * (1 - d3) / best, lower = Rho(1) * 2 * (d2 - d3) / best;
        var (g, _) = Forces([0, 2, 1], [1, 0, -1], [1, 1, 1]);
        Assert.Equal([upperTwo + upperThree, -upperTwo - lower, -upperThree + lower], g, Close);
    }

    [Fact]
    public void Forces_cancel_in_a_list_and_lists_do_not_touch_each_other()
    {
        var random = new SeededRandom(5);
        double[] grades = [.. Enumerable.Range(0, 60).Select(_ => (double)random.Next(4))], scores = [.. grades.Select(_ => random.NextNormal())];
        int[] groups = [.. Enumerable.Range(0, 60).Select(r => r % 3)];
        var (g, h) = Forces(grades, scores, groups);
        for (int list = 0; list < 3; list++)
        {
            int[] rows = [.. Enumerable.Range(0, 60).Where(r => groups[r] == list)];
            Assert.Equal(0, rows.Sum(r => g[r]), 12);
            var alone = Forces([.. rows.Select(r => grades[r])], [.. rows.Select(r => scores[r])], new int[rows.Length]);
            Assert.Equal(rows.Select(r => g[r]), alone.G, Close);
        }
        Assert.All(h, v => Assert.InRange(v, 0, double.MaxValue));
    }

    [Fact]
    public void Pairs_below_the_cutoff_exert_nothing()
    {
        // k = 1: only pairs with the first row count, whose grade is 0: all relevant rows are pulled, none against another.
        var (g, _) = Forces([0, 1, 2, 0], [3, 2, 1, 0], [0, 0, 0, 0], cutoff: 1);
        Assert.True(g[0] > 0 && g[1] < 0 && g[2] < g[1]);
        Assert.Equal(0, g[3]);
    }

    [Fact]
    public void It_ranks_new_lists_better_than_a_regression_of_the_grades()
    {
        // Grades compare within a list only: each list has an offset that a regression takes for relevance.
        TrainingSet training = Lists(200, seed: 1), test = Lists(100, seed: 2);
        double ranked = Ndcg(Options), regressed = Ndcg(Options with { Loss = BoostingLoss.Squared });
        Assert.InRange(ranked, 0.85, 1);
        Assert.InRange(ranked - regressed, 0.005, 1);

        double Ndcg(GradientBoostingOptions options) => RankingMetrics.MeanNdcg(test.Groups.Span, test.Targets.Span,
            new GradientBoostingTrainer(options).Fit(training, 1, CancellationToken.None).PredictAll(test), k: 10);
    }

    [Fact]
    public void The_model_does_not_depend_on_the_threads_and_is_read_back()
    {
        var set = Lists(40, seed: 3);
        var options = Options with { Sampling = RowSampling.GradientBased, Growth = TreeGrowth.Symmetric };
        var model = new GradientBoostingTrainer(options).Fit(set, 1, CancellationToken.None);
        Assert.Equal(model.Hash(), new GradientBoostingTrainer(options with { Threads = 3 }).Fit(set, 1, CancellationToken.None).Hash());
        Assert.Equal(model.PredictAll(set), TreeRows.Read(model.Bytes(), GradientBoostingModel.Read).PredictAll(set));
    }

    [Fact]
    public void Rows_that_do_not_count_are_in_no_list()
    {
        var set = Lists(30, seed: 4);
        double[] weights = [.. Enumerable.Range(0, set.Rows).Select(r => r % 7 == 0 ? 0.0 : 1)];
        var weighted = TrainingSet.Regression(set.Features, set.Columns, set.Targets, weights).WithGroups(set.Groups);
        int[] counted = [.. Enumerable.Range(0, set.Rows).Where(r => weights[r] > 0)];
        double[] with = new GradientBoostingTrainer(Options).Fit(weighted, 1, CancellationToken.None).PredictAll(set),
            without = new GradientBoostingTrainer(Options).Fit(set.Take(counted), 1, CancellationToken.None).PredictAll(set);
        // Bins are those of rows that count, so both are one model up to rounding.
        Assert.All(with.Zip(without), pair => Assert.Equal(pair.First, pair.Second, 6));
    }

    [Fact]
    public void What_is_no_ranking_is_refused()
    {
        var set = Lists(5, seed: 1);
        var trainer = new GradientBoostingTrainer(Options);
        Assert.Throws<TrainingException>(() => trainer.Fit(set.WithGroups(default), 1, CancellationToken.None));
        Assert.Throws<TrainingException>(() => trainer.Fit(TrainingSet.Regression(set.Features, set.Columns,
            set.Targets.ToArray().Select(y => y + 0.5).ToArray()).WithGroups(set.Groups), 1, CancellationToken.None));
        Assert.Throws<ArgumentException>(() => set.WithGroups(new int[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GradientBoostingTrainer(Options with { EarlyStoppingRounds = 5 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GradientBoostingTrainer(Options with { RankingCutoff = 0 }));
    }

    [Fact]
    public void The_mean_over_lists_leaves_out_those_without_a_relevant_item() =>
        // The first list is in the best order; in the second the only relevant item is second: 1 / log₂ 3; the third has none.
        Assert.Equal((1 + 1 / Math.Log2(3)) / 2, RankingMetrics.MeanNdcg([1, 1, 2, 2, 3], [2, 1, 0, 1, 0], [5, 4, 3, 2, 1]), 12);

    private static bool Close(double expected, double actual) => Math.Abs(expected - actual) < 1e-9;

    private static (double[] G, double[] H) Forces(double[] grades, double[] scores, int[] groups, int cutoff = 30)
    {
        var objective = new LambdaRankObjective(groups, cutoff, GrowingRows.One);
        var problem = new BoostingProblem(objective, grades, []);
        scores.CopyTo(problem.Scores[0], 0);
        objective.Prepare(grades.Length);
        objective.Measure(problem, []);
        double[] g = new double[grades.Length], h = new double[grades.Length];
        problem.WeightedDerivatives(0, 0, g, h);
        return (g, h);
    }

    /// <summary>Lists of 12: the grade is 0 … 3 by the order of 2 a − b + noise in the list; column c is the list's offset of a, and d is
    /// noise.</summary>
    private static TrainingSet Lists(int lists, ulong seed)
    {
        const int Length = 12;
        var random = new SeededRandom(seed);
        var x = new double[lists * Length * 3];
        var y = new double[lists * Length];
        for (int list = 0; list < lists; list++)
        {
            double offset = 3 * random.NextNormal();
            var latent = new double[Length];
            for (int i = 0; i < Length; i++)
            {
                int row = list * Length + i;
                double a = random.NextNormal(), b = random.NextNormal();
                latent[i] = 2 * a - b + 0.3 * random.NextNormal();
                (x[row * 3], x[row * 3 + 1], x[row * 3 + 2]) = (a + offset, b, random.NextNormal());
            }
            for (int i = 0; i < Length; i++) y[list * Length + i] = latent.Count(v => v < latent[i]) * 4 / Length;
        }
        return TrainingSet.Regression(x, TreeRows.Numbers(3), y).WithGroups(Enumerable.Range(0, y.Length).Select(r => r / Length).ToArray());
    }
}
