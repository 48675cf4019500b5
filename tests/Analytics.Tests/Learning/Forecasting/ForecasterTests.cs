using Kolosal.Learning.Linear;
using Kolosal.Statistics;

namespace Kolosal.Learning.Forecasting;

public class ForecasterTests
{
    [Fact]
    public void The_seasonal_naive_repeats_the_last_period_and_widens_once_a_period()
    {
        double[] y = [1, 2, 3, 2, 3, 5]; // differences over a period: 1, 1, 2
        var forecast = new SeasonalNaiveForecaster(3).Fit(y, 0, default).Predict(4);
        Assert.Equal([2.0, 3, 5, 2], forecast.Means.ToArray());
        double deviation = Math.Sqrt((1 + 1 + 4) / 3.0);
        Assert.Equal([deviation, deviation, deviation, deviation * Math.Sqrt(2)], forecast.StandardDeviations.Select(d => d));
    }

    [Fact]
    public void A_level_model_smooths_by_the_textbook_recursion()
    {
        double[] y = Walk(200, 0.3, 4);
        var model = new EtsForecaster(new()).Learn(y, 0, default);
        double level = model.Parameters.Level, alpha = model.Parameters.Alpha;
        for (int t = 0; t < y.Length; t++)
        {
            Assert.Equal(level, model.Fitted[t], 9);
            level = alpha * y[t] + (1 - alpha) * level;
        }
        Assert.InRange(alpha, 0.15, 0.45);
        Assert.All(model.Predict(5).Means, m => Assert.Equal(level, m, 9));
    }

    [Fact]
    public void A_line_with_an_additive_season_is_gone_on_with()
    {
        double[] season = [5, -2, -4, 1], y = [.. Enumerable.Range(0, 40).Select(t => 10 + 0.5 * t + season[t % 4])];
        var forecast = new EtsForecaster(new(Trend: EtsPart.Additive, Season: EtsPart.Additive, Period: 4)).Fit(y, 0, default).Predict(8);
        for (int h = 0; h < 8; h++) Assert.Equal(10 + 0.5 * (40 + h) + season[h % 4], forecast.Means[h], 0.05);
    }

    [Fact]
    public void A_line_with_a_multiplicative_season_is_gone_on_with()
    {
        double[] season = [1.3, 0.9, 0.7, 1.1], y = [.. Enumerable.Range(0, 40).Select(t => (10 + 0.5 * t) * season[t % 4])];
        var forecast = new EtsForecaster(new(EtsPart.Multiplicative, EtsPart.Additive, Season: EtsPart.Multiplicative, Period: 4)).Fit(y, 0, default)
            .Predict(8);
        for (int h = 0; h < 8; h++) Assert.Equal((10 + 0.5 * (40 + h)) * season[h % 4], forecast.Means[h], 0.4);
    }

    [Fact]
    public void Deviations_of_an_additive_model_are_those_of_many_paths()
    {
        double[] season = [5, -2, -4, 1];
        var random = new SeededRandom(9);
        double[] walk = Walk(80, 0.5, 7), y = [.. walk.Select((v, t) => v + season[t % 4])];
        var model = new EtsForecaster(new(Trend: EtsPart.Additive, Damped: true, Season: EtsPart.Additive, Period: 4)).Learn(y, 0, default);
        var p = model.Parameters;
        double[] squares = new double[9];
        const int paths = 40_000;
        for (int path = 0; path < paths; path++)
        {
            // Only what errors after the end add: level, trend and seasons all start at 0.
            double level = 0, trend = 0;
            double[] seasons = new double[4];
            for (int h = 0; h < 9; h++)
            {
                double error = random.NextNormal(), value = level + p.Phi * trend + seasons[h % 4] + error;
                squares[h] += value * value / paths;
                (level, trend) = (level + p.Phi * trend + p.Alpha * error, p.Phi * trend + p.Beta * error);
                seasons[h % 4] += p.Gamma * error;
            }
        }
        var forecast = model.Predict(9);
        for (int h = 0; h < 9; h++)
            Assert.Equal(Math.Sqrt(squares[h]) * model.Deviation, forecast.StandardDeviations[h], 0.02 * forecast.StandardDeviations[h]);
    }

