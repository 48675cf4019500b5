using Kolosal.Learning.Uncertainty;
using Kolosal.Statistics;

namespace Kolosal.Learning.Linear;

public class BayesianRidgeTests
{
    [Fact]
    public void The_precisions_maximise_the_evidence()
    {
        // ln p(y | α, λ) of the centred target in the eigenbasis: ½ Σ ln λ/(λ + α sⱼ) +
        // n/2 ln α − ½ (α ‖y − X v‖² + λ ‖v‖²) + constant, plus the nearly flat priors.
        var spectrum = Spectrum(LinearRows.Regression(120, 5, 1));
        var (noise, weight) = new BayesianRidgeTrainer(new BayesianRidgeOptions()).Precisions(spectrum);
        double best = Evidence(spectrum, noise, weight);
        foreach (var (a, l) in ((double, double)[])[(1.05, 1), (0.95, 1), (1, 1.05), (1, 0.95), (1.03, 1.03), (0.97, 1.03)])
            Assert.True(Evidence(spectrum, a * noise, l * weight) < best);
    }

    [Fact]
    public void The_model_is_ridge_with_the_penalty_that_it_found()
    {
        var rows = LinearRows.Regression(80, 4, 2, weights: LinearRows.Weights(80));
        var (noise, weight) = new BayesianRidgeTrainer(new BayesianRidgeOptions()).Precisions(Spectrum(TargetUnit.Of(rows).Standardise(rows)));
        var ridge = (LinearPredictor)new RidgeTrainer(new RidgeOptions(weight / noise)).Fit(rows, 0, CancellationToken.None);
        var found = Fit(rows).Mean;
        for (int c = 0; c < 4; c++) Assert.Equal(ridge.Coefficients[c], found.Coefficients[c], 1e-8);
    }

    [Fact]
    public void The_deviation_is_the_noise_at_the_centre_and_grows_away_from_it()
    {
        var rows = LinearRows.Regression(400, 3, 3, noise: 2);
        var model = Fit(rows);
        double[] center = [.. Enumerable.Range(0, 3).Select(c => Enumerable.Range(0, 400).Average(row => rows.Row(row)[c]))];
        double[] far = [center[0] + 50, center[1], center[2]];
        Assert.InRange(model.Predict(center).StandardDeviation, 1.8, 2.2);
        Assert.True(model.Predict(far).StandardDeviation > 1.3 * model.Predict(center).StandardDeviation);
        Assert.Equal(LinearRows.Score(model, far)[0], model.Predict(far).Mean);
    }

    [Fact]
    public void Nineteen_of_twenty_new_rows_lie_within_two_deviations()
    {
        int inside = 0, count = 0;
        for (ulong seed = 0; seed < 20; seed++)
        {
            var all = LinearRows.Regression(260, 10, 100 + seed);
            var model = Fit(all.Take([.. Enumerable.Range(0, 60)]));
            for (int row = 60; row < 260; row++, count++)
            {
                var (mean, deviation) = model.Predict(all.Row(row));
                if (Math.Abs(all.Targets.Span[row] - mean) <= 1.96 * deviation) inside++;
            }
        }
        Assert.InRange((double)inside / count, 0.93, 0.965);
    }

    [Fact]
    public void It_is_a_predictor_that_knows_its_spread() => Assert.IsAssignableFrom<IUncertainPredictor>(Fit(LinearRows.Regression(30, 2, 4)));

    private static double Evidence(RidgeSpectrum spectrum, double noise, double weight)
    {
        var moments = spectrum.Moments;
        double value = moments.Weight / 2 * Math.Log(noise), residual = moments.TargetSquares, size = 0;
        for (int j = 0; j < spectrum.Values.Length; j++)
        {
            double s = spectrum.Values[j], along = noise * spectrum.Products[j] / (weight + noise * s);
            value += 0.5 * Math.Log(weight / (weight + noise * s));
            residual += along * along * s - 2 * along * spectrum.Products[j];
            size += along * along;
        }
        return value - 0.5 * (noise * residual + weight * size);
    }

    private static RidgeSpectrum Spectrum(TrainingSet rows) =>
        RidgeSpectrum.Of(CrossMoments.Of(rows, CancellationToken.None), CancellationToken.None);

    private static BayesianLinearPredictor Fit(TrainingSet rows) =>
        (BayesianLinearPredictor)new BayesianRidgeTrainer(new BayesianRidgeOptions()).Fit(rows, 0, CancellationToken.None);
}
