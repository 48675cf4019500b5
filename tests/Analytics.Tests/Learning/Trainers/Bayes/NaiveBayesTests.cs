namespace Kolosal.Learning.Bayes;

public class NaiveBayesTests
{
    [Fact]
    public void Gaussian_odds_are_those_of_the_normal_densities()
    {
        // Means 0 and 4, variances 1 and 1, equal priors: log odds at x are ((x − 0)² − (x − 4)²) / 2 = 4x − 8.
        var model = new GaussianNaiveBayesTrainer(new(0)).Fit(Rows([-1, 1, 3, 5], [0, 0, 1, 1]), 0, CancellationToken.None);
        double[] p = Score(model, 2.5);
        Assert.Equal(2, Math.Log(p[1] / p[0]), 9);
    }

    [Fact]
    public void Multinomial_shares_follow_the_book()
    {
        // Manning, Raghavan and Schütze, example 13.1 (with α = 1, six words): P(China | d5)
        // ∝ 3/4 (3/7)³ (1/14)(1/14) ≈ 0.0003, P(other) ∝ 1/4 (2/9)³ (2/9)(2/9) ≈ 0.0001.
        double[] counts =
        [
            2, 1, 0, 0, 0, 0, // Chinese Beijing Chinese
            2, 0, 1, 0, 0, 0, // Chinese Chinese Shanghai
            1, 0, 0, 1, 0, 0, // Chinese Macao
            1, 0, 0, 0, 1, 1, // Tokyo Japan Chinese
        ];
        var model = new MultinomialNaiveBayesTrainer(new()).Fit(Rows(counts, [0, 0, 0, 1]), 0, CancellationToken.None);
        double china = 0.75 * Math.Pow(3 / 7.0, 3) / 14 / 14, other = 0.25 * Math.Pow(2 / 9.0, 5);
        Assert.Equal(china / (china + other), Score(model, 3, 0, 0, 0, 1, 1)[0], 12);
    }

    [Fact]
    public void A_prior_that_is_given_replaces_the_learnt_one()
    {
        var rows = Rows([-1, 1, -1, 1], [0, 0, 1, 1]);
        var model = new GaussianNaiveBayesTrainer(new() { Prior = ClassPrior.Of(0.9, 0.1) }).Fit(rows, 0, CancellationToken.None);
        Assert.Equal(0.9, Score(model, 0)[0], 12);
        Assert.Throws<TrainingException>(() => new GaussianNaiveBayesTrainer(new() { Prior = ClassPrior.Of(0.5, 0.3, 0.2) })
            .Fit(rows, 0, CancellationToken.None));
        Assert.Throws<ArgumentOutOfRangeException>(() => ClassPrior.Of(0.5, 0.6));
    }

    [Fact]
    public void A_class_without_rows_has_probability_zero()
    {
        foreach (var trainer in (ITrainer[])[new GaussianNaiveBayesTrainer(new()), new MultinomialNaiveBayesTrainer(new()),
            new ComplementNaiveBayesTrainer(new()), new BernoulliNaiveBayesTrainer(new())])
        {
            var rows = TrainingSet.Classification(new double[] { 0, 1, 3, 4 }, [new("x")], new[] { 0, 0, 2, 2 }, 3);
            Assert.Equal(0, Score(trainer.Fit(rows, 0, CancellationToken.None), 2)[1]);
        }
    }

    [Fact]
    public void Columns_that_never_vary_leave_the_prior()
    {
        var model = new GaussianNaiveBayesTrainer(new()).Fit(Rows([7, 7, 7, 7], [0, 0, 0, 1]), 0, CancellationToken.None);
        Assert.Equal(0.75, Score(model, 7)[0], 12);
        Assert.Equal(0.75, Score(model, 900)[0], 9);
    }

    [Fact]
    public void Values_beyond_every_density_get_equal_shares_and_not_NaN() =>
        Assert.Equal([0.5, 0.5], Score(new GaussianNaiveBayesTrainer(new()).Fit(Rows([-1, 1, 3, 5], [0, 0, 1, 1]), 0, CancellationToken.None),
            1e300));