    [Fact]
    public void The_airline_series_gets_a_multiplicative_season_and_beats_the_seasonal_naive()
    {
        double[] training = Airline.Passengers[..^12], truth = Airline.Passengers[^12..];
        var chosen = EtsForecaster.Choose(training, 12, 1, default);
        double Error(IEnumerable<double> means) => means.Zip(truth, (m, v) => Math.Abs(m - v)).Average();
        double own = Error(chosen.Predict(12).Means), naive = Error(new SeasonalNaiveForecaster(12).Fit(training, 0, default).Predict(12).Means);
        Assert.True(own < 0.6 * naive, $"{own} against {naive}");
        Assert.InRange(chosen.Parameters.Seasons.Average(), 0.9, 1.1);
    }

    [Fact]
    public void A_multiplicative_model_of_values_at_0_is_refused() =>
        Assert.Contains("above 0", Assert.Throws<TrainingException>(
            () => new EtsForecaster(new(EtsPart.Multiplicative)).Learn(new double[20], 0, default)).Message);

    [Fact]
    public void A_constant_series_is_gone_on_with_by_every_method()
    {
        double[] y = [.. Enumerable.Repeat(7.0, 40)];
        foreach (var forecaster in (IForecaster[])[new SeasonalNaiveForecaster(4), new EtsForecaster(new()), new ArimaForecaster(new(1, 0, 1)),
            new ArimaForecaster(new()), new LagForecaster(new RidgeTrainer(new RidgeOptions()), new(3))])
            Assert.All(forecaster.Fit(y, 0, default).Predict(5).Means, m => Assert.Equal(7, m, 6));
    }

    [Fact]
    public void Least_squares_over_lags_goes_on_with_a_recursion()
    {
        // y = 1.6 y₋₁ − 0.9 y₋₂: a damped oscillation that two lags know exactly.
        double[] y = new double[60];
        (y[0], y[1]) = (1, 1.5);
        for (int t = 2; t < 60; t++) y[t] = 1.6 * y[t - 1] - 0.9 * y[t - 2];
        var forecast = new LagForecaster(new RidgeTrainer(new RidgeOptions(1e-9)), new(2, Relative: false)).Fit(y.AsMemory(0, 40), 0, default)
            .Predict(20);
        for (int h = 0; h < 20; h++) Assert.Equal(y[40 + h], forecast.Means[h], 5);
    }

    [Fact]
    public void A_tree_over_steps_goes_on_beyond_the_levels_it_has_seen()
    {
        double[] y = [.. Enumerable.Range(0, 80).Select(t => 2.0 * t + (t % 4 == 0 ? 3 : 0))];
        var forecast = new LagForecaster(Trainers.Get("decision_tree").Create(HyperParameters.Empty), new(4, 4)).Fit(y, 0, default).Predict(8);
        for (int h = 0; h < 8; h++) Assert.Equal(2.0 * (80 + h) + ((80 + h) % 4 == 0 ? 3 : 0), forecast.Means[h], 1e-6);
    }

    [Fact]
    public void Rolling_origins_are_those_with_a_whole_horizon_behind_them()
    {
        // The naive forecast of a line of slope 1 is wrong by h at step h.
        double[] y = [.. Enumerable.Range(0, 20).Select(t => (double)t)];
        var result = RollingOrigin.Evaluate(new SeasonalNaiveForecaster(1), y, 10, 3, 2, 1, 0, default);
        Assert.Equal(4, result.Origins); // 10, 12, 14, 16
        Assert.Equal([1.0, 2, 3], result.MeanAbsoluteErrors.ToArray());
        Assert.Equal([1.0, 2, 3], result.RootMeanSquareErrors.ToArray());
        Assert.Equal(2, result.Mase, 12);
        Assert.Throws<ArgumentOutOfRangeException>(() => RollingOrigin.Evaluate(new SeasonalNaiveForecaster(1), y, 18, 3, 1, 1, 0, default));
    }

    private static double[] Walk(int count, double alpha, ulong seed)
    {
        var random = new SeededRandom(seed);
        double[] y = new double[count];
        double level = 20;
        for (int t = 0; t < count; t++)
        {
            double e = random.NextNormal();
            y[t] = level + e;
            level += alpha * e;
        }
        return y;
    }
}
