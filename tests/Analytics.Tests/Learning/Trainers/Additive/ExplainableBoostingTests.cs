using Kolosal.Statistics;

namespace Kolosal.Learning.Additive;

public class ExplainableBoostingTests
{
    [Fact]
    public void Functions_that_were_added_up_are_found_again()
    {
        var random = new SeededRandom(1);
        const int Rows = 4000;
        double[] x = [.. Enumerable.Range(0, 3 * Rows).Select(_ => 4 * random.NextDouble() - 2)];
        var model = Fit(TrainingSet.Regression(x, Names(3), Enumerable.Range(0, Rows)
            .Select(row => 50 + 10 * Wave(x[3 * row]) + 10 * Square(x[3 * row + 1]) + 2 * random.NextNormal()).ToArray()));
        Assert.Empty(model.Pairs);
        Assert.Equal(50 + 10 * 4.0 / 3, model.Intercepts[0], 0.3); // the wave's mean is 0, the square's 4/3

        // Of 4000 rows the mean of a bin of 16 is known to 2 / 4 alone, of its neighbourhood better: half of that on the average.
        Assert.InRange(Distance(model.Shapes[0], v => 10 * Wave(v)), 0, 0.5);
        Assert.InRange(Distance(model.Shapes[1], v => 10 * (Square(v) - 4.0 / 3)), 0, 0.5);
        Assert.InRange(Distance(model.Shapes[2], _ => 0), 0, 0.3);
        Assert.True(model.Shapes[2].Importance < 0.05 * model.Shapes[0].Importance);

        static double Wave(double v) => Math.Sin(Math.PI * v);
        static double Square(double v) => v * v;
    }

