namespace Kolosal.Learning.Linear;

public class GeneralizedLinearTests
{
    [Theory, InlineData(1), InlineData(1.3), InlineData(1.5), InlineData(1.9), InlineData(2), InlineData(3)]
    public void The_gradient_of_the_penalised_deviance_is_zero(double power)
    {
        const double Alpha = 0.05;
        var rows = Rows(200, weights: LinearRows.Weights(200));
        var model = Fit(rows, power, Alpha / Math.Pow(LinearRows.TargetMoments(rows).Mean, 2 - power));
        // d/dη of half the deviance at μ = e^η is −(y − μ) μ^(1 − p).
        double[] mu = LinearRows.Score(model, rows.Features.Span),
            pull = [.. mu.Select((m, row) => (rows.Targets.Span[row] - m) * Math.Pow(m, 1 - power))];
        double total = Enumerable.Range(0, rows.Rows).Sum(rows.Weight);
        double[] products = LinearRows.Products(rows, pull);
        Assert.Equal(0, pull.Select((r, row) => r * rows.Weight(row)).Sum() / total, 1e-5);
        for (int c = 0; c < products.Length; c++) Assert.Equal(Alpha * model.Coefficients[c], products[c] / total, 1e-5);
    }

    [Theory, InlineData(1), InlineData(1.5), InlineData(2)]
    public void Without_information_the_answer_is_the_mean(double power)
    {
        var rows = TrainingSet.Regression(new double[6], LinearRows.Columns(1), new double[] { 1, 2, 3, 4, 5, 9 }, new double[] { 1, 1, 1, 1, 1, 2 });
        Assert.Equal(33.0 / 7, LinearRows.Score(Fit(rows, power, 0.1), [0])[0], 1e-5);
    }

    [Fact]
    public void Without_a_penalty_another_unit_of_the_target_moves_the_intercept_alone()
    {
        foreach (double power in (double[])[1, 1.5, 2])
        {
            var rows = Rows(150);
            var cents = TrainingSet.Regression(rows.Features, rows.Columns, rows.Targets.ToArray().Select(y => 100 * y).ToArray());
            LinearPredictor plain = Fit(rows, power, 0), after = Fit(cents, power, 0);
            Assert.Equal(plain.Intercepts[0] + Math.Log(100), after.Intercepts[0], 1e-5);
            for (int c = 0; c < 4; c++) Assert.Equal(plain.Coefficients[c], after.Coefficients[c], 1e-5);
        }
    }

    [Fact]
    public void The_named_families_are_their_powers()
    {
        var rows = Rows(100);
        Assert.Equal(Fit(rows, 1, 0.1).Coefficients, ((LinearPredictor)new PoissonTrainer(0.1).Fit(rows, 0, CancellationToken.None)).Coefficients);
        Assert.Equal(Fit(rows, 2, 0.1).Coefficients, ((LinearPredictor)new GammaTrainer(0.1).Fit(rows, 0, CancellationToken.None)).Coefficients);
    }

    [Fact]
    public void Targets_that_a_family_does_not_have_are_refused_unless_their_rows_are_absent()
    {
        double[] x = [1, 2, 3, 4];
        TrainingSet Set(double odd, double weight) =>
            TrainingSet.Regression(x, LinearRows.Columns(1), new[] { 1, 2, odd, 3 }, new[] { 1, 1, weight, 1 });
        Assert.Contains("row 2", Assert.Throws<TrainingException>(() => new PoissonTrainer(0).Fit(Set(-1, 1), 0, CancellationToken.None)).Message);
        Assert.Contains("row 2", Assert.Throws<TrainingException>(() => new GammaTrainer(0).Fit(Set(0, 1), 0, CancellationToken.None)).Message);
        Assert.NotNull(new PoissonTrainer(0).Fit(Set(0, 1), 0, CancellationToken.None));
        Assert.NotNull(new GammaTrainer(0).Fit(Set(-1, 0), 0, CancellationToken.None));
        Assert.Throws<TrainingException>(() => new PoissonTrainer(0)
            .Fit(TrainingSet.Regression(x, LinearRows.Columns(1), new double[4]), 0, CancellationToken.None));
    }

    [Theory, InlineData(0.9), InlineData(3.1), InlineData(double.NaN)]
    public void Powers_without_a_family_are_refused(double power) => Assert.Throws<ArgumentOutOfRangeException>(() => new TweedieOptions(power));

    private static TrainingSet Rows(int count, double[]? weights = null) =>
        LinearRows.Regression(count, 4, 1, weights: weights, target: v => Math.Exp(0.3 * v));

    private static LinearPredictor Fit(TrainingSet rows, double power, double alpha) =>
        (LinearPredictor)new TweedieTrainer(new TweedieOptions(power, alpha)).Fit(rows, 0, CancellationToken.None);
}
