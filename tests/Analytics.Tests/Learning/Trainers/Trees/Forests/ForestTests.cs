using Kolosal.Statistics;

namespace Kolosal.Learning.Trees;

public class ForestTests
{
    private static readonly DecisionTreeOptions Stump = new() { MaxDepth = 1 };

    private static IPredictor Tree(DecisionTreeOptions options, TrainingSet rows) =>
        new DecisionTreeTrainer(options).Fit(rows, 1, CancellationToken.None);

    private static ForestModel Forest(ForestOptions options, TrainingSet rows, ulong seed = 1) =>
        (ForestModel)new RandomForestTrainer(options).Fit(rows, seed, CancellationToken.None);

    [Fact]
    public void A_stump_cuts_half_way_between_the_values_that_meet()
    {
        var model = Tree(Stump, TreeRows.OneColumn([1, 2, 3, 10], [0, 0, 0, 9]));
        Assert.Equal(0, model.Predict(6.5));
        Assert.Equal(9, model.Predict(6.51));
    }

    [Fact]
    public void A_tree_without_limits_repeats_its_rows()
    {
        var rows = TreeRows.Numeric(500, seed: 3);
        double[] outputs = Tree(new() { MaxBins = 255 }, TrainingSet.Regression(
            rows.Features.ToArray().Select(x => Math.Round(x, 1)).ToArray(), rows.Columns, rows.Targets))
            .PredictAll(TrainingSet.Regression(rows.Features.ToArray().Select(x => Math.Round(x, 1)).ToArray(), rows.Columns, rows.Targets));
        double error = 0;
        for (int r = 0; r < rows.Rows; r++) error += Math.Abs(outputs[r] - rows.Targets.Span[r]);
        Assert.InRange(error / rows.Rows, 0, 0.05); // some rows share all three rounded values
    }

    [Fact]
    public void Values_of_one_bin_are_parted_once_a_node_has_few_rows()
    {
        double[] x = [.. Enumerable.Range(0, 5000).Select(i => (double)i)], y = [.. x.Select(v => v * 31 % 17)];
        var rows = TreeRows.OneColumn(x, y); // 20 values a bin
        Assert.Equal(y, Tree(new(), rows).PredictAll(rows));
        Assert.Equal(y, new ExtraTreesTrainer(new() { Trees = 1, Bootstrap = false }).Fit(rows, 1, CancellationToken.None).PredictAll(rows));
    }

    [Fact]
    public void Members_answer_for_themselves_and_their_mean_is_the_forest()
    {
        var rows = TreeRows.Mixed(300, seed: 2, classes: 3);
        var model = Forest(new() { Trees = 11 }, rows);
        double[] mean = new double[3], member = new double[3], whole = new double[3];
        for (int m = 0; m < model.Members; m++)
        {
            model.ScoreMember(m, rows.Row(7), member);
            for (int k = 0; k < 3; k++) mean[k] += member[k] / model.Members;
        }
        model.Score(rows.Row(7), whole);
        for (int k = 0; k < 3; k++) Assert.Equal(mean[k], whole[k], 12);
    }

    [Fact]
    public void Balanced_classes_count_alike()
    {
        // 9 rows of class 0 and 1 of class 1 with the same value: shares 0.5 each once they are balanced.
        var rows = TrainingSet.Classification(new double[10], TreeRows.Numbers(1), new[] { 0, 0, 0, 0, 1, 0, 0, 0, 0, 0 }, 2);
        Assert.Equal(0.1, Tree(new(), rows).Predict(0), 12);
        Assert.Equal(0.5, Tree(new() { BalancedClasses = true }, rows).Predict(0), 12);
    }

    [Fact]
    public void The_Poisson_criterion_refuses_negative_targets()
    {
        var rows = TreeRows.OneColumn([1, 2], [1, -1]);
        Assert.Contains("-1", Assert.Throws<TrainingException>(
            () => Tree(new() { RegressionCriterion = RegressionCriterion.Poisson }, rows)).Message);
    }

    [Fact]
    public void Exclusive_or_is_learnt_although_no_first_split_helps()
    {
        var rows = TrainingSet.Classification(new double[] { 0, 0, 0, 1, 1, 0, 1, 1 }, TreeRows.Numbers(2), new[] { 0, 1, 1, 0 }, 2);
        var model = Tree(new(), rows);
        Assert.Equal(0, model.Predict(0, 0));
        Assert.Equal(1, model.Predict(0, 1));
        Assert.Equal(1, model.Predict(1, 0));
        Assert.Equal(0, model.Predict(1, 1));
    }

    [Theory]
    [InlineData(5.0, true)]
    [InlineData(-5.0, false)]
    public void Missing_values_go_to_the_side_they_resemble(double answer, bool right)
    {
        var model = Tree(Stump, TreeRows.OneColumn([1, 2, 3, 4, double.NaN, double.NaN], [-5, -5, 5, 5, answer, answer]));
        Assert.Equal(model.Predict(right ? 4.0 : 1.0), model.Predict(double.NaN));
        Assert.Equal(answer, model.Predict(double.NaN), 12);
    }

