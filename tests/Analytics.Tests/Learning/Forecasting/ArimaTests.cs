using Kolosal.Numerics;
using Kolosal.Statistics;
using Kolosal.Statistics.TimeSeries;

namespace Kolosal.Learning.Forecasting;

public class ArimaTests
{
    /// <summary>Luteinising hormone at ten-minute intervals (Diggle 1990), the series of R's help page of arima.</summary>
    private static readonly double[] Hormone =
    [
        2.4, 2.4, 2.4, 2.2, 2.1, 1.5, 2.3, 2.3, 2.5, 2.0, 1.9, 1.7, 2.2, 1.8, 3.2, 3.2, 2.7, 2.2, 2.2, 1.9, 1.9, 1.8, 2.7, 3.0,
        2.3, 2.0, 2.0, 2.9, 2.9, 2.7, 2.7, 2.3, 2.6, 2.4, 1.8, 1.7, 1.5, 1.4, 2.1, 3.3, 3.5, 3.5, 3.1, 2.6, 2.1, 3.4, 3.0, 2.9,
    ];

    [Fact]
    public void A_first_order_model_is_that_of_r()
    {
        // R: arima(lh, order = c(1,0,0)): ar1 0.5739, intercept 2.4133, sigma^2 0.1975, log likelihood -29.38.
        var model = new ArimaForecaster(new(1, 0, 0)).Learn(Hormone, default);
        Assert.Equal(0.5739, model.Phi[0], 0.0005);
        Assert.Equal(2.4133, model.Level, 0.0005);
        Assert.Equal(0.1975, model.Deviation * model.Deviation, 1e-4);
        Assert.Equal(-29.38, model.LogLikelihood, 0.01);
    }

    [Fact]
    public void A_third_order_and_a_mixed_model_are_those_of_r()
    {
        // R: c(3,0,0): 0.6448, -0.0634, -0.2198, intercept 2.3931, sigma^2 0.1787, -27.09; c(1,0,1): ar1 0.4522, ma1 0.1982, 2.4101, 0.1923, -28.76.
        var third = new ArimaForecaster(new(3, 0, 0)).Learn(Hormone, default);
        Assert.Equal(0.6448, third.Phi[0], 0.001);
        Assert.Equal(-0.0634, third.Phi[1], 0.001);
        Assert.Equal(-0.2198, third.Phi[2], 0.001);
        Assert.Equal(-27.09, third.LogLikelihood, 0.01);
        var mixed = new ArimaForecaster(new(1, 0, 1)).Learn(Hormone, default);
        Assert.Equal(0.4522, mixed.Phi[0], 0.002);
        Assert.Equal(0.1982, mixed.Theta[0], 0.002);
        Assert.Equal(-28.76, mixed.LogLikelihood, 0.01);
    }

    [Fact]
    public void The_airline_model_is_that_of_r()
    {
        // R: arima(log10(AirPassengers), c(0,1,1), seasonal = c(0,1,1)): ma1 -0.4018,
        // sma1 -0.5569; on natural logarithms sigma^2 0.001348, log likelihood 244.7.
        var model = new ArimaForecaster(new(0, 1, 1, 0, 1, 1, 12)).Learn(Airline.Passengers.Select(v => Math.Log(v)).ToArray(), default);
        Assert.Equal(-0.4018, model.Theta[0], 0.001);
        Assert.Equal(-0.5569, model.Theta[11], 0.001);
        Assert.Equal(model.Theta[0] * model.Theta[11], model.Theta[12], 12);
        Assert.Equal(0.001348, model.Deviation * model.Deviation, 5);
        Assert.Equal(244.7, model.LogLikelihood, 0.06);
    }

    [Theory]
    [InlineData(new[] { 0.6, -0.3 }, new[] { 0.5 })]
    [InlineData(new double[0], new[] { -0.7, 0.2 })]
    [InlineData(new[] { 0.9 }, new double[0])]
    public void The_filter_has_the_likelihood_of_the_normal_distribution_of_the_whole_series(double[] phi, double[] theta)
    {
        const int n = 40, terms = 4000;
        var random = new SeededRandom(3);
        double[] w = [.. Enumerable.Range(0, n).Select(_ => random.NextNormal())], psi = new double[terms], covariance = new double[n * n];
        for (int j = 0; j < terms; j++)
        {
            psi[j] = j == 0 ? 1 : j <= theta.Length ? theta[j - 1] : 0;
            for (int i = 0; i < Math.Min(j, phi.Length); i++) psi[j] += phi[i] * psi[j - 1 - i];
        }
        for (int i = 0; i < n; i++)
            for (int j = 0; j <= i; j++) covariance[i * n + j] = Enumerable.Range(0, terms - (i - j)).Sum(k => psi[k] * psi[k + i - j]);
        double[] solved = [.. w];
        Assert.True(Cholesky.Solve(covariance, solved, n, default));
        var pass = new ArmaProcess(phi, theta).Filter(w, default)!;
        Assert.Equal(FixedSum.Dot(w, solved), pass.SumOfSquares, 8);
        Assert.Equal(2 * Enumerable.Range(0, n).Sum(i => Math.Log(covariance[i * n + i])), pass.SumOfLogs, 8);
    }

