using System.Text.Json;
using Kolosal.Statistics;

namespace Kolosal.Learning.GaussianProcesses;

public class GaussianProcessTests
{
    private static readonly Covariance[] Trees =
    [
        new RbfCovariance(0.8),
        new RbfCovariance(0.8, 1.7),
        new MaternCovariance(0.5, 1.1),
        new MaternCovariance(1.5, 1.1, 0.6),
        new MaternCovariance(2.5, 1.3),
        new MaternCovariance(1.2, 0.9, 1.4),
        new RationalQuadraticCovariance(0.7, 1.2),
        new RationalQuadraticCovariance(2.5, 1.2, 0.5),
        new ConstantCovariance(1.7) * new RbfCovariance(0.9) + new WhiteCovariance(0.2),
        (new ConstantCovariance(0.4) + new RbfCovariance(1.5)) * new MaternCovariance(2.5, 0.8, 2) + new WhiteCovariance(0.1)
            * new ConstantCovariance(2),
    ];

    public static TheoryData<int> TreeNumbers => [.. Enumerable.Range(0, Trees.Length)];

    [Theory, MemberData(nameof(TreeNumbers))]
    public void Slopes_of_a_covariance_are_its_central_differences(int tree)
    {
        var covariance = Trees[tree];
        double[] x = [0.3, -0.7], y = [1.1, 0.4], slopes = new double[covariance.ParameterCount], logs = new double[covariance.ParameterCount];
        covariance.CopyLogs(logs);
        foreach (bool same in (bool[])[false, true])
        {
            double[] to = same ? x : y;
            double value = covariance.Of(x, to, same, slopes);
            Assert.Equal(value, covariance.Of(x, to, same), 15);
            for (int p = 0; p < logs.Length; p++) Assert.Equal(Difference(logs, p, at => covariance.WithLogs(at).Of(x, to, same)), slopes[p], 7);
        }
    }

    [Fact]
    public void Matern_of_a_general_smoothness_meets_the_closed_forms_and_the_squared_exponential_far_out()
    {
        // Between them: K at ν = 1.5 + 1e-9 is the closed form's value to eight digits.
        double[] x = [0], y = [0.9];
        foreach (double nu in (double[])[0.5, 1.5, 2.5])
            Assert.Equal(new MaternCovariance(nu, 1.2).Of(x, y, false), new MaternCovariance(nu + 1e-9, 1.2).Of(x, y, false), 7);
        Assert.Equal(new RbfCovariance(1.2).Of(x, y, false), new MaternCovariance(20, 1.2).Of(x, y, false), 0.01);
    }

    [Theory, MemberData(nameof(TreeNumbers))]
    public void A_covariance_written_as_json_comes_back(int tree)
    {
        string text = JsonSerializer.Serialize(Trees[tree]);
        Assert.Equal(text, JsonSerializer.Serialize(JsonSerializer.Deserialize<Covariance>(text)));
    }

    [Theory, MemberData(nameof(TreeNumbers))]
    public void The_gradient_of_the_regression_likelihood_is_its_central_difference(int tree)
    {
        var (rows, y, _, weights) = Data(24);
        var covariance = Trees[tree];
        double[] logs = new double[covariance.ParameterCount], gradient = new double[logs.Length];
        covariance.CopyLogs(logs);
        RegressionEvidence.Of(covariance, rows, y, weights, 0.1, default)!.AddGradient(covariance, rows, weights, gradient, default);
        for (int p = 0; p < logs.Length; p++)
            Assert.Equal(Difference(logs, p, at => RegressionEvidence.Of(covariance.WithLogs(at), rows, y, weights, 0.1, default)!.LogLikelihood),
                gradient[p], 5);
    }

    [Theory, MemberData(nameof(TreeNumbers))]
    public void The_gradient_of_the_laplace_likelihood_is_its_central_difference(int tree)
    {
        var (rows, _, labels, weights) = Data(24);
        var covariance = Trees[tree];
        double[] logs = new double[covariance.ParameterCount], gradient = new double[logs.Length];
        covariance.CopyLogs(logs);
        LaplaceApproximation.Find(covariance, rows, labels, weights, null, default)!.AddGradient(covariance, rows, gradient, default);
        for (int p = 0; p < logs.Length; p++)
            Assert.Equal(Difference(logs, p, at => LaplaceApproximation.Find(
                covariance.WithLogs(at), rows, labels, weights, null, default)!.LogLikelihood, 1e-4), gradient[p], 1e-4);
    }

