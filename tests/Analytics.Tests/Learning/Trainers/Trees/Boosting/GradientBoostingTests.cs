using Kolosal.Statistics;

namespace Kolosal.Learning.Trees;

public class GradientBoostingTests
{
    private static readonly GradientBoostingOptions Stump = new() { Trees = 1, LearningRate = 1, MaxLeaves = 2, MinRowsPerLeaf = 1, L2 = 0 };

    private static IPredictor Fit(GradientBoostingOptions options, TrainingSet rows, ulong seed = 1) =>
        new GradientBoostingTrainer(options).Fit(rows, seed, CancellationToken.None);

    [Fact]
    public void A_stump_answers_the_means_of_the_best_cut()
    {
        // Cuts of 1 2 3 | 10: the largest Σ (G² / n) is after 3; the sides' means are 0 and 9.
        var model = Fit(Stump, TreeRows.OneColumn([1, 2, 3, 10], [0, 0, 0, 9]));
        Assert.Equal(0, model.Predict(3), 9);
        Assert.Equal(9, model.Predict(10), 9);
        Assert.Equal(0, model.Predict(6.5), 9); // the cut is half-way, its own value goes left
        Assert.Equal(9, model.Predict(6.6), 9);
    }

    [Fact]
    public void Lambda_and_alpha_shrink_the_answer_as_the_formula_says()
    {
        // Start 3 (the mean), standard deviation √12, of which α is to be 1; right side G = −6, H = 1: −(−(6 − α)) / (1 + λ) = 5 / 3
        // above 3; left side G = 6, H = 3: −5 / 5.
        var model = Fit(Stump with { L2 = 2, L1 = 1 / Math.Sqrt(12) }, TreeRows.OneColumn([1, 2, 3, 10], [1, 1, 1, 9]));
        Assert.Equal(3 + 5.0 / 3, model.Predict(10), 7);
        Assert.Equal(3 - 1, model.Predict(1), 7);
    }

    [Fact]
    public void A_split_needs_to_save_more_than_the_least_gain()
    {
        // It saves ½ (6² / 1 + 6² / 3) = 24, twice the variance of the target.
        var rows = TreeRows.OneColumn([1, 2, 3, 10], [1, 1, 1, 9]);
        Assert.Equal(9, Fit(Stump with { MinGain = 1.99 }, rows).Predict(10), 7);
        Assert.Equal(3, Fit(Stump with { MinGain = 2.01 }, rows).Predict(10), 7);
    }

    [Theory]
    [InlineData(5.0, true)]
    [InlineData(-5.0, false)]
    public void Missing_values_go_to_the_side_they_resemble(double answerOfMissing, bool right)
    {
        var model = Fit(Stump, TreeRows.OneColumn([1, 2, 3, 4, double.NaN, double.NaN], [-5, -5, 5, 5, answerOfMissing, answerOfMissing]));
        Assert.Equal(model.Predict(right ? 4.0 : 1.0), model.Predict(double.NaN), 12);
        Assert.Equal(answerOfMissing, model.Predict(double.NaN), 7);
    }

    [Fact]
    public void Missing_alone_can_be_a_side()
    {
        var model = Fit(Stump, TreeRows.OneColumn([1, 2, 3, 4, double.NaN, double.NaN], [1, 1, 1, 1, 7, 7]));
        Assert.Equal(7, model.Predict(double.NaN), 7);
        Assert.Equal(1, model.Predict(1e300), 7);
    }

    [Fact]
    public void Missing_values_never_seen_go_to_the_larger_side()
    {
        var model = Fit(Stump, TreeRows.OneColumn([1, 2, 3, 10], [0, 0, 0, 9]));
        Assert.Equal(0, model.Predict(double.NaN), 9);
    }