    [Fact]
    public void One_difference_and_one_moving_average_is_exponential_smoothing()
    {
        // Muth 1960: the forecast of ARIMA(0,1,1) is that of simple smoothing with α = 1 + θ, once the start is forgotten.
        var random = new SeededRandom(5);
        double[] y = new double[300];
        double level = 50;
        for (int t = 0; t < y.Length; t++)
        {
            double e = random.NextNormal();
            y[t] = level + e;
            level += 0.4 * e;
        }
        var model = new ArimaForecaster(new(0, 1, 1)).Learn(y, default);
        Assert.InRange(model.Theta[0], -0.75, -0.45);
        Assert.Equal(ExponentialSmoothing.Simple(y, 1 + model.Theta[0], 1).Forecast[0], model.Predict(1).Means[0], 6);
        var forecast = model.Predict(9);
        Assert.All(forecast.Means, m => Assert.Equal(forecast.Means[0], m, 9));
        for (int h = 1; h <= 9; h++)
            Assert.Equal(model.Deviation * Math.Sqrt(1 + (h - 1) * Math.Pow(1 + model.Theta[0], 2)), forecast.StandardDeviations[h - 1], 9);
    }

    [Fact]
    public void A_first_order_forecast_falls_back_to_the_mean_geometrically()
    {
        var model = new ArimaForecaster(new(1, 0, 0)).Learn(Hormone, default);
        var forecast = model.Predict(5);
        double phi = model.Phi[0];
        for (int h = 1; h <= 5; h++)
        {
            Assert.Equal(model.Level + Math.Pow(phi, h) * (Hormone[^1] - model.Level), forecast.Means[h - 1], 9);
            Assert.Equal(model.Deviation * Math.Sqrt((1 - Math.Pow(phi, 2 * h)) / (1 - phi * phi)), forecast.StandardDeviations[h - 1], 9);
        }
    }

    [Fact]
    public void A_random_walk_stays_where_it_is_and_its_deviation_grows_with_the_root_of_time()
    {
        var model = new ArimaForecaster(new(0, 1, 0)).Learn(Hormone, default);
        var forecast = model.Predict(4);
        Assert.All(forecast.Means, m => Assert.Equal(2.9, m, 12));
        Assert.Equal(2 * forecast.StandardDeviations[0], forecast.StandardDeviations[3], 12);
    }

    [Fact]
    public void Two_differences_go_on_along_the_last_line()
    {
        double[] y = [.. Enumerable.Range(0, 30).Select(t => 3 + 2.0 * t)];
        Assert.Equal([63, 65, 67], new ArimaForecaster(new(0, 2, 0)).Learn(y, default).Predict(3).Means.Select(m => Math.Round(m, 9)));
    }

    [Fact]
    public void Free_parameters_of_any_size_give_stable_factors()
    {
        var random = new SeededRandom(1);
        for (int round = 0; round < 50; round++)
        {
            double[] c = ArimaForecaster.Stable([.. Enumerable.Range(0, 4).Select(_ => 2 * random.NextNormal())]), path = [1, 1, 1, 1];
            // A stable recursion forgets its start.
            for (int t = 0; t < 200_000; t++) path = [c[0] * path[0] + c[1] * path[1] + c[2] * path[2] + c[3] * path[3], path[0], path[1], path[2]];
            Assert.InRange(Math.Abs(path[0]), 0, 1);
        }
    }

    [Fact]
    public void Short_series_and_gaps_are_refused()
    {
        Assert.Contains("at least", Assert.Throws<TrainingException>(() => new ArimaForecaster(new()).Learn(new double[4], default)).Message);
        Assert.Contains("value 3", Assert.Throws<TrainingException>(
            () => new ArimaForecaster(new()).Learn(new[] { 1, 2, 3, double.NaN, 5, 6, 7, 8, 9 }, default)).Message);
    }
}
