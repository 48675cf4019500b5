using Kolosal.Statistics;

namespace Kolosal.Learning.Neural;

public class TabularNetworkTests
{
    [Fact]
    public void It_finds_a_product_that_a_linear_model_cannot()
    {
        TrainingSet rows = Products(1500, 1), test = Products(1000, 2);
        double own = Right(Fit("tabular_network", rows), test), linear = Right(Fit("logistic_regression", rows), test);
        Assert.InRange(linear, 0.4, 0.62); // the sign of a product has no linear part
        Assert.InRange(own, linear + 0.25, 1);
    }

    [Fact]
    public void Members_together_are_better_than_one_network_of_the_same_size_on_the_average_of_seeds()
    {
        double together = 0, alone = 0;
        const int Seeds = 6;
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            TrainingSet rows = Waves(400, seed), test = Waves(600, 100 + seed);
            together += Error(new TabularNetworkTrainer(new()).Fit(rows, seed, default), test) / Seeds;
            alone += Error(new TabularNetworkTrainer(new() { Members = 1 }).Fit(rows, seed, default), test) / Seeds;
        }
        Assert.InRange(together, 0, 0.93 * alone);
    }

    [Fact]
    public void The_answer_is_the_mean_of_members_that_differ()
    {
        var rows = Products(300, 3);
        var model = (TabularNetworkPredictor)new TabularNetworkTrainer(new() { Epochs = 5 }).Fit(rows, 1, default);
        double[] own = new double[2], all = new double[2], mean = new double[2];
        for (int member = 0; member < model.Members; member++)
        {
            model.ScoreMember(rows.Row(7), member, own);
            mean[0] += own[0] / model.Members;
            mean[1] += own[1] / model.Members;
            if (member > 0) Assert.NotEqual(own[1], mean[1] * model.Members / (member + 1));
        }
        model.Score(rows.Row(7), all);
        Assert.Equal(mean[0], all[0], 1e-12);
        Assert.Equal(mean[1], all[1], 1e-12);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.ScoreMember(rows.Row(7), model.Members, own));
    }

    [Fact]
    public void A_missing_value_tells_what_it_tells()
    {
        // Whether the second column is missing decides, and nothing else does.
        var random = new SeededRandom(6);
        double[] x = [.. Enumerable.Range(0, 1200).Select(i => i % 2 == 1 && random.Next(2) == 0 ? double.NaN : random.NextNormal())];
        int[] labels = [.. Enumerable.Range(0, 600).Select(row => double.IsNaN(x[2 * row + 1]) ? 1 : 0)];
        var model = Fit("tabular_network", TrainingSet.Classification(x, [new("a"), new("b")], labels, 2));
        double[] output = new double[2];
        model.Score([0.3, double.NaN], output);
        Assert.InRange(output[1], 0.95, 1);
        model.Score([0.3, 0.1], output);
        Assert.InRange(output[1], 0, 0.05);
    }

    [Fact]
    public void A_category_has_a_vector_of_its_own()
    {
        double[] effects = [3, -5, 0.5, 8, -1, 2];
        var random = new SeededRandom(6);
        double[] x = [.. Enumerable.Range(0, 900).Select(_ => (double)random.Next(6))];
        var model = Fit("tabular_network",
            TrainingSet.Regression(x, [new("c", 6)], x.Select(c => effects[(int)c] + 0.1 * random.NextNormal()).ToArray()));
        double[] output = new double[1];
        for (int code = 0; code < 6; code++)
        {
            model.Score([code], output);
            Assert.InRange(output[0], effects[code] - 0.3, effects[code] + 0.3);
        }
    }

    [Fact]
    public void Far_beyond_the_training_rows_answers_stay_near_those_at_their_edge()
    {
        var rows = Waves(400, 4);
        var model = Fit("tabular_network", rows);
        double[] edge = new double[1], beyond = new double[1];
        model.Score([3, 3], edge);
        model.Score([1e300, -1e300], beyond);
        Assert.InRange(beyond[0], -20, 20); // targets are between −3 and 3
        Assert.InRange(edge[0], -4, 4);
    }

    /// <summary>The label is the sign of a product of two of four normal columns.</summary>
    private static TrainingSet Products(int count, ulong seed)
    {
        var random = new SeededRandom(seed);
        double[] x = new double[4 * count];
        int[] labels = new int[count];
        foreach (ref double value in x.AsSpan()) value = random.NextNormal();
        for (int row = 0; row < count; row++) labels[row] = x[4 * row] * x[4 * row + 1] > 0 ? 1 : 0;
        return TrainingSet.Classification(x, [new("a"), new("b"), new("c"), new("d")], labels, 2);
    }

    private static TrainingSet Waves(int count, ulong seed)
    {
        var random = new SeededRandom(seed);
        double[] x = [.. Enumerable.Range(0, 2 * count).Select(_ => 6 * random.NextDouble() - 3)];
        return TrainingSet.Regression(x, [new("a"), new("b")], Enumerable.Range(0, count)
            .Select(row => Math.Sin(2 * x[2 * row]) * Math.Cos(x[2 * row + 1]) + x[2 * row + 1] / 3 + 0.3 * random.NextNormal()).ToArray());
    }

    private static IPredictor Fit(string name, TrainingSet rows) => Trainers.Get(name).Create(HyperParameters.Empty).Fit(rows, 1, default);

    private static double Right(IPredictor model, TrainingSet test)
    {
        double[] output = new double[2];
        int right = 0;
        for (int row = 0; row < test.Rows; row++)
        {
            model.Score(test.Row(row), output);
            if (output[1] > 0.5 == (test.Labels.Span[row] == 1)) right++;
        }
        return (double)right / test.Rows;
    }

    /// <summary>Root mean squared error against the noisy targets' own mean function.</summary>
    private static double Error(IPredictor model, TrainingSet test)
    {
        double squares = 0;
        double[] output = new double[1];
        for (int row = 0; row < test.Rows; row++)
        {
            var x = test.Row(row);
            model.Score(x, output);
            squares += Math.Pow(output[0] - Math.Sin(2 * x[0]) * Math.Cos(x[1]) - x[1] / 3, 2);
        }
        return Math.Sqrt(squares / test.Rows);
    }
}
