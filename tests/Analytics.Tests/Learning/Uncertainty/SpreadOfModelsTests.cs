using Kolosal.Statistics;

namespace Kolosal.Learning.Uncertainty;

/// <summary>The trainers that know their spread, and conformal intervals built on it:
/// fresh rows of a seeded table whose noise grows along x.</summary>
public class SpreadOfModelsTests
{
    private const double Alpha = 0.2;

    [Theory, InlineData("bayesian_ridge", IntervalBasis.Deviation), InlineData("quantile_forest", IntervalBasis.Quantiles),
        InlineData("ridge", IntervalBasis.Prediction)]
    public void Intervals_on_a_real_model_cover_fresh_rows_about_as_often_as_promised(string trainer, IntervalBasis basis)
    {
        var model = Trainers.Get(trainer).Create(HyperParameters.Empty).Fit(Rows(400, 1), 1, default);
        TrainingSet held = Rows(300, 2), fresh = Rows(1000, 3);
        double[] truth = held.Targets.ToArray(), predicted = new double[held.Rows], deviations = new double[held.Rows], low = new double[held.Rows],
            high = new double[held.Rows];
        double[] ends = new double[2];
        for (int row = 0; row < held.Rows; row++)
        {
            model.Score(held.Row(row), predicted.AsSpan(row, 1));
            if (model is IUncertainPredictor unsure) deviations[row] = unsure.Predict(held.Row(row)).StandardDeviation;
            if (model is not IQuantilePredictor quantiles) continue;
            quantiles.PredictQuantiles(held.Row(row), [Alpha / 2, 1 - Alpha / 2], ends);
            (low[row], high[row]) = (ends[0], ends[1]);
        }
        var conformal = basis switch
        {
            IntervalBasis.Deviation => IntervalConformalizer.FitNormalised(truth, predicted, deviations),
            IntervalBasis.Quantiles => IntervalConformalizer.FitQuantiles(truth, low, high),
            _ => IntervalConformalizer.Fit(truth, predicted),
        };
        int covered = Enumerable.Range(0, fresh.Rows).Count(row => conformal.Of(model, fresh.Row(row), Alpha).Contains(fresh.Targets.Span[row]));
        // One calibration of 300 rows: its own coverage is Beta(241, 60), deviation 0.023; the 1000 fresh rows add 0.013. Four of both.
        Assert.InRange(covered / 1000.0, 0.8 - 0.106, 0.8 + 0.106);
    }

    [Fact]
    public void Quantiles_follow_the_noise_where_one_width_cannot()
    {
        var model = (IQuantilePredictor)Trainers.Get("quantile_forest").Create(HyperParameters.Empty).Fit(Rows(600, 1), 1, default);
        double[] calm = new double[2], noisy = new double[2];
        model.PredictQuantiles([0.1, 0], [0.1, 0.9], calm);
        model.PredictQuantiles([0.9, 0], [0.1, 0.9], noisy);
        Assert.True(noisy[1] - noisy[0] > 2 * (calm[1] - calm[0])); // the true widths are as 1.9 to 0.3
    }

    /// <summary>y = 2x + (0.1 + 2x) · noise / 2.</summary>
    private static TrainingSet Rows(int count, ulong seed)
    {
        var random = new SeededRandom(seed);
        double[] x = new double[2 * count], y = new double[count];
        for (int row = 0; row < count; row++)
        {
            (x[2 * row], x[2 * row + 1]) = (random.NextDouble(), random.NextNormal());
            y[row] = 2 * x[2 * row] + (0.1 + 2 * x[2 * row]) * random.NextNormal() / 2;
        }
        return TrainingSet.Regression(x, [new("x"), new("noise")], y);
    }
}
