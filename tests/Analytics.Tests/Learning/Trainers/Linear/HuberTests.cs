namespace Kolosal.Learning.Linear;

public class HuberTests
{
    [Fact]
    public void The_gradient_is_zero_at_the_scale_that_the_residuals_ask_for()
    {
        const double Epsilon = 1.35, Alpha = 0.01;
        var rows = WithOutliers(200, LinearRows.Weights(200));
        var model = Fit(rows, Alpha * LinearRows.TargetMoments(rows).Deviation);
        double[] residuals = LinearRows.Residuals(model, rows);

        // The best σ: Σ w = Σ_in w r² / σ² + ε² Σ_out w, whose right side falls with σ; found by bisection.
        double low = 1e-6, high = 1e6;
        for (int i = 0; i < 200; i++)
        {
            double middle = Math.Sqrt(low * high), right = 0;
            for (int row = 0; row < rows.Rows; row++)
            {
                double z = residuals[row] / middle;
                right += rows.Weight(row) * (Math.Abs(z) <= Epsilon ? z * z : Epsilon * Epsilon);
            }
            (low, high) = right > Enumerable.Range(0, rows.Rows).Sum(rows.Weight) ? (middle, high) : (low, middle);
        }
        double[] slopes = [.. residuals.Select(r => 2 * Math.Clamp(r / low, -Epsilon, Epsilon))];
        double[] products = LinearRows.Products(rows, slopes);
        Assert.Equal(0, slopes.Select((s, row) => s * rows.Weight(row)).Sum(), 1e-3);
        for (int c = 0; c < products.Length; c++) Assert.Equal(2 * Alpha * model.Coefficients[c], products[c], 1e-3);
    }

    [Fact]
    public void Outliers_move_it_little()
    {
        // Without noise in the other rows the true coefficients are 1.2, −0.75 and 0.4 (the signal over the columns' scales).
        var rows = WithOutliers(300, null);
        double[] huber = Fit(rows, 0).Coefficients.ToArray();
        double[] squares = ((LinearPredictor)new LinearRegressionTrainer().Fit(rows, 0, CancellationToken.None)).Coefficients.ToArray();
        double[] truth = [1.2, -0.75, 0.4];
        double Error(double[] found) => truth.Select((t, c) => Math.Abs(found[c] - t)).Sum();
        Assert.True(Error(huber) < 0.25 * Error(squares), $"{Error(huber)} against {Error(squares)}");
    }

    [Fact]
    public void Another_unit_of_the_target_is_another_unit_of_the_model()
    {
        var rows = WithOutliers(150, null);
        var scaled = TrainingSet.Regression(rows.Features, rows.Columns, rows.Targets.ToArray().Select(y => 1000 * y - 5e4).ToArray());
        LinearPredictor plain = Fit(rows, 0), after = Fit(scaled, 0);
        for (int c = 0; c < 3; c++) Assert.Equal(1000 * plain.Coefficients[c], after.Coefficients[c], 1e-2);
        Assert.Equal(1000 * plain.Intercepts[0] - 5e4, after.Intercepts[0], 1e-1);
    }

    [Fact]
    public void With_a_wide_bound_it_is_least_squares()
    {
        var rows = LinearRows.Regression(150, 3, 4);
        var huber = (LinearPredictor)new HuberTrainer(new HuberOptions(100, 0)).Fit(rows, 0, CancellationToken.None);
        var squares = (LinearPredictor)new LinearRegressionTrainer().Fit(rows, 0, CancellationToken.None);
        for (int c = 0; c < 3; c++) Assert.Equal(squares.Coefficients[c], huber.Coefficients[c], 1e-5);
    }

    [Fact]
    public void Equal_targets_are_learnt_as_such() =>
        Assert.Equal(4, LinearRows.Score(new HuberTrainer(new HuberOptions())
            .Fit(TrainingSet.Regression(new double[] { 1, 2, 3 }, LinearRows.Columns(1), new double[] { 4, 4, 4 }), 0, CancellationToken.None),
            [7])[0], 12);

    private static TrainingSet WithOutliers(int count, double[]? weights)
    {
        var rows = LinearRows.Regression(count, 3, 2, noise: 0.2, weights: weights);
        double[] y = [.. rows.Targets.ToArray().Select((t, row) => row % 10 == 3 ? t + 40 + 5 * rows.Row(row)[0] : t)];
        return TrainingSet.Regression(rows.Features, rows.Columns, y, rows.Weights);
    }

    private static LinearPredictor Fit(TrainingSet rows, double alpha) =>
        (LinearPredictor)new HuberTrainer(new HuberOptions(1.35, alpha)).Fit(rows, 0, CancellationToken.None);
}
