namespace Kolosal.Learning.Linear;

public class MinSquaresTests
{
    [Fact]
    public void Residuals_are_orthogonal_to_every_column_and_to_the_constant()
    {
        var rows = LinearRows.Regression(300, 6, 1, weights: LinearRows.Weights(300));
        double[] residuals = LinearRows.Residuals(Fit(rows), rows);
        Assert.All(LinearRows.Products(rows, residuals), product => Assert.Equal(0, product, 8));
        Assert.Equal(0, residuals.Select((r, row) => r * rows.Weight(row)).Sum(), 8);
    }

    [Fact]
    public void Columns_that_repeat_each_other_share_the_coefficient()
    {
        // Of all (a, b) with a + b = 3 the shortest is (1.5, 1.5); with b on twice the column, a + 2 b = 3, it is (0.6, 1.2).
        double[] x = [.. Enumerable.Range(0, 40).Select(i => Math.Sin(i))];
        var same = TrainingSet.Regression(x.SelectMany(v => new[] { v, v }).ToArray(), LinearRows.Columns(2), x.Select(v => 7 + 3 * v).ToArray());
        Near([1.5, 1.5], Fit(same).Coefficients, 1e-12);
        var twice = TrainingSet.Regression(x.SelectMany(v => new[] { v, 2 * v }).ToArray(), LinearRows.Columns(2),
            x.Select(v => 7 + 3 * v).ToArray());
        Near([0.6, 1.2], Fit(twice).Coefficients, 1e-12);
    }

    [Fact]
    public void All_levels_of_a_category_and_a_constant_are_no_obstacle()
    {
        double[] x = [.. Enumerable.Range(0, 60).SelectMany(i => new[] { i % 3 == 0 ? 1.0 : 0, i % 3 == 1 ? 1.0 : 0, i % 3 == 2 ? 1.0 : 0, 4.2 })];
        double[] y = [.. Enumerable.Range(0, 60).Select(i => 10.0 * (i % 3))];
        var model = Fit(TrainingSet.Regression(x, LinearRows.Columns(4), y));
        Near(y, LinearRows.Score(model, x), 1e-10);
        Near([-10, 0, 10, 0], model.Coefficients, 1e-10); // group means less their mean: the shortest
    }

    [Fact]
    public void More_columns_than_rows_are_met_exactly_by_the_shortest_coefficients()
    {
        var rows = LinearRows.Regression(12, 30, 5);
        var model = Fit(rows);
        Near(rows.Targets.ToArray(), LinearRows.Score(model, rows.Features.Span), 1e-9);
        // As its penalty vanishes ridge tends to the shortest solution (here the error is of the order of the penalty).
        var ridge = (LinearPredictor)new RidgeTrainer(new RidgeOptions(1e-6)).Fit(rows, 0, CancellationToken.None);
        Near(ridge.Coefficients.ToArray(), model.Coefficients, 1e-5);
    }

    [Fact]
    public void Columns_on_unlike_scales_keep_their_digits()
    {
        var random = new Statistics.SeededRandom(3);
        double[] x = new double[300], y = new double[100];
        for (int i = 0; i < 100; i++)
        {
            (x[3 * i], x[3 * i + 1], x[3 * i + 2]) = (1e6 + random.NextNormal(), 1e-3 * random.NextNormal(), random.NextNormal());
            y[i] = 2 * (x[3 * i] - 1e6) + 4000 * x[3 * i + 1] - x[3 * i + 2];
        }
        var found = Fit(TrainingSet.Regression(x, LinearRows.Columns(3), y)).Coefficients.ToArray();
        Assert.Equal(2, found[0], 1e-8);
        Assert.Equal(4000, found[1], 1e-5);
        Assert.Equal(-1, found[2], 1e-8);
    }

    [Fact]
    public void Scaling_a_column_scales_its_coefficient_the_other_way()
    {
        var rows = LinearRows.Regression(200, 4, 2);
        double[] scaled = [.. rows.Features.ToArray().Select((v, i) => i % 4 == 1 ? 1000 * v : v)];
        double[] plain = Fit(rows).Coefficients.ToArray(), after = Fit(rows.WithFeatures(scaled, rows.Columns)).Coefficients.ToArray();
        Near([plain[0], plain[1] / 1000, plain[2], plain[3]], after, 1e-9);
    }

    private static LinearPredictor Fit(TrainingSet rows) => (LinearPredictor)new LinearRegressionTrainer().Fit(rows, 0, CancellationToken.None);

    private static void Near(double[] expected, ReadOnlySpan<double> got, double tolerance)
    {
        Assert.Equal(expected.Length, got.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], got[i], tolerance);
    }
}
