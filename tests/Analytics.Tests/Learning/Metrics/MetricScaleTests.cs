using Kolosal.Statistics;

namespace Kolosal.Learning.Metrics;

/// <summary>What metrics say does not hang on the unit of the target or of the weights, to the ends of the range of numbers.</summary>
public class MetricScaleTests
{
    private static readonly double[] Factors = [1e-300, 1e-200, 1e-9, 1e9, 1e200, 1e300];

    public static TheoryData<string> Names => [.. Metrics.All.Select(m => m.Name)];

    /// <summary>Metrics of numbers by the power of the unit that they are measured in.</summary>
    public static TheoryData<string, int> Powers => new()
    {
        { "rmse", 1 }, { "mae", 1 }, { "medae", 1 }, { "max_error", 1 }, { "poisson_deviance", 1 }, { "pinball", 1 }, { "pinball_d2", 0 },
        { "mape", 0 }, { "smape", 0 }, { "gamma_deviance", 0 }, { "r2", 0 }, { "explained_variance", 0 },
    };

    /// <summary>Logarithms of 1 + y, and gains of 2ʸ − 1 for a grade y, have no power.</summary>
    private static readonly string[] OfTheValueItself = ["rmsle", "ndcg", "ndcg_5", "ndcg_10"];

    [Fact]
    public void Every_metric_of_numbers_has_its_power() =>
        Assert.Equal(Metrics.All.Where(m => m.Supports(LearningTask.Regression)).Select(m => m.Name).Order(),
            Powers.Select(row => (string)row[0]).Concat(OfTheValueItself).Order());

    [Theory, MemberData(nameof(Powers))]
    public void Targets_times_a_constant(string name, int power)
    {
        var (y, p) = Numbers(50);
        double plain = Metrics.Get(name).Compute(ScoredRows.Regression(y, p));
        foreach (double factor in Factors)
        {
            var rows = ScoredRows.Regression(y.Select(v => factor * v).ToArray(), p.Select(v => factor * v).ToArray());
            double expected = power == 0 ? plain : factor * plain, got = Metrics.Get(name).Compute(rows);
            Assert.True(Math.Abs(got - expected) <= 1e-10 * Math.Abs(expected), $"× {factor}: {got} and not {expected}");
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Weights_times_a_constant(string name)
    {
        var metric = Metrics.Get(name);
        double[] weights = [.. Enumerable.Range(0, 60).Select(row => row % 5 * 0.3)];
        foreach (var task in metric.Tasks)
        {
            double expected = metric.Compute(Rows(task, weights));
            Assert.True(double.IsFinite(expected));
            foreach (double factor in Factors.Append(1 / weights.Sum()))
                Assert.Equal(expected, metric.Compute(Rows(task, [.. weights.Select(w => factor * w)])), 1e-10);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Rows_without_any_weight_define_nothing(string name)
    {
        foreach (var task in Metrics.Get(name).Tasks) Assert.True(double.IsNaN(Metrics.Get(name).Compute(Rows(task, new double[60]))));
    }

    [Theory, MemberData(nameof(Names))]
    public void Values_at_the_ends_of_the_range_give_a_number_or_nothing(string name)
    {
        double[] ends = [1e300, -1e300, 1e-300, 0, double.MaxValue, double.Epsilon];
        double[] y = [.. ends.SelectMany(a => ends.Select(_ => a))], p = [.. ends.SelectMany(_ => ends)];
        var metric = Metrics.Get(name);
        if (metric.Supports(LearningTask.Regression)) Assert.False(double.IsInfinity(metric.Compute(ScoredRows.Regression(y, p))));
        foreach (var task in metric.Tasks)
        {
            double[] weights = [.. Enumerable.Range(0, 60).Select(row => ends[row % 6] is > 0 and var weight ? weight : 0)];
            Assert.False(double.IsInfinity(metric.Compute(Rows(task, weights))));
        }
    }

    [Theory, InlineData(1e-300), InlineData(1e-200), InlineData(1), InlineData(1e200)]
    public void The_mean_explains_nothing_of_a_target_of_any_size(double factor)
    {
        double[] y = [.. Numbers(50).Y.Select(v => factor * v)];
        var rows = ScoredRows.Regression(y, Enumerable.Repeat(y.Average(v => v / factor) * factor, y.Length).ToArray());
        Assert.Equal(0, RegressionMetrics.RSquared(rows), 1e-12);
        Assert.Equal(0, RegressionMetrics.ExplainedVariance(rows), 1e-12);
    }

    /// <summary>Of a = 150 and b = 149 rows decided rightly and one of weight W missed κ is 2 a b / ((a + W)(W + b) + a b) and Matthews'
    /// correlation √(a b / ((a + W)(b + W))): next to nothing, as is the accuracy.</summary>
    [Theory, InlineData(1e16), InlineData(1e100), InlineData(1e150)]
    public void A_row_of_huge_weight_decides_the_agreement(double weight)
    {
        int[] truth = [.. Enumerable.Range(0, 300).Select(row => row % 2)];
        double[] probabilities = [.. truth.SelectMany((k, row) => (k == 1) != (row == 6) ? [0.1, 0.9] : new[] { 0.9, 0.1 })];
        var weights = Enumerable.Repeat(1.0, 300).ToArray();
        weights[6] = weight;
        var matrix = ConfusionMatrix.Of(ScoredRows.Classification(truth, 2, probabilities, weights));
        const double A = 149, B = 150; // row 6 is of the first class
        Relative((A + B) / weight, matrix.Accuracy);
        Relative(2 * A * B / weight / weight, matrix.Kappa());
        Relative(Math.Sqrt(A * B) / weight, matrix.MatthewsCorrelation);

        static void Relative(double expected, double got) => Assert.True(Math.Abs(got - expected) <= 1e-10 * expected, $"{got} and not {expected}");
    }

    [Fact]
    public void Agreement_beyond_chance_needs_two_classes() =>
        Assert.True(double.IsNaN(ConfusionMatrix.Of(ScoredRows.Classification(new int[4], 2, new double[] { 1, 0, 1, 0, 1, 0, 1, 0 })).Kappa()));

    private static (double[] Y, double[] P) Numbers(int rows)
    {
        var random = new SeededRandom(3);
        double[] y = [.. Enumerable.Range(0, rows).Select(_ => 1 + 9 * random.NextDouble())];
        return (y, [.. y.Select(v => v * (0.8 + 0.5 * random.NextDouble()))]);
    }

    private static ScoredRows Rows(LearningTask task, double[] weights)
    {
        int rows = weights.Length;
        if (task == LearningTask.Regression)
        {
            var (y, p) = Numbers(rows);
            return ScoredRows.Regression(y, p, weights);
        }
        int classes = task == LearningTask.Binary ? 2 : 3;
        var random = new SeededRandom(4);
        var probabilities = new double[rows * classes];
        int[] truth = [.. Enumerable.Range(0, rows).Select(row => row / 5 % classes)];
        for (int row = 0; row < rows; row++)
        {
            var own = probabilities.AsSpan(row * classes, classes);
            for (int k = 0; k < classes; k++) own[k] = random.NextDouble() + (k == truth[row] ? 0.5 : 0);
            double sum = 0;
            foreach (double value in own) sum += value;
            for (int k = 0; k < classes; k++) own[k] /= sum;
        }
        return ScoredRows.Classification(truth, classes, probabilities, weights);
    }
}
