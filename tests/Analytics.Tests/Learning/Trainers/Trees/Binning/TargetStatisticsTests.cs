using Kolosal.Learning.Metrics;
using Kolosal.Numerics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Trees;

public class TargetStatisticsTests
{
    private static readonly GradientBoostingOptions Coded = new() { Categories = CategoryCoding.OrderedTarget, TargetPrior = 1, MinRowsPerLeaf = 1 };

    [Fact]
    public void Each_row_gets_the_shrunk_mean_of_the_rows_before_it()
    {
        // Five rows of category 0 with target 0 and five of category 1 with target 1, mean ½, prior one row: whatever the
        // order, the j-th row of category 1 gets (j + ½) / (j + 1) and that of category 0 gets ½ / (j + 1): nine different
        // numbers, the middle one twice. Scored rows get the next number outwards, which falls in the outer bins.
        double[] x = [0, 1, 0, 1, 0, 1, 0, 1, 0, 1];
        using var team = new WorkerTeam(1);
        var found = Assert.Single(TargetStatistics.Fit(TrainingSet.Regression(x, [new FeatureInfo("kind", 2)], x), default, Coded, seed: 4, team,
            CancellationToken.None));
        Assert.Equal(9, found.Bins.Bins);
        Assert.Equal([4, 5, 6, 7, 8], Enumerable.Range(0, 10).Where(r => x[r] == 1).Select(r => (int)found.Codes[r]).Order());
        Assert.Equal([0, 1, 2, 3, 4], Enumerable.Range(0, 10).Where(r => x[r] == 0).Select(r => (int)found.Codes[r]).Order());
        Assert.Equal(new byte[] { 0, 8, 4 }, found.CodeOf); // no missing value was seen: the prior
    }

    [Fact]
    public void Rows_that_do_not_count_change_nothing()
    {
        double[] x = [0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1], y = [0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 900, -900];
        using var team = new WorkerTeam(1);
        int[] learning = [.. Enumerable.Range(0, 10)];
        var found = Assert.Single(TargetStatistics.Fit(TrainingSet.Regression(x, [new FeatureInfo("kind", 2)], y), learning, Coded, seed: 4, team,
            CancellationToken.None));
        Assert.Equal((0, 8), ((int)found.Codes[10], (int)found.Codes[11])); // what a scored row gets
        Assert.Equal(new byte[] { 0, 8, 4 }, found.CodeOf);
    }

    [Fact]
    public void There_is_one_column_a_class()
    {
        using var team = new WorkerTeam(2);
        Assert.Equal([4, 4, 4], TargetStatistics.Fit(TreeRows.Mixed(300, seed: 1, classes: 3), default, Coded, 1, team, CancellationToken.None)
            .Select(found => found.Source));
        Assert.Empty(TargetStatistics.Fit(TreeRows.Mixed(300, seed: 1), default, new(), 1, team, CancellationToken.None));
    }

    [Fact]
    public void Many_categories_with_effects_of_their_own_are_learnt()
    {
        // Scores of level c are e_c ~ N(0, 1); to know every e_c gives AUC 0.75. 13 rows a level, each worth about 0.21, make a posterior mean
        // that correlates by √(2.8 / 3.8) = 0.86 with e_c, so some 0.715 can be reached, and less than that by rows that see half of the others.
        var (train, test, best) = Levels(effect: 1);
        double ideal = RankMetrics.RocAuc([.. test.Labels.ToArray().Select(label => label == 1)], best, []);
        double auto = Auc(new(), train, test), sorted = Auc(new() { Categories = CategoryCoding.Sorted }, train, test);
        Assert.InRange(auto, ideal - 0.06, ideal);
        Assert.True(auto > sorted, $"{auto} {sorted}");
    }

    [Fact]
    public void Many_categories_without_meaning_are_not_believed()
    {
        // Half of the rows is one class whatever the level: held-out AUC ½ up to noise, and probabilities that stay near ½.
        var (train, test, _) = Levels(effect: 0);
        var model = new GradientBoostingTrainer(new()).Fit(train, 1, CancellationToken.None);
        double[] outputs = model.PredictAll(test);
        double loss = Enumerable.Range(0, test.Rows).Average(r => -Math.Log(outputs[2 * r + test.Labels.Span[r]]));
        Assert.InRange(loss, 0.68, Math.Log(2) + 0.025);
    }

    [Theory]
    [InlineData(CategoryCoding.Auto)]
    [InlineData(CategoryCoding.OrderedTarget)]
    [InlineData(CategoryCoding.Both)]
    public void Batches_rows_threads_and_copies_agree_on_many_categories(CategoryCoding coding)
    {
        var (train, test, _) = Levels(effect: 1);
        var options = new GradientBoostingOptions { Categories = coding, Trees = 20, EarlyStoppingRounds = 5 };
        var model = new GradientBoostingTrainer(options).Fit(train, 1, CancellationToken.None);
        Assert.Equal(model.Hash(), new GradientBoostingTrainer(options with { Threads = 3 }).Fit(train, 1, CancellationToken.None).Hash());
        double[] batch = model.PredictAll(test), single = new double[2];
        for (int r = 0; r < test.Rows; r++)
        {
            model.Score(test.Row(r), single);
            Assert.Equal(single[1], batch[2 * r + 1]);
        }
        Assert.Equal(batch, TreeRows.Read(model.Bytes(), GradientBoostingModel.Read).PredictAll(test));
        Assert.Equal(model.Predict(double.NaN), model.Predict(1e9)); // a category never seen is treated as missing
    }

    private static double Auc(GradientBoostingOptions options, TrainingSet train, TrainingSet test)
    {
        double[] outputs = new GradientBoostingTrainer(options).Fit(train, 1, CancellationToken.None).PredictAll(test);
        return RankMetrics.RocAuc([.. test.Labels.ToArray().Select(label => label == 1)],
            [.. Enumerable.Range(0, test.Rows).Select(r => outputs[2 * r + 1])], []);
    }

    private static (TrainingSet Train, TrainingSet Test, double[] Best) Levels(double effect)
    {
        const int Count = 600, Rows = 8000, Held = 3000;
        var random = new SeededRandom(21);
        double[] effects = [.. Enumerable.Range(0, Count).Select(_ => effect * random.NextNormal())];
        double[] x = [.. Enumerable.Range(0, Rows + Held).Select(_ => (double)random.Next(Count))];
        int[] y = [.. x.Select(level => random.NextDouble() < 1 / (1 + Math.Exp(-effects[(int)level])) ? 1 : 0)];
        ImmutableArray<FeatureInfo> columns = [new FeatureInfo("level", Count)];
        return (TrainingSet.Classification(x.AsMemory(0, Rows), columns, y.AsMemory(0, Rows), 2),
            TrainingSet.Classification(x.AsMemory(Rows), columns, y.AsMemory(Rows), 2),
            [.. x.Skip(Rows).Select(level => effects[(int)level])]);
    }
}