    [Fact]
    public void A_categorical_split_is_the_best_of_all_subsets()
    {
        const int Categories = 6;
        var random = new SeededRandom(5);
        for (int trial = 0; trial < 20; trial++)
        {
            double[] x = new double[50];
            int[] y = new int[50];
            for (int r = 0; r < 50; r++) (x[r], y[r]) = (random.Next(Categories), random.Next(3) == 0 ? 1 : 0);
            var model = Tree(Stump, TrainingSet.Classification(x, [new FeatureInfo("kind", Categories)], y, 2));
            double best = double.PositiveInfinity;
            for (int subset = 1; subset < 1 << (Categories - 1); subset++) best = Math.Min(best, Impurity(x, y, v => (subset >> v & 1) != 0));
            Assert.Equal(best, Impurity(x, y, v => model.Predict(v) == model.Predict(0)), 9);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void The_model_is_the_same_for_any_number_of_threads(int classes)
    {
        var rows = TreeRows.Mixed(700, seed: 3, classes);
        var options = new ForestOptions { Trees = 12, OutOfBag = true };
        string one = Forest(options, rows).Hash();
        foreach (int threads in new[] { 2, 4 }) Assert.Equal(one, Forest(options with { Threads = threads }, rows).Hash());
        Assert.NotEqual(one, Forest(options, rows, seed: 2).Hash());
    }

    [Theory, InlineData(1), InlineData(100)]
    public void A_leaf_needs_rows_whatever_they_weigh(double weight)
    {
        var set = TreeRows.OneColumn([1, 2, 3, 10], [1, 1, 1, 9], [1, 1, 1, weight]);
        Assert.Equal(9, Tree(new(), set).Predict(10), 1e-12);
        Assert.NotEqual(9, Tree(new() { MinRowsPerLeaf = 2 }, set).Predict(10), 0.01);
    }

    [Fact]
    public void The_out_of_bag_score_is_near_that_of_new_rows()
    {
        var model = Forest(new() { Trees = 60, OutOfBag = true }, TreeRows.Mixed(1500, seed: 1));
        var test = TreeRows.Mixed(3000, seed: 2);
        double[] outputs = model.PredictAll(test);
        double right = 0;
        for (int r = 0; r < test.Rows; r++) right += outputs[2 * r + 1] > 0.5 == (test.Labels.Span[r] == 1) ? 1 : 0;
        Assert.InRange(model.OutOfBag - right / test.Rows, -0.03, 0.03);
    }

    [Fact]
    public void Extra_trees_and_forests_learn_what_the_prior_cannot()
    {
        var train = TreeRows.Numeric(1500, seed: 1);
        var test = TreeRows.Numeric(500, seed: 2);
        double spread = SquaredError(new Baselines.PriorTrainer(new()).Fit(train, 1, default), test);
        Assert.InRange(SquaredError(Forest(new() { Trees = 30 }, train), test), 0, 0.1 * spread);
        Assert.InRange(SquaredError(new ExtraTreesTrainer(new() { Trees = 30, Bootstrap = false }).Fit(train, 1, default), test), 0, 0.1 * spread);
    }

    [Fact]
    public void A_written_forest_reads_back_equal_and_batches_have_the_bits_of_rows()
    {
        var rows = TreeRows.Mixed(600, seed: 6, classes: 3);
        var model = Forest(new() { Trees = 9, OutOfBag = true }, rows);
        var read = TreeRows.Read(model.Bytes(), RandomForestTrainer.Descriptor.Read);
        Assert.Equal(model.Bytes(), read.Bytes());
        double[] batch = read.PredictAll(rows), single = new double[3];
        for (int r = 0; r < rows.Rows; r++)
        {
            model.Score(rows.Row(r), single);
            Assert.Equal(single, batch.AsSpan(r * 3, 3).ToArray());
            Assert.Equal(1, single.Sum(), 12);
        }
    }

    [Fact]
    public void Constant_columns_one_row_and_a_cancelled_token_are_handled()
    {
        Assert.Equal(2, Tree(new(), TreeRows.OneColumn([5, 5, 5], [1, 2, 3])).Predict(5));
        Assert.Throws<TrainingException>(() => Tree(new(), TreeRows.OneColumn([1], [1])));
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => new RandomForestTrainer(new()).Fit(TreeRows.Mixed(100, 1), 1, source.Token));
    }

    [Fact]
    public void Options_outside_their_range_are_refused()
    {
        foreach (var options in new ForestOptions[]
        {
            new() { Trees = 0 }, new() { ColumnShare = 1.5 }, new() { Threads = 0 }, new() { Bootstrap = false, OutOfBag = true },
            new() { Tree = new() { MinRowsPerLeaf = 0 } }, new() { Tree = new() { MinRowsToSplit = 1 } },
        })
            Assert.Throws<ArgumentOutOfRangeException>(() => new RandomForestTrainer(options));
    }

    private static double Impurity(double[] x, int[] y, Func<int, bool> left) =>
        Enumerable.Range(0, x.Length).GroupBy(r => left((int)x[r])).Sum(side =>
        {
            double p = side.Average(r => (double)y[r]);
            return side.Count() * 2 * p * (1 - p);
        });

    private static double SquaredError(IPredictor model, TrainingSet rows)
    {
        double[] outputs = model.PredictAll(rows);
        return Enumerable.Range(0, rows.Rows).Sum(r => Math.Pow(outputs[r] - rows.Targets.Span[r], 2));
    }
}