    [Fact]
    public void A_categorical_split_is_the_best_of_all_subsets()
    {
        const int Categories = 7;
        var random = new SeededRandom(5);
        for (int trial = 0; trial < 20; trial++)
        {
            int rows = 60;
            double[] x = new double[rows], y = new double[rows];
            for (int r = 0; r < rows; r++) (x[r], y[r]) = (random.Next(Categories), random.NextNormal() + (r % 5));
            var set = TrainingSet.Regression(x, [new FeatureInfo("kind", Categories)], y);
            var model = Fit(Stump with { CategorySmoothing = 0, CategoryL2 = 0, MinRowsPerCategoryGroup = 0 }, set);

            double best = double.PositiveInfinity;
            for (int subset = 1; subset < 1 << (Categories - 1); subset++) best = Math.Min(best, SquaredError(x, y, subset));
            double ours = 0;
            for (int r = 0; r < rows; r++) ours += Math.Pow(y[r] - model.Predict(x[r]), 2);
            Assert.Equal(best, ours, 5);
        }
    }

    [Fact]
    public void An_unknown_category_is_treated_as_missing()
    {
        var set = TrainingSet.Regression(new double[] { 0, 0, 1, 1, 1 }, [new FeatureInfo("kind", 2)], new double[] { 0, 0, 6, 6, 6 });
        var model = Fit(Stump with { CategorySmoothing = 0 }, set);
        Assert.Equal(6, model.Predict(double.NaN), 7); // the larger side
        Assert.Equal(6, model.Predict(99), 7);
        Assert.Equal(6, model.Predict(-1), 7);
    }

    [Theory]
    [InlineData(900, 2)]
    [InlineData(900, 4)]
    [InlineData(70_000, 2)]
    [InlineData(70_000, 3)]
    public void The_model_is_the_same_for_any_number_of_threads(int rows, int classes)
    {
        var set = TreeRows.Mixed(rows, seed: 3, classes);
        var options = new GradientBoostingOptions { Trees = 6, RowSample = 0.8, ColumnSample = 0.8, EarlyStoppingRounds = 3 };
        string one = Fit(options, set).Hash();
        foreach (int threads in new[] { 2, 3, 4 }) Assert.Equal(one, Fit(options with { Threads = threads }, set).Hash());
        Assert.Equal(one, Fit(options, set).Hash());
        Assert.NotEqual(one, Fit(options, set, seed: 2).Hash());
    }