    [Fact]
    public void Counts_beyond_all_reason_are_scored()
    {
        var model = new MultinomialNaiveBayesTrainer(new()).Fit(Rows([1, 2, 3, 4, 5, 6, 7, 9], [0, 0, 1, 1]), 0, CancellationToken.None);
        foreach (double value in (double[])[-5, 1e12, 1e308, -1e308])
            Assert.Equal(1, Score(model, value, value).Sum(), 12);
    }

    [Fact]
    public void Negative_counts_are_refused_with_their_place()
    {
        var fault = Assert.Throws<TrainingException>(() => new MultinomialNaiveBayesTrainer(new())
            .Fit(Rows([1, 2, -3, 4], [0, 0, 1, 1]), 0, CancellationToken.None));
        Assert.Contains("row 2", fault.Message);
    }

    [Fact]
    public void Categories_count_as_in_the_play_tennis_table()
    {
        // Mitchell, Machine Learning, section 6.9.1: 14 days; outlook, temperature, humidity, wind.
        // For (sunny, cool, high, strong) without smoothing no : yes = .0206 : .0053, so P(no) = .795.
        int[][] days =
        [
            [0, 0, 0, 0, 0], [0, 0, 0, 1, 0], [1, 0, 0, 0, 1], [2, 1, 0, 0, 1], [2, 2, 1, 0, 1], [2, 2, 1, 1, 0], [1, 2, 1, 1, 1],
            [0, 1, 0, 0, 0], [0, 2, 1, 0, 1], [2, 1, 1, 0, 1], [0, 1, 1, 1, 1], [1, 1, 0, 1, 1], [1, 0, 1, 0, 1], [2, 1, 0, 1, 0],
        ];
        var rows = TrainingSet.Classification(days.SelectMany(d => d[..4]).Select(v => (double)v).ToArray(),
            [new("outlook", 3), new("temperature", 3), new("humidity", 2), new("wind", 2)], days.Select(d => d[4]).ToArray(), 2);
        var model = new CategoricalNaiveBayesTrainer(new(0)).Fit(rows, 0, CancellationToken.None);
        Assert.Equal(0.795, Score(model, 0, 2, 0, 1)[0], 0.0005);
        // What is missing or no code of the column takes no part.
        Assert.Equal(5 / 14.0, Score(model, double.NaN, 7, double.NaN, -1)[0], 12);
        // With α = 1 (scikit-learn's definition): sunny given no (3 + 1) / (5 + 3), given yes (2 + 1) / (9 + 3).
        model = new CategoricalNaiveBayesTrainer(new()).Fit(rows, 0, CancellationToken.None);
        double no = 5 * 4 / 8.0, yes = 9 * 3 / 12.0;
        Assert.Equal(no / (no + yes), Score(model, 0, double.NaN, double.NaN, double.NaN)[0], 12);
    }

    [Fact]
    public void Numbers_are_cut_into_parts_of_equal_weight()
    {
        // Weights 3, 1, 1, 1 over 1 … 4 and two parts: half of the weight lies at 1.
        var rows = TrainingSet.Classification(new double[] { 1, 2, 3, 4 }, [new("x")], new[] { 0, 1, 1, 1 }, 2, new double[] { 3, 1, 1, 1 });
        var model = new CategoricalNaiveBayesTrainer(new(1e-10, 2)).Fit(rows, 0, CancellationToken.None);
        Assert.Equal(1, Score(model, 0.5)[0], 6);
        Assert.Equal(1, Score(model, 1)[0], 6);
        Assert.Equal(0, Score(model, 1.5)[0], 6);
    }

    private static TrainingSet Rows(double[] features, int[] labels)
    {
        int columns = features.Length / labels.Length;
        return TrainingSet.Classification(features, [.. Enumerable.Range(0, columns).Select(c => new FeatureInfo($"x{c}"))], labels, 2);
    }

    private static double[] Score(IPredictor model, params double[] row)
    {
        double[] output = new double[model.Outputs];
        model.Score(row, output);
        return output;
    }
}
