using Kolosal.Learning.Uncertainty;
using Kolosal.Statistics;

namespace Kolosal.Learning.Trees;

public class QuantileForestTests
{
    private static IQuantilePredictor Fit(TrainingSet rows, QuantileForestOptions? options = null) =>
        (IQuantilePredictor)new QuantileForestTrainer(options ?? new()).Fit(rows, 1, CancellationToken.None);

    [Fact]
    public void Without_a_split_the_quantiles_are_those_of_the_training_rows()
    {
        // A constant column cannot be split: F is the distribution of 1 … 10, and the p-quantile its smallest value with F ≥ p.
        var model = Fit(TreeRows.OneColumn([.. Enumerable.Repeat(3.0, 10)], [7, 1, 5, 2, 9, 3, 10, 4, 8, 6]));
        var values = new double[5];
        model.PredictQuantiles([3], [0, 0.1, 0.25, 0.5, 1], values);
        Assert.Equal([1.0, 1, 3, 5, 10], values);
    }

    [Fact]
    public void Weights_move_the_distribution()
    {
        var model = Fit(TreeRows.OneColumn([1, 1, 1, 1], [1, 2, 3, 4], [1, 1, 1, 7]));
        var values = new double[2];
        model.PredictQuantiles([1], [0.3, 0.31], values); // F = .1, .2, .3, 1
        Assert.Equal([3.0, 4], values);
    }

    [Fact]
    public void Nine_tenths_of_new_rows_lie_between_the_outer_twentieths()
    {
        // The spread grows with x, which a constant interval could not follow.
        TrainingSet rows = Spread(2000, 1), test = Spread(2000, 2);
        var model = Fit(rows, new(new() { Trees = 60, Tree = new() { MinRowsPerLeaf = 20 } }));
        var bounds = new double[2];
        double inside = 0, narrow = 0, wide = 0;
        for (int r = 0; r < test.Rows; r++)
        {
            model.PredictQuantiles(test.Row(r), [0.05, 0.95], bounds);
            if (test.Targets.Span[r] >= bounds[0] && test.Targets.Span[r] <= bounds[1]) inside++;
            if (test.Row(r)[0] < 0.2) narrow += bounds[1] - bounds[0];
            if (test.Row(r)[0] > 0.8) wide += bounds[1] - bounds[0];
        }
        Assert.InRange(inside / test.Rows, 0.86, 0.94);
        Assert.InRange(wide / narrow, 4, 14); // the deviations are in the ratio of .9 to .1
    }

    [Fact]
    public void The_model_is_the_same_for_any_number_of_threads_and_reads_back()
    {
        var rows = TreeRows.Numeric(300, seed: 5);
        var options = new QuantileForestOptions(new() { Trees = 10, Tree = new() { MinRowsPerLeaf = 3 } }, 0.3);
        var one = new QuantileForestTrainer(options).Fit(rows, 1, CancellationToken.None);
        foreach (int threads in new[] { 2, 4 })
            Assert.Equal(one.Hash(), new QuantileForestTrainer(options).WithThreads(threads).Fit(rows, 1, CancellationToken.None).Hash());
        var back = TreeRows.Read(one.Bytes(), QuantileForestTrainer.Descriptor.Read);
        Assert.Equal(one.PredictAll(rows), back.PredictAll(rows));
    }

    [Fact]
    public void Levels_that_do_not_ascend_and_classes_are_refused()
    {
        var rows = TreeRows.Numeric(50, seed: 5);
        Assert.Throws<ArgumentException>(() => Fit(rows).PredictQuantiles(rows.Row(0), [0.9, 0.1], new double[2]));
        Assert.Throws<TrainingException>(() => Fit(TreeRows.Mixed(50, 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new QuantileForestOptions(Quantile: 1));
    }

    private static TrainingSet Spread(int rows, ulong seed)
    {
        var random = new SeededRandom(seed);
        double[] x = [.. Enumerable.Range(0, rows).Select(_ => random.NextDouble())];
        return TrainingSet.Regression(x, TreeRows.Numbers(1), x.Select(v => 5 * v + v * random.NextNormal()).ToArray());
    }
}