    [Theory, InlineData(1), InlineData(100)]
    public void A_leaf_needs_rows_whatever_they_weigh(double weight)
    {
        var rows = TreeRows.OneColumn([1, 2, 3, 10], [1, 1, 1, 9], [1, 1, 1, weight]);
        Assert.Equal(9, Fit(Stump, rows).Predict(10), 7);
        Assert.NotEqual(9, Fit(Stump with { MinRowsPerLeaf = 2 }, rows).Predict(10), 0.01);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void A_monotone_constraint_holds_everywhere(int direction)
    {
        var set = TreeRows.Numeric(600, seed: 2);
        var model = Fit(new() { Monotone = [direction, 0, direction], MinRowsPerLeaf = 5 }, set);
        var random = new SeededRandom(1);
        for (int trial = 0; trial < 200; trial++)
        {
            double other = random.NextNormal(), third = random.NextNormal(), before = double.NegativeInfinity;
            for (int step = 0; step <= 60; step++)
            {
                double now = direction * model.Predict(-3 + step * 0.1, other, third);
                Assert.True(now >= before - 1e-12, $"{now} after {before}");
                before = now;
            }
        }
    }

    [Fact]
    public void It_learns_what_the_prior_cannot()
    {
        var train = TreeRows.Mixed(3000, seed: 1, classes: 3);
        var test = TreeRows.Mixed(1000, seed: 2, classes: 3);
        Assert.InRange(LogLoss(Fit(new(), train), test), 0, 0.85 * LogLoss(new Baselines.PriorTrainer(new()).Fit(train, 1, default), test));
    }

    [Fact]
    public void Early_stopping_ends_on_noise_and_keeps_the_best_round()
    {
        var random = new SeededRandom(9);
        double[] x = [.. Enumerable.Range(0, 2000).Select(_ => random.NextNormal())], y = [.. x.Select(_ => random.NextNormal())];
        var model = (GradientBoostingModel)Fit(new() { Trees = 500, EarlyStoppingRounds = 5 }, TreeRows.OneColumn(x, y));
        Assert.InRange(model.Trees.Trees, 0, 20);
    }

    [Fact]
    public void Constant_and_missing_columns_teach_nothing()
    {
        double[] x = [.. Enumerable.Range(0, 60).SelectMany(_ => new[] { 5.0, double.NaN })],
            y = [.. Enumerable.Range(0, 60).Select(i => (double)(i % 3))];
        var model = Fit(new(), TrainingSet.Regression(x, TreeRows.Numbers(2), y));
        Assert.Equal(1, model.Predict(5, double.NaN), 9);
    }

    [Fact]
    public void One_class_gives_a_certain_and_finite_answer()
    {
        var model = Fit(new(), TrainingSet.Classification(new double[40], TreeRows.Numbers(1), new int[40], 2));
        Assert.InRange(model.Predict(0), 0, 1e-6);
    }

    [Fact]
    public void One_row_is_refused() =>
        Assert.Contains("two rows", Assert.Throws<TrainingException>(() => Fit(new(), TreeRows.OneColumn([1], [1]))).Message);

    [Fact]
    public void A_cancelled_token_stops_the_fit()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() =>
            new GradientBoostingTrainer(new() { Threads = 2 }).Fit(TreeRows.Mixed(2000, 1), 1, source.Token));
    }

    [Fact]
    public void Absolute_loss_answers_medians()
    {
        var model = Fit(Stump with { Loss = BoostingLoss.Absolute }, TreeRows.OneColumn([1, 1, 1, 2, 2, 2], [0, 1, 50, 100, 101, 900]));
        Assert.Equal(1, model.Predict(1), 9);
        Assert.Equal(101, model.Predict(2), 9);
    }

    [Fact]
    public void Poisson_loss_reaches_the_mean_counts()
    {
        var model = Fit(new() { Loss = BoostingLoss.Poisson, Trees = 200, MinRowsPerLeaf = 1, L2 = 0 },
            TreeRows.OneColumn([1, 1, 1, 2, 2, 2], [0, 1, 2, 6, 8, 10]));
        Assert.Equal(1, model.Predict(1), 4);
        Assert.Equal(8, model.Predict(2), 4);
        Assert.Throws<TrainingException>(() => Fit(new() { Loss = BoostingLoss.Poisson }, TreeRows.OneColumn([1, 2], [-1, 2])));
    }

    [Fact]
    public void Options_outside_their_range_are_refused()
    {
        foreach (var options in new GradientBoostingOptions[]
        {
            new() { Trees = 0 }, new() { LearningRate = 0 }, new() { MaxLeaves = 1 }, new() { MaxBins = 256 }, new() { RowSample = 0 },
                new() { L2 = -1 },
            new() { Threads = 0 }, new() { ValidationShare = 0.6 }, new() { Monotone = [2] },
        })
            Assert.Throws<ArgumentOutOfRangeException>(() => new GradientBoostingTrainer(options));
    }

    private static double SquaredError(double[] x, double[] y, int subset)
    {
        double error = 0;
        foreach (var side in Enumerable.Range(0, x.Length).GroupBy(r => (subset >> (int)x[r] & 1) != 0))
        {
            double mean = side.Average(r => y[r]);
            error += side.Sum(r => (y[r] - mean) * (y[r] - mean));
        }
        return error;
    }

    private static double LogLoss(IPredictor model, TrainingSet rows)
    {
        double[] outputs = model.PredictAll(rows);
        double loss = 0;
        for (int r = 0; r < rows.Rows; r++) loss -= Math.Log(outputs[r * rows.Classes + rows.Labels.Span[r]]);
        return loss / rows.Rows;
    }
}