    [Fact]
    public void At_the_mode_the_latent_function_is_the_covariance_times_the_slopes()
    {
        var (rows, _, labels, weights) = Data(30);
        var covariance = new ConstantCovariance(4) * new RbfCovariance(0.7);
        var mode = LaplaceApproximation.Find(covariance, rows, labels, weights, null, default)!;
        for (int i = 0; i < 30; i++)
        {
            Assert.Equal(weights[i] * (labels[i] - 1 / (1 + Math.Exp(-mode.Mode[i]))), mode.Slopes[i], 9);
            Assert.Equal(Enumerable.Range(0, 30).Sum(j => covariance.Of(rows.Row(i), rows.Row(j), i == j) * mode.Slopes[j]), mode.Mode[i], 6);
        }
    }

    [Fact]
    public void One_observation_gives_the_posterior_of_two_jointly_normal_values()
    {
        // k(0, 0) = 2, noise 0.5, y = 3: at distance d the mean is k / 2.5 · 3 and the variance 2 − k² / 2.5 with k = 2 exp(−d² / 2).
        var model = Fixed(new ConstantCovariance(2) * new RbfCovariance(1), 0.5, [0], [3]);
        double k = 2 * Math.Exp(-0.5);
        Assert.Equal(k / 2.5 * 3, model.PredictLatent([1]).Mean, 12);
        Assert.Equal(Math.Sqrt(2 - k * k / 2.5), model.PredictLatent([1]).StandardDeviation, 12);
        Assert.Equal(Math.Sqrt(2 - k * k / 2.5 + 0.5), model.Predict([1]).StandardDeviation, 12);
        Assert.Equal(-0.5 * (9 / 2.5 + Math.Log(2.5) + Math.Log(2 * Math.PI)), model.LogMarginalLikelihood, 12);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_weight_of_two_is_the_row_twice(bool white)
    {
        double[] x = [0, 0.7, 1.9], y = [1, -0.5, 0.8];
        Covariance Noisy(double noise) => white ? new RbfCovariance(1) + new WhiteCovariance(noise) : new RbfCovariance(1);
        const double Mean = 4 / 3.0; // of the weights: the noise is that of a row of mean weight
        GaussianProcessRegressor one = Fixed(Noisy(0.3 / Mean), 0.2 / Mean, x, y, [1, 2, 1]),
            two = Fixed(Noisy(0.3), 0.2, [0, 0.7, 0.7, 1.9], [1, -0.5, -0.5, 0.8]);
        foreach (double at in (double[])[-1, 0.5, 0.7, 3])
        {
            Assert.Equal(two.PredictLatent([at]).Mean, one.PredictLatent([at]).Mean, 10);
            Assert.Equal(two.PredictLatent([at]).StandardDeviation, one.PredictLatent([at]).StandardDeviation, 10);
        }
    }

    [Fact]
    public void Parameters_of_a_drawn_function_are_found_again()
    {
        // y is drawn from the prior: variance 4, ℓ = 0.5, noise variance 0.25, through the lower factor of its covariance.
        const int n = 200;
        var random = new SeededRandom(12);
        double[] x = [.. Enumerable.Range(0, n).Select(_ => 10 * random.NextDouble())];
        var truth = new ConstantCovariance(4) * new RbfCovariance(0.5) + new WhiteCovariance(0.25);
        double[] z = [.. Enumerable.Range(0, n).Select(_ => random.NextNormal())], y = new double[n];
        double[] factor = RegressionEvidence.Of(truth, new CovarianceRows(x, 1), y, [.. Enumerable.Repeat(1.0, n)], 0, default)!.Factor;
        for (int i = 0; i < n; i++) for (int j = 0; j <= i; j++) y[i] += factor[i * n + j] * z[j];

        var options = new GaussianProcessOptions { Family = CovarianceFamily.Rbf, NormalizeTarget = false };
        var model = (GaussianProcessRegressor)new GaussianProcessTrainer(options).Fit(TrainingSet.Regression(x, [new("x")], y), 1, default);
        double[] logs = new double[3];
        model.Covariance.CopyLogs(logs);
        Assert.InRange(Math.Exp(logs[0]), 1.5, 9);
        Assert.InRange(Math.Exp(logs[1]), 0.4, 0.6);
        Assert.InRange(Math.Exp(logs[2]), 0.18, 0.34);

        // 95 % intervals of new observations of the same function hold about 95 % of them; here the training rows themselves, a little more.
        int inside = Enumerable.Range(0, n).Count(i => model.Predict([x[i]]) is var p && Math.Abs(y[i] - p.Mean) < 1.96 * p.StandardDeviation);
        Assert.InRange(inside, 0.93 * n, n);
    }

    [Fact]
    public void A_column_of_noise_gets_a_long_length_scale_under_relevance_determination()
    {
        var random = new SeededRandom(5);
        double[] x = [.. Enumerable.Range(0, 240).Select(_ => random.NextNormal())];
        double[] y = [.. Enumerable.Range(0, 120).Select(i => Math.Sin(2 * x[2 * i]) + 0.1 * random.NextNormal())];
        var options = new GaussianProcessOptions { Family = CovarianceFamily.Rbf, LengthScalePerColumn = true };
        var model = (GaussianProcessRegressor)new GaussianProcessTrainer(options)
            .Fit(TrainingSet.Regression(x, [new("signal"), new("noise")], y), 1, default);
        double[] logs = new double[4];
        model.Covariance.CopyLogs(logs);
        Assert.True(logs[2] > logs[1] + Math.Log(5));
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1.3, 0.4)]
    [InlineData(-2, 30)]
    [InlineData(4, 0.001)]
    public void The_average_of_the_sigmoid_is_that_of_a_million_quantiles(double mean, double deviation)
    {
        double sum = 0;
        for (int i = 0; i < 1_000_000; i++)
            sum += 1 / (1 + Math.Exp(-(mean + deviation * MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, (i + 0.5) / 1_000_000))));
        Assert.Equal(sum / 1_000_000, LatentClass.Average(mean, deviation), 5);
    }

    [Fact]
    public void More_rows_than_are_learnt_from_still_all_enter_the_model()
    {
        var random = new SeededRandom(2);
        double[] x = [.. Enumerable.Range(0, 300).Select(i => i / 30.0)];
        var rows = TrainingSet.Regression(x, [new("x")], x.Select(v => Math.Sin(v) + 0.05 * random.NextNormal()).ToArray());
        var model = (GaussianProcessRegressor)new GaussianProcessTrainer(new() { LearningRows = 40 }).Fit(rows, 1, default);
        // 300 rows of noise 0.05 leave the function known to better than 40 of them could.
        Assert.InRange(model.PredictLatent([5]).StandardDeviation, 0, 0.02);
        Assert.InRange(model.PredictLatent([5]).Mean, Math.Sin(5) - 0.05, Math.Sin(5) + 0.05);
    }

    [Fact]
    public void Equal_rows_without_noise_are_refused() =>
        Assert.Contains("noise", Assert.Throws<TrainingException>(() => Fixed(new RbfCovariance(1), 0, [1, 1], [0, 1])).Message);

    [Fact]
    public void Length_scales_that_do_not_fit_the_columns_are_refused() =>
        Assert.Contains("length scale", Assert.Throws<TrainingException>(() => Fixed(new RbfCovariance(1, 2), 0.1, [1, 2], [0, 1])).Message);

    private static GaussianProcessRegressor Fixed(Covariance covariance, double noise, double[] x, double[] y, double[]? weights = null) =>
        (GaussianProcessRegressor)new GaussianProcessTrainer(
        new GaussianProcessOptions { Covariance = covariance, Noise = noise, Learn = false, NormalizeTarget = false })
            .Fit(TrainingSet.Regression(x, [new("x")], y, weights), 1, default);

    private static double Difference(double[] logs, int p, Func<double[], double> at, double step = 1e-5)
    {
        double[] up = [.. logs], down = [.. logs];
        (up[p], down[p]) = (up[p] + step, down[p] - step);
        return (at(up) - at(down)) / (2 * step);
    }

    private static (CovarianceRows Rows, double[] Targets, double[] Labels, double[] Weights) Data(int count)
    {
        var random = new SeededRandom(3);
        double[] x = [.. Enumerable.Range(0, 2 * count).Select(_ => random.NextNormal())];
        return (new CovarianceRows(x, 2), [.. Enumerable.Range(0, count).Select(i => Math.Sin(x[2 * i]) + 0.3 * random.NextNormal())],
            [.. Enumerable.Range(0, count).Select(i => x[2 * i] + 0.5 * random.NextNormal() > 0 ? 1.0 : 0)],
                [.. Enumerable.Range(0, count).Select(i => 0.5 + i % 3)]);
    }
}
