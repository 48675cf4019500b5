using Kolosal.Learning.Kernels;

namespace Kolosal.Learning.GaussianProcesses;

/// <summary>Figures of scikit-learn 1.2.1 with fixed covariances on rows made by a formula.</summary>
public class GaussianProcessPeerTests
{
    [Fact]
    public void Laplace_classification()
    {
        var covariance = new ConstantCovariance(2.5) * new RbfCovariance(0.9, 1.6);
        var model = (GaussianProcessClassifier)new GaussianProcessTrainer(new() { Covariance = covariance, Learn = false })
            .Fit(PeerRows.Binary(), 0, default);
        Assert.Equal(-15.37551927222287, model.LogMarginalLikelihood, 5);
        double[] expected = [0.553004373, 0.37102657, 0.896218476], p = new double[2];
        for (int i = 0; i < 3; i++)
        {
            model.Score(PeerRows.Tests[i], p);
            Assert.Equal(expected[i], p[1], 2e-3); // the peer's integral is a sum of five error functions, ours is exact
        }

        double[] gradient = new double[3], labels = [.. PeerRows.Binary().Labels.ToArray().Select(l => (double)l)],
            ones = [.. Enumerable.Repeat(1.0, PeerRows.Count)];
        var rows = new CovarianceRows(PeerRows.X, 2);
        LaplaceApproximation.Find(covariance, rows, labels, ones, null, default)!.AddGradient(covariance, rows, gradient, default);
        Assert.Equal(1.66665465, gradient[0], 1e-5);
        Assert.Equal(2.27709617, gradient[1], 1e-5);
        Assert.Equal(1.02524432, gradient[2], 1e-5);
    }

    [Fact]
    public void Regression_with_a_rational_quadratic_and_white_noise()
    {
        var covariance = new ConstantCovariance(2.5) * new RationalQuadraticCovariance(1.7, 0.9) + new WhiteCovariance(0.2);
        var model = Fit(covariance, 1e-8);
        Near([0.0493724698, -0.430213376, 1.63257318], [1.39138239, 0.637275982, 0.74064292], row => model.Predict(row));
        Assert.Equal(-31.156720998794043, model.LogMarginalLikelihood, 7);

        double[] gradient = new double[4], ones = [.. Enumerable.Repeat(1.0, PeerRows.Count)];
        var rows = new CovarianceRows(PeerRows.X, 2);
        RegressionEvidence.Of(covariance, rows, PeerRows.Numbers().Targets.ToArray(), ones, 1e-8, default)!.AddGradient(
            covariance, rows, ones, gradient, default);
        double[] expected = [-5.47886975, 12.7971771, 0.305190955, -6.80892846]; // constant, length, alpha, white
        for (int p = 0; p < 4; p++) Assert.Equal(expected[p], gradient[p], 1e-5);
    }

    [Fact]
    public void Regression_with_a_matern_of_smoothness_1_2()
    {
        var model = Fit(new MaternCovariance(1.2, 1.1), 0.1);
        Near([0.0457415469, -0.407832034, 1.59636976], [0.870990994, 0.380921471, 0.482299856], row => model.PredictLatent(row));
        Assert.Equal(-26.60707049214572, model.LogMarginalLikelihood, 7);
    }

    private static GaussianProcessRegressor Fit(Covariance covariance, double noise) => (GaussianProcessRegressor)new GaussianProcessTrainer(
        new() { Covariance = covariance, Noise = noise, Learn = false, NormalizeTarget = false }).Fit(PeerRows.Numbers(), 0, default);

    private static void Near(double[] means, double[] deviations, Func<double[], Uncertainty.PredictiveDistribution> predict)
    {
        for (int i = 0; i < means.Length; i++)
        {
            var got = predict(PeerRows.Tests[i]);
            Assert.Equal(means[i], got.Mean, 1e-7);
            Assert.Equal(deviations[i], got.StandardDeviation, 1e-7);
        }
    }
}
