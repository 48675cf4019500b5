using Kolosal.Learning.Metrics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Pipelines;

public class StackLayerTests
{
    [Fact]
    public void Numbers_are_found_where_least_squares_has_them()
    {
        // y = 0.7 a + 0.2 b + 3 without noise: so many rows leave the prior no say.
        var random = new SeededRandom(1);
        double[] a = [.. Enumerable.Range(0, 4000).Select(_ => random.NextNormal())];
        double[] b = [.. Enumerable.Range(0, 4000).Select(_ => random.NextNormal())];
        double[] y = [.. a.Zip(b, (u, v) => 0.7 * u + 0.2 * v + 3)];
        var layer = StackLayerFitter.Fit([a, b], ScoredRows.Regression(y, new double[4000]), [0.5, 0.5]);
        Assert.InRange(layer.Weights[0], 0.68, 0.70);
        Assert.InRange(layer.Weights[1], 0.20, 0.22);
        Assert.InRange(layer.Biases[0], 2.99, 3.01);
    }

    [Fact]
    public void Few_rows_stay_near_the_weights_given()
    {
        var random = new SeededRandom(2);
        double[] a = [.. Enumerable.Range(0, 5).Select(_ => random.NextNormal())], b = [.. Enumerable.Range(0, 5).Select(_ => random.NextNormal())];
        var layer = StackLayerFitter.Fit([a, b], ScoredRows.Regression(a.Select(v => 5 * v).ToArray(), new double[5]), [0.5, 0.5]);
        Assert.InRange(layer.Weights[0], 0.5, 1.5);
        Assert.InRange(layer.Weights[1], 0.3, 0.7);
    }

    [Fact]
    public void A_model_that_says_too_little_is_sharpened()
    {
        // Labels follow the logit 2 s, the model says s: its weight must come to 2 (Cox 1958, calibration slope).
        var random = new SeededRandom(3);
        int rows = 20_000;
        var labels = new int[rows];
        double[] said = new double[2 * rows];
        for (int row = 0; row < rows; row++)
        {
            double s = random.NextNormal(), p = 1 / (1 + Math.Exp(-s));
            (said[2 * row], said[2 * row + 1]) = (1 - p, p);
            labels[row] = random.NextDouble() < 1 / (1 + Math.Exp(-2 * s)) ? 1 : 0;
        }
        var truth = ScoredRows.Classification(labels, 2, said);
        var layer = StackLayerFitter.Fit([said], truth, [1]);
        Assert.InRange(layer.Weights[0], 1.9, 2.1);
        double[] output = new double[2];
        layer.Apply([said.AsMemory(0, 2)], output);
        Assert.Equal(1, output.Sum(), 12);
    }

    [Fact]
    public void A_member_of_several_models_shares_its_weight()
    {
        var layer = new StackLayer([0.6, 0.4], [0.1]).Spread([3, 1]);
        Assert.Equal([0.2, 0.2, 0.2, 0.4], layer.Weights.Select(w => Math.Round(w, 12)));
        Assert.Throws<ArgumentException>(() => new StackLayer([double.NaN], [0]));
    }
}
