namespace Kolosal.Learning.Linear;

public class ElasticNetTests
{
    [Theory, InlineData(1, 0.1), InlineData(1, 0.5), InlineData(0.4, 0.2), InlineData(0, 0.3)]
    public void The_conditions_of_Karush_Kuhn_and_Tucker_hold(double l1Ratio, double alpha)
    {
        var rows = LinearRows.Regression(150, 12, 1, weights: LinearRows.Weights(150));
        CheckConditions(rows, Fit(rows, alpha, l1Ratio), alpha, l1Ratio);
    }

    [Theory, InlineData(1), InlineData(0.5)]
    public void They_hold_as_well_with_more_columns_than_rows(double l1Ratio)
    {
        var rows = LinearRows.Regression(30, 80, 2, weights: LinearRows.Weights(30));
        CheckConditions(rows, Fit(rows, 0.3, l1Ratio), 0.3, l1Ratio);
    }

    [Theory, InlineData(1), InlineData(0.3)]
    public void The_path_starts_where_the_last_coefficient_goes(double l1Ratio)
    {
        var rows = LinearRows.Regression(100, 8, 3);
        double most = ElasticNetPath.MaxPenalty(rows, l1Ratio, CancellationToken.None);
        Assert.All(Fit(rows, most, l1Ratio).Coefficients.ToArray(), w => Assert.Equal(0, w));
        Assert.Equal(1, Fit(rows, 0.99 * most, l1Ratio).Coefficients.ToArray().Count(w => w != 0));
    }

    [Fact]
    public void Along_the_path_the_coefficients_are_those_found_one_by_one()
    {
        var rows = LinearRows.Regression(100, 8, 4);
        double[] alphas = ElasticNetPath.Penalties(ElasticNetPath.MaxPenalty(rows, 1, CancellationToken.None), 12);
        var path = ElasticNetPath.Along(rows, alphas, 1, CancellationToken.None).ToArray();
        for (int i = 0; i < alphas.Length; i++)
        {
            double[] alone = Fit(rows, alphas[i], 1).Coefficients.ToArray();
            for (int c = 0; c < alone.Length; c++) Assert.Equal(alone[c], path[i].Coefficients[c], 1e-5);
        }
    }

    [Fact]
    public void Without_absolute_values_it_is_ridge()
    {
        var rows = LinearRows.Regression(120, 6, 5);
        var ridge = (LinearPredictor)new RidgeTrainer(new RidgeOptions(0.2 * 120)).Fit(rows, 0, CancellationToken.None);
        double[] found = Fit(rows, 0.2, 0).Coefficients.ToArray();
        for (int c = 0; c < found.Length; c++) Assert.Equal(ridge.Coefficients[c], found[c], 1e-5);
    }

    [Fact]
    public void The_duality_gap_bounds_the_distance_to_the_minimum()
    {
        var moments = CrossMoments.Of(LinearRows.Regression(100, 10, 6), CancellationToken.None);
        var descent = new CoordinateDescent(new FullGram(moments.Gram, 10), moments.Moment, moments.TargetSquares, CancellationToken.None);
        const double A = 20, B = 5;
        double Objective() => 0.5 * moments.TargetSquares - descent.Coefficients.Select((w, j) => w * moments.Moment[j]).Sum()
            + 0.5 * descent.Coefficients.Select((w, j) => w * descent.Coefficients.Select((v, k) => v * moments.Gram[j * 10 + k]).Sum()).Sum()
            + A * descent.Coefficients.Sum(Math.Abs) + B / 2 * descent.Coefficients.Sum(w => w * w);
        var gaps = new List<(double Gap, double Objective)>();
        foreach (double tolerance in (double[])[1, 1e-2, 1e-4, 1e-6, 1e-13])
        {
            descent.Minimize(A, B, tolerance, 10_000);
            gaps.Add((descent.Gap(A, B), Objective()));
        }
        Assert.All(gaps, g => Assert.True(g.Objective - gaps[^1].Objective <= g.Gap + 1e-9 * moments.TargetSquares));
        Assert.True(gaps[^1].Gap < 1e-12 * moments.TargetSquares);
    }

    [Fact]
    public void A_cross_validated_penalty_drops_most_columns_of_noise_and_keeps_the_signal()
    {
        var rows = LinearRows.Regression(200, 40, 7);
        var model = (LinearPredictor)new LassoTrainer(new LassoOptions(Choice: PenaltyChoice.CrossValidated)).Fit(rows, 1, CancellationToken.None);
        Assert.All(model.Coefficients[..3].ToArray(), w => Assert.True(Math.Abs(w) > 0.2));
        Assert.InRange(model.Coefficients[3..].ToArray().Count(w => w != 0), 0, 20);
    }

    [Fact]
    public void Folds_from_moments_choose_as_folds_from_rows_do()
    {
        // The same rows with columns of zeros added: columns outnumber rows, so that the other way is taken; they change no model.
        var rows = LinearRows.Regression(40, 5, 8);
        double[] padded = new double[40 * 45];
        for (int row = 0; row < 40; row++) rows.Row(row).CopyTo(padded.AsSpan(row * 45));
        var options = new ElasticNetOptions(Choice: PenaltyChoice.CrossValidated, PathLength: 30);
        double expected = ElasticNetPath.Choose(rows.WithFeatures(padded, LinearRows.Columns(45)), options, 3, CancellationToken.None);
        Assert.Equal(expected, ElasticNetPath.Choose(rows, options, 3, CancellationToken.None), 1e-9);
    }

    [Theory, InlineData(0, 0.5), InlineData(-1, 0.5), InlineData(1, -0.1), InlineData(1, 1.1), InlineData(double.NaN, 0.5)]
    public void Options_outside_their_range_are_refused(double alpha, double l1Ratio) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ElasticNetOptions(alpha, l1Ratio));

    /// <summary>The model of penalties in the target's own unit.</summary>
    private static LinearPredictor Fit(TrainingSet rows, double alpha, double l1Ratio) =>
        (LinearPredictor)new ElasticNetTrainer(LinearRows.InDeviations(alpha, l1Ratio, LinearRows.TargetMoments(rows).Deviation))
            .Fit(rows, 0, CancellationToken.None);

    private static void CheckConditions(TrainingSet rows, LinearPredictor model, double alpha, double l1Ratio)
    {
        double[] residuals = LinearRows.Residuals(model, rows), products = LinearRows.Products(rows, residuals);
        double total = Enumerable.Range(0, rows.Rows).Sum(rows.Weight), absolute = alpha * l1Ratio, squares = alpha * (1 - l1Ratio);
        Assert.Equal(0, residuals.Select((r, row) => r * rows.Weight(row)).Sum() / total, 9);
        for (int c = 0; c < products.Length; c++)
        {
            double w = model.Coefficients[c], pull = products[c] / total - squares * w;
            if (w == 0) Assert.True(Math.Abs(pull) <= absolute + 1e-5);
            else Assert.Equal(absolute * Math.Sign(w), pull, 1e-5);
        }
    }
}