    [Fact]
    public void Log_odds_that_were_added_up_are_found_again()
    {
        var random = new SeededRandom(2);
        const int Rows = 8000;
        double[] x = [.. Enumerable.Range(0, 2 * Rows).Select(_ => 4 * random.NextDouble() - 2)];
        int[] labels = [.. Enumerable.Range(0, Rows).Select(row =>
            random.NextDouble() < 1 / (1 + Math.Exp(-(1.5 * x[2 * row] + (x[2 * row + 1] > 0.5 ? 2 : 0) - 0.75))) ? 1 : 0)];
        var model = Fit(TrainingSet.Classification(x, Names(2), labels, 2));
        Assert.InRange(Distance(model.Shapes[0], v => 1.5 * v), 0, 0.25);
        Assert.InRange(Distance(model.Shapes[1], v => v > 0.5 ? 1.25 : -0.75), 0, 0.25); // three eighths of the rows are above
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_pair_that_was_planted_is_found_and_no_other_over_seeds(bool classes)
    {
        int first = 0, others = 0;
        const int Seeds = 10;
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            var pairs = Fit(Planted(2000, seed, 2, classes), Quick).Pairs;
            if (pairs.Length > 0 && (pairs[0].First, pairs[0].Second) == (1, 3)) first++;
            others += pairs.Skip(1).Count();
        }
        Assert.Equal(Seeds, first);
        Assert.InRange(others, 0, 2);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Where_no_columns_interact_no_pair_is_taken_over_seeds(bool classes)
    {
        int pairs = 0;
        for (ulong seed = 1; seed <= 10; seed++) pairs += Fit(Planted(2000, seed, 0, classes), Quick).Pairs.Length;
        Assert.InRange(pairs, 0, 2); // promised is one model in twenty
    }

    [Fact]
    public void A_pair_says_nothing_of_its_columns_alone()
    {
        // With f = 4·1[a > 0]·1[b > 0] on independent halves what is left beyond the columns is ±1.
        var model = Fit(Planted(4000, 3, 4, classes: false));
        var pair = Assert.Single(model.Pairs);
        int height = pair.FirstGroups.Max() + 1, width = pair.SecondGroups.Max() + 1;
        for (int i = 0; i < height; i++)
            Assert.Equal(0, Enumerable.Range(0, width).Sum(j => pair.Weights[i * width + j] * pair.Scores[i * width + j]), 1e-6);
        for (int j = 0; j < width; j++)
            Assert.Equal(0, Enumerable.Range(0, height).Sum(i => pair.Weights[i * width + j] * pair.Scores[i * width + j]), 1e-6);
        Assert.InRange(pair.Importance, 0.85, 1.1);
        Assert.All(model.Shapes, shape => Assert.Equal(0, shape.Scores[0].Zip(shape.Weights, (s, w) => s * w).Sum(), 1e-6));
    }

    [Theory, InlineData(LearningTask.Regression), InlineData(LearningTask.Binary), InlineData(LearningTask.Multiclass)]
    public void Terms_add_up_to_the_score_and_are_the_shapes_at_the_row(LearningTask task)
    {
        var rows = TrainerConformanceTests.Rows("explainable_boosting", task, 500);
        var model = Fit(rows);
        int scores = model.Intercepts.Length;
        Assert.Equal(task == LearningTask.Multiclass ? 3 : 1, scores);
        double[] output = new double[model.Outputs], contributions = new double[scores * model.Terms.Length], sums = new double[scores];
        for (int row = 0; row < 50; row++)
        {
            var x = rows.Row(row);
            model.Score(x, output);
            model.Contribute(x, contributions);
            for (int k = 0; k < scores; k++)
            {
                sums[k] = model.Intercepts[k];
                for (int t = 0; t < model.Terms.Length; t++) sums[k] += contributions[k * model.Terms.Length + t];
                for (int c = 0; c < rows.Columns.Length; c++)
                    Assert.Equal(model.Shapes[c].Scores[k][Step(model.Shapes[c], x[c])], contributions[k * model.Terms.Length + c]);
            }
            double expected = task switch
            {
                LearningTask.Regression => sums[0],
                LearningTask.Binary => 1 / (1 + Math.Exp(sums[0])),
                _ => Math.Exp(sums[0]) / sums.Sum(Math.Exp),
            };
            Assert.Equal(expected, output[0], 1e-10);
        }
    }

    [Fact]
    public void A_missing_value_has_a_step_of_its_own_and_one_never_seen_says_nothing()
    {
        var random = new SeededRandom(4);
        const int Rows = 1000;
        double[] x = [.. Enumerable.Range(0, 2 * Rows).Select(i => i % 2 == 0 && random.Next(4) == 0 ? double.NaN : random.NextNormal())];
        var model = Fit(TrainingSet.Regression(x, Names(2),
            Enumerable.Range(0, Rows).Select(row => (double.IsNaN(x[2 * row]) ? 8 : 0) + x[2 * row + 1] + 0.1 * random.NextNormal()).ToArray()));
        double[] terms = new double[model.Terms.Length];
        model.Contribute([double.NaN, double.NaN], terms);
        Assert.Equal(6, terms[0], 0.3); // 8 less its mean, a quarter of the rows being missing
        Assert.Equal(0, terms[1]);
    }

    [Theory, InlineData(1), InlineData(-1)]
    public void A_monotone_shape_keeps_its_direction_and_is_in_no_pair(int direction)
    {
        var random = new SeededRandom(5);
        const int Rows = 600;
        double[] x = [.. Enumerable.Range(0, 2 * Rows).Select(_ => random.NextNormal())];
        var rows = TrainingSet.Regression(x, Names(2), Enumerable.Range(0, Rows)
            .Select(row => direction * x[2 * row] + 2 * x[2 * row] * x[2 * row + 1] + random.NextNormal()).ToArray());
        var model = Fit(rows, Quick with { Monotone = [direction, 0] });
        Assert.Empty(model.Pairs);
        var shape = model.Shapes[0].Scores[0].AsSpan()[..^1];
        for (int step = 1; step < shape.Length; step++) Assert.True(direction * (shape[step] - shape[step - 1]) >= 0);
        Assert.True(direction * (shape[^1] - shape[0]) > 1);
        Assert.Contains("direction", Assert.Throws<TrainingException>(() => Fit(rows, Quick with { Monotone = [1] })).Message);
    }

    [Fact]
    public void Categories_have_figures_of_their_own()
    {
        double[] effects = [3, -5, 0.5, 8, -1, 2];
        var random = new SeededRandom(6);
        double[] x = [.. Enumerable.Range(0, 1200).Select(_ => (double)random.Next(6))];
        var model = Fit(TrainingSet.Regression(x, [new("c", 6)], x.Select(c => effects[(int)c] + 0.1 * random.NextNormal()).ToArray()));
        for (int code = 0; code < 6; code++)
            Assert.Equal(effects[code], model.Intercepts[0] + model.Shapes[0].Scores[0][model.Shapes[0].StepOfCategory[code]], 0.1);
    }

    private static ExplainableBoostingOptions Quick { get; } = new() { Rounds = 200, LearningRate = 0.1, Bags = 2 };

    /// <summary>Five uniform columns on −1 … 1: a slope, a square, and <paramref name="size"/> where both the second and the fourth are above
    /// 0.</summary>
    private static TrainingSet Planted(int count, ulong seed, double size, bool classes)
    {
        var random = new SeededRandom(seed);
        double[] x = [.. Enumerable.Range(0, 5 * count).Select(_ => 2 * random.NextDouble() - 1)];
        double[] signal = [.. Enumerable.Range(0, count).Select(row =>
            x[5 * row] + x[5 * row + 2] * x[5 * row + 2] + (x[5 * row + 1] > 0 && x[5 * row + 3] > 0 ? size : 0))];
        return classes
            ? TrainingSet.Classification(x, Names(5), signal.Select(s => random.NextDouble() < 1 / (1 + Math.Exp(0.5 - s)) ? 1 : 0).ToArray(), 2)
            : TrainingSet.Regression(x, Names(5), signal.Select(s => s + 0.5 * random.NextNormal()).ToArray());
    }

    private static ImmutableArray<FeatureInfo> Names(int count) => [.. Enumerable.Range(0, count).Select(c => new FeatureInfo($"x{c}"))];

    private static ExplainableBoostingModel Fit(TrainingSet rows, ExplainableBoostingOptions? options = null) =>
        (ExplainableBoostingModel)new ExplainableBoostingTrainer(options ?? new()).Fit(rows, 1, default);

    private static int Step(ShapeFunction shape, double value) => double.IsNaN(value) ? shape.Weights.Length - 1
        : shape.StepOfCategory.IsEmpty ? shape.Thresholds.Count(edge => edge < value) : shape.StepOfCategory[(int)value];

    /// <summary>Root mean squared distance from a function, over the middles of all steps but the outermost.</summary>
    private static double Distance(ShapeFunction shape, Func<double, double> expected) => Math.Sqrt(Enumerable.Range(1, shape.Thresholds.Length - 1)
        .Average(step => Math.Pow(shape.Scores[0][step] - expected((shape.Thresholds[step - 1] + shape.Thresholds[step]) / 2), 2)));
}
