using Kolosal.Numerics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Linear;

public class LogisticPenaltyTests
{
    [Theory]
    [InlineData(2, 0, 0.5), InlineData(2, 1, 0.1), InlineData(2, 0.5, 0.05)]
    [InlineData(3, 0, 0.5), InlineData(3, 1, 0.1), InlineData(3, 0.5, 0.05)]
    public void The_conditions_of_Karush_Kuhn_and_Tucker_hold(int classes, double l1Ratio, double c)
    {
        var rows = LinearRows.Classification(200, 8, classes, 1, weights: LinearRows.Weights(200));
        var model = Fit(rows, c, l1Ratio);
        double[] p = LinearRows.Score(model, rows.Features.Span);
        int scores = classes == 2 ? 1 : classes;
        bool someZero = false;
        for (int k = 0; k < scores; k++)
        {
            int output = classes == 2 ? 1 : k;
            double[] residuals = [.. Enumerable.Range(0, rows.Rows)
                .Select(row => (rows.Labels.Span[row] == output ? 1 : 0) - p[row * classes + output])];
            Assert.Equal(0, residuals.Select((r, row) => r * rows.Weight(row)).Sum(), 1e-2);
            double[] products = LinearRows.Products(rows, residuals);
            for (int j = 0; j < products.Length; j++)
            {
                double w = model.Coefficients[k * products.Length + j], pull = c * products[j] - (1 - l1Ratio) * w;
                if (w == 0) Assert.True(Math.Abs(pull) <= l1Ratio + 1e-3);
                else Assert.Equal(l1Ratio * Math.Sign(w), pull, 1e-3);
                someZero |= w == 0;
            }
        }
        Assert.Equal(l1Ratio > 0, someZero);
    }

    [Fact]
    public void A_penalty_too_great_for_any_coefficient_leaves_the_shares()
    {
        var rows = LinearRows.Classification(100, 5, 2, 2);
        var model = Fit(rows, 1e-4, 1);
        Assert.All(model.Coefficients.ToArray(), w => Assert.Equal(0, w));
        double share = rows.Labels.ToArray().Average();
        Assert.Equal(Math.Log(share / (1 - share)), model.Intercepts[0], 1e-4);
    }

    [Fact]
    public void Both_searches_find_the_minimum_of_a_smooth_function()
    {
        var rows = LinearRows.Classification(300, 6, 3, 3);
        double[] weights = [.. Enumerable.Repeat(1.0, 300)];
        var loss = new PenalizedLoss(rows, weights, new LogisticLoss(rows.Labels, 3), 0.01, CancellationToken.None);
        double[] smooth = loss.Start(), orthants = loss.Start();
        Lbfgs.Minimize(loss.At, smooth, 1e-9, 1000, CancellationToken.None);
        Owlqn.Minimize(loss.At, new double[loss.Size], orthants, 1e-9, 1000, CancellationToken.None);
        double[] a = LinearRows.Score(loss.ToPredictor(smooth, LinearLink.Softmax), rows.Features.Span);
        double[] b = LinearRows.Score(loss.ToPredictor(orthants, LinearLink.Softmax), rows.Features.Span);
        for (int i = 0; i < a.Length; i++) Assert.Equal(a[i], b[i], 1e-7);
    }

    [Fact]
    public void The_gradient_is_the_slope_of_the_value()
    {
        var rows = LinearRows.Classification(50, 4, 3, 4, weights: LinearRows.Weights(50));
        double[] weights = [.. Enumerable.Range(0, 50).Select(rows.Weight)];
        var loss = new PenalizedLoss(rows, weights, new LogisticLoss(rows.Labels, 3), 0.1, CancellationToken.None);
        var random = new SeededRandom(5);
        double[] x = [.. Enumerable.Range(0, loss.Size).Select(_ => random.NextNormal())], gradient = new double[x.Length],
            ignored = new double[x.Length];
        loss.At(x, gradient);
        for (int i = 0; i < x.Length; i++)
        {
            const double H = 1e-5;
            double[] up = [.. x], down = [.. x];
            up[i] += H;
            down[i] -= H;
            Assert.Equal((loss.At(up, ignored) - loss.At(down, ignored)) / (2 * H), gradient[i], 1e-7);
        }
    }

    private static LinearPredictor Fit(TrainingSet rows, double c, double l1Ratio) =>
        (LinearPredictor)new LogisticTrainer(new LogisticOptions(c, L1Ratio: l1Ratio)).Fit(rows, 0, CancellationToken.None);
}
