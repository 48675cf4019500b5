using Kolosal.Statistics;

namespace Kolosal.Learning.Linear;

public class QuantileTests
{
    [Theory, InlineData(0.1, 0), InlineData(0.5, 0), InlineData(0.9, 0), InlineData(0.25, 0.02), InlineData(0.5, 0.1)]
    public void No_direction_lowers_the_loss(double quantile, double alpha)
    {
        foreach (var rows in (TrainingSet[])[LinearRows.Regression(300, 5, 1, weights: LinearRows.Weights(300)), Tied(240),
            LinearRows.Regression(3000, 4, 2)])
        {
            var model = Fit(rows, quantile, alpha);
            var random = new SeededRandom(3);
            for (int tries = 0; tries < 200; tries++)
            {
                double[] direction = [.. Enumerable.Range(0, model.Inputs + 1).Select(_ => random.Next(3) == 0 ? 0 : random.NextNormal())];
                Assert.True(Slope(model, rows, quantile, alpha, direction) >= -1e-9);
            }
        }
    }

    [Theory, InlineData(0.1), InlineData(0.5), InlineData(0.8)]
    public void The_share_of_rows_below_is_the_quantile(double quantile)
    {
        // At the optimum of a model with an intercept at most τ n rows lie below and at most (1 − τ) n above; p + 1 lie on it.
        var rows = LinearRows.Regression(997, 4, 4);
        double[] residuals = LinearRows.Residuals(Fit(rows, quantile, 0), rows);
        int on = residuals.Count(r => Math.Abs(r) < 1e-9), below = residuals.Count(r => r < -1e-9);
        Assert.Equal(5, on);
        Assert.InRange(below, quantile * 997 - 5, quantile * 997);
    }

    [Fact]
    public void Growing_samples_end_at_the_same_answer_as_a_plain_search()
    {
        // The median of exact integers: y is 3 x + noise symmetric in {−2 … 2}, half of it 0, so the median line is 3 x itself.
        var random = new SeededRandom(5);
        double[] x = [.. Enumerable.Range(0, 20_000).Select(_ => random.NextNormal())];
        double[] y = [.. x.Select(v => 3 * v + (random.Next(2) == 0 ? 0 : random.Next(5) - 2))];
        var model = Fit(TrainingSet.Regression(x, LinearRows.Columns(1), y), 0.5, 0);
        Assert.Equal(3, model.Coefficients[0], 1e-9);
        Assert.Equal(0, model.Intercepts[0], 1e-9);
    }

    [Fact]
    public void Without_information_the_answer_is_the_weighted_quantile()
    {
        var rows = TrainingSet.Regression(new double[5], LinearRows.Columns(1), new double[] { 1, 2, 3, 4, 100 }, new double[] { 1, 1, 5, 1, 1 });
        Assert.Equal(3, LinearRows.Score(Fit(rows, 0.5, 0), [0])[0], 1e-12);
        Assert.Equal(100, LinearRows.Score(Fit(rows, 0.95, 0), [0])[0], 1e-12);
    }

    [Fact]
    public void A_great_penalty_leaves_no_coefficient()
    {
        var model = Fit(LinearRows.Regression(101, 4, 6), 0.5, 100);
        Assert.All(model.Coefficients.ToArray(), w => Assert.Equal(0, w));
    }

    [Fact]
    public void Another_unit_of_the_target_is_another_unit_of_the_model()
    {
        var rows = LinearRows.Regression(150, 3, 7);
        var scaled = TrainingSet.Regression(rows.Features, rows.Columns, rows.Targets.ToArray().Select(y => 1e5 * y).ToArray());
        LinearPredictor plain = Fit(rows, 0.3, 0), after = Fit(scaled, 0.3, 0);
        for (int c = 0; c < 3; c++) Assert.Equal(1e5 * plain.Coefficients[c], after.Coefficients[c], 1e-4);
    }

    [Fact]
    public void Columns_that_depend_on_each_other_and_few_rows_are_no_obstacle()
    {
        var rows = LinearRows.Regression(60, 2, 8);
        double[] x = [.. Enumerable.Range(0, 60).SelectMany(
            row => new[] { rows.Row(row)[0], rows.Row(row)[1], rows.Row(row)[0] + rows.Row(row)[1], 5 })];
        var dependent = rows.WithFeatures(x, LinearRows.Columns(4));
        Assert.Equal(LinearRows.Pinball(Fit(rows, 0.4, 0), rows, 0.4, 0), LinearRows.Pinball(Fit(dependent, 0.4, 0), dependent, 0.4, 0), 1e-10);
        var few = LinearRows.Regression(5, 10, 9);
        Assert.Equal(0, LinearRows.Pinball(Fit(few, 0.5, 0), few, 0.5, 0), 1e-9);
    }

    /// <summary>The derivative of the objective along a direction, from its definition.</summary>
    private static double Slope(LinearPredictor model, TrainingSet rows, double quantile, double alpha, double[] direction)
    {
        double[] residuals = LinearRows.Residuals(model, rows);
        double sum = 0, total = 0, penalty = 0;
        for (int row = 0; row < rows.Rows; row++)
        {
            double along = -direction[^1];
            for (int c = 0; c < model.Inputs; c++) along -= direction[c] * rows.Row(row)[c];
            double way = Math.Abs(residuals[row]) > 1e-8 ? residuals[row] : along;
            sum += rows.Weight(row) * (way >= 0 ? quantile : quantile - 1) * along;
            total += rows.Weight(row);
        }
        for (int c = 0; c < model.Inputs; c++)
            penalty += model.Coefficients[c] != 0 ? Math.Sign(model.Coefficients[c]) * direction[c] : Math.Abs(direction[c]);
        return sum / total + alpha * penalty;
    }

    /// <summary>Small integers with many equal rows and equal residuals.</summary>
    private static TrainingSet Tied(int count)
    {
        var random = new SeededRandom(11);
        double[] x = new double[count * 3], y = new double[count];
        for (int row = 0; row < count; row++)
        {
            for (int c = 0; c < 3; c++) x[row * 3 + c] = random.Next(4);
            y[row] = x[row * 3] + x[row * 3 + 1] + x[row * 3 + 2] + random.Next(7) - 3;
        }
        return TrainingSet.Regression(x, LinearRows.Columns(3), y, LinearRows.Weights(count));
    }

    private static LinearPredictor Fit(TrainingSet rows, double quantile, double alpha) =>
        (LinearPredictor)new QuantileTrainer(new QuantileOptions(quantile, alpha)).Fit(rows, 1, CancellationToken.None);
}
