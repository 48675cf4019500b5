namespace Kolosal.Learning.Linear;

public class StochasticDescentTests
{
    [Fact]
    public void The_log_loss_comes_near_the_minimum_that_logistic_regression_finds()
    {
        const double Alpha = 0.01;
        var rows = Standard(LinearRows.Classification(1000, 4, 2, 1));
        var exact = (LinearPredictor)new LogisticTrainer(new LogisticOptions(1 / (Alpha * 1000))).Fit(rows, 0, CancellationToken.None);
        double least = Objective(exact, rows, Alpha);
        foreach (var options in (SgdOptions[])[
            new(SgdLoss.Log, Alpha), new(SgdLoss.Log, Alpha, Average: true), new(SgdLoss.Log, Alpha, EarlyStopping: true),
            new(SgdLoss.Log, Alpha, Schedule: SgdSchedule.Adaptive), new(SgdLoss.Log, Alpha, Schedule: SgdSchedule.Constant),
                new(SgdLoss.Log, Alpha, Schedule: SgdSchedule.InverseScaling)])
        {
            double reached = Objective((LinearPredictor)new SgdClassifierTrainer(options).Fit(rows, 1, CancellationToken.None), rows, Alpha);
            Assert.InRange(reached, least - 1e-9, 1.05 * least);
        }
    }

    [Fact]
    public void The_squared_loss_comes_near_ridge()
    {
        const double Alpha = 0.01;
        var rows = Standard(LinearRows.Regression(1000, 4, 2));
        var ridge = (LinearPredictor)new RidgeTrainer(new RidgeOptions(Alpha * 1000)).Fit(rows, 0, CancellationToken.None);
        var found = (LinearPredictor)new SgdRegressorTrainer(new SgdOptions(SgdLoss.Squared, Alpha, Schedule: SgdSchedule.Adaptive, Tolerance: 1e-5))
            .Fit(rows, 1, CancellationToken.None);
        for (int c = 0; c < 4; c++) Assert.Equal(ridge.Coefficients[c], found.Coefficients[c], 0.02);
    }

    [Theory, InlineData(SgdLoss.Huber), InlineData(SgdLoss.EpsilonInsensitive)]
    public void Robust_losses_are_not_moved_by_outliers(SgdLoss loss)
    {
        var rows = Standard(LinearRows.Regression(1000, 3, 3, noise: 0.3));
        var bent = TrainingSet.Regression(rows.Features, rows.Columns,
            rows.Targets.ToArray().Select((y, row) => row % 12 == 0 ? y + 60 : y).ToArray());
        double Miss(SgdLoss kind) => LinearRows.Residuals(
            new SgdRegressorTrainer(new SgdOptions(kind, Schedule: SgdSchedule.InverseScaling, Average: true)).Fit(bent, 1, CancellationToken.None),
                rows).Average(Math.Abs);
        Assert.True(Miss(loss) < 0.5 * Miss(SgdLoss.Squared), $"{Miss(loss)} against {Miss(SgdLoss.Squared)}");
    }

    [Fact]
    public void Absolute_values_leave_coefficients_at_exactly_zero()
    {
        var rows = Standard(LinearRows.Classification(500, 20, 2, 4));
        var sparse = (LinearPredictor)new SgdClassifierTrainer(new SgdOptions(SgdLoss.Log, 0.02, L1Ratio: 1)).Fit(rows, 1, CancellationToken.None);
        var dense = (LinearPredictor)new SgdClassifierTrainer(new SgdOptions(SgdLoss.Log, 0.02)).Fit(rows, 1, CancellationToken.None);
        Assert.InRange(sparse.Coefficients.ToArray().Count(w => w == 0), 8, 18);
        Assert.DoesNotContain(0.0, dense.Coefficients.ToArray());
    }

    [Theory, InlineData(SgdLoss.Hinge, LinearLink.Logistic), InlineData(SgdLoss.Log, LinearLink.Logistic),
        InlineData(SgdLoss.ModifiedHuber, LinearLink.Clipped)]
    public void Every_loss_of_classes_separates_what_can_be_separated(SgdLoss loss, LinearLink link)
    {
        TrainingSet training = Standard(LinearRows.Classification(600, 3, 2, 5, noise: 0.1)),
            test = Standard(LinearRows.Classification(600, 3, 2, 6, noise: 0.1));
        var model = (LinearPredictor)new SgdClassifierTrainer(new SgdOptions(loss)).Fit(training, 1, CancellationToken.None);
        Assert.Equal(link, model.Link);
        double[] p = LinearRows.Score(model, test.Features.Span);
        Assert.True(Enumerable.Range(0, 600).Count(row => p[2 * row + 1] > 0.5 == (test.Labels.Span[row] == 1)) > 550);
    }

    [Fact]
    public void Steps_that_grow_without_bound_are_refused_with_advice()
    {
        var rows = LinearRows.Regression(100, 3, 7);
        var wide = rows.WithFeatures(rows.Features.ToArray().Select(v => 1e4 * v).ToArray(), rows.Columns);
        var trainer = new SgdRegressorTrainer(new SgdOptions(SgdLoss.Squared, Schedule: SgdSchedule.Constant, Eta: 0.1));
        Assert.Contains("lower eta", Assert.Throws<TrainingException>(() => trainer.Fit(wide, 1, CancellationToken.None)).Message);
    }

    [Fact]
    public void Losses_of_the_other_kind_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new SgdClassifierTrainer(new SgdOptions(SgdLoss.Squared)));
        Assert.Throws<ArgumentException>(() => new SgdRegressorTrainer(new SgdOptions(SgdLoss.Hinge)));
    }

    /// <summary>Mean log loss and α / 2 ‖w‖².</summary>
    private static double Objective(LinearPredictor model, TrainingSet rows, double alpha)
    {
        double[] p = LinearRows.Score(model, rows.Features.Span);
        return Enumerable.Range(0, rows.Rows).Average(row => -Math.Log(p[2 * row + rows.Labels.Span[row]])) + alpha / 2 * model.Coefficients.ToArray()
            .Sum(w => w * w);
    }

    /// <summary>The same rows with columns of mean 0 and deviation 1.</summary>
    private static TrainingSet Standard(TrainingSet rows)
    {
        int p = rows.Columns.Length;
        double[] x = rows.Features.ToArray();
        for (int c = 0; c < p; c++)
        {
            double mean = Enumerable.Range(0, rows.Rows).Average(row => x[row * p + c]);
            double deviation = Math.Sqrt(Enumerable.Range(0, rows.Rows).Average(row => (x[row * p + c] - mean) * (x[row * p + c] - mean)));
            for (int row = 0; row < rows.Rows; row++) x[row * p + c] = (x[row * p + c] - mean) / deviation;
        }
        return rows.WithFeatures(x, rows.Columns);
    }
}
