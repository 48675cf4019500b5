using Kolosal.Learning.Linear;
using Kolosal.Numerics;
using Kolosal.Statistics;
using MathNet.Numerics.LinearAlgebra;

namespace Kolosal.Learning.Explanation;

public class LinearShapTests
{
    [Fact]
    public void Correlated_attributions_are_the_Shapley_values_of_normal_conditional_means()
    {
        const int Inputs = 5;
        var (model, background) = Problem(Inputs, 60, scores: 1);
        double[] row = [1, -2, 0.5, 3, -1];
        // μ and Σ written anew, conditional means by MathNet's solver.
        double total = 0;
        var mean = Vector<double>.Build.Dense(Inputs);
        var covariance = Matrix<double>.Build.Dense(Inputs, Inputs);
        for (int r = 0; r < background.Rows; r++)
            (mean, total) = (mean + background.Weight(r) * Vector<double>.Build.Dense(background.Row(r).ToArray()), total + background.Weight(r));
        mean /= total;
        for (int r = 0; r < background.Rows; r++)
        {
            var centred = Vector<double>.Build.Dense(background.Row(r).ToArray()) - mean;
            covariance += background.Weight(r) / total * centred.OuterProduct(centred);
        }
        double Value(int known)
        {
            int[] inside = [.. Enumerable.Range(0, Inputs).Where(i => (known >> i & 1) != 0)],
                outside = [.. Enumerable.Range(0, Inputs).Except(inside)];
            double value = model.Intercepts[0];
            foreach (int i in inside) value += model.Coefficients[i] * row[i];
            var pull = inside.Length == 0 ? null : Matrix<double>.Build.Dense(
                inside.Length, inside.Length, (a, b) => covariance[inside[a], inside[b]])
                .Solve(Vector<double>.Build.Dense(inside.Length, a => row[inside[a]] - mean[inside[a]]));
            foreach (int o in outside)
            {
                double expected = mean[o];
                for (int a = 0; a < inside.Length; a++) expected += covariance[o, inside[a]] * pull![a];
                value += model.Coefficients[o] * expected;
            }
            return value;
        }
        double[] wanted = Games.Shapley(Inputs, Value), got = new double[Inputs];
        var shap = new CorrelatedLinearShap(model, background);
        shap.Explain(row, got);
        for (int i = 0; i < Inputs; i++) Assert.Equal(wanted[i], got[i], 1e-6); // the ridge of 1e-9
        Assert.Equal(Value(0), shap.BaseScores[0], 1e-12);
    }

    [Theory, InlineData(4), InlineData(14)]
    public void Columns_that_do_not_vary_together_get_what_they_get_independently(int inputs)
    {
        // Walsh functions: sixteen rows, columns of mean 0, pairwise orthogonal.
        double[] rows = [.. Enumerable.Range(0, 16).SelectMany(
            r => Enumerable.Range(1, inputs).Select(c => int.PopCount(r & c) % 2 == 0 ? 1.0 : -1.0))];
        var background = new FeatureRows(rows, [.. Enumerable.Range(0, inputs).Select(c => new FeatureInfo($"x{c}"))], 16);
        var (model, _) = Problem(inputs, 20, scores: 2);
        double[] row = [.. Enumerable.Range(0, inputs).Select(c => Math.Sin(c))], independent = new double[2 * inputs],
            correlated = new double[2 * inputs];
        new LinearShap(model, background).Explain(row, independent);
        new CorrelatedLinearShap(model, background, orders: 5).Explain(row, correlated);
        for (int i = 0; i < independent.Length; i++) Assert.Equal(independent[i], correlated[i], 1e-7);
    }

    [Fact]
    public void Random_orders_keep_the_sum_and_a_copy_of_a_column_shares_with_it()
    {
        var (model, background) = Problem(15, 80, scores: 1);
        double[] values = background.Features.ToArray(), row = background.Row(3).ToArray();
        for (int r = 0; r < 80; r++) values[r * 15 + 14] = values[r * 15]; // the last column repeats the first
        row[14] = row[0];
        var twins = background.WithFeatures(values, background.Columns);
        var shap = new CorrelatedLinearShap(model, twins, seed: 1, orders: 400);
        double[] got = new double[15];
        shap.Explain(row, got);
        double score = model.Intercepts[0] + FixedSum.Dot(model.Coefficients, row);
        Assert.Equal(score, shap.BaseScores[0] + got.Sum(), 1e-9);
        Assert.Equal(got[0], got[14], 0.1 * Math.Abs(got[0]) + 0.02); // whatever the two coefficients: knowing one is knowing the other
    }

    [Fact]
    public void Terms_and_the_intercept_make_the_score()
    {
        var (model, background) = Problem(4, 10, scores: 3);
        double[] terms = new double[12];
        LinearShap.Terms(model, background.Row(2), terms);
        for (int k = 0; k < 3; k++)
            Assert.Equal(model.Intercepts[k] + FixedSum.Dot(model.Coefficients.Slice(4 * k, 4), background.Row(2)),
                model.Intercepts[k] + terms.AsSpan(4 * k, 4).ToArray().Sum(), 1e-12);
    }

    [Fact]
    public void A_background_that_misses_values_is_refused()
    {
        var model = new LinearPredictor(LinearLink.Identity, 1, [2], [0]);
        Assert.Contains("'x'", Assert.Throws<ArgumentException>(
            () => new LinearShap(model, new FeatureRows(new[] { 1, double.NaN }, [new("x")], 2))).Message);
    }

    private static (LinearPredictor Model, FeatureRows Background) Problem(int inputs, int rows, int scores)
    {
        var random = new SeededRandom(11);
        double[] coefficients = new double[scores * inputs], values = new double[rows * inputs];
        for (int i = 0; i < coefficients.Length; i++) coefficients[i] = random.NextNormal();
        for (int r = 0; r < rows; r++)
        {
            double shared = random.NextNormal();
            for (int c = 0; c < inputs; c++) values[r * inputs + c] = 0.3 * c + shared * (c % 3) + random.NextNormal();
        }
        double[] weights = [.. Enumerable.Range(0, rows).Select(r => 1.0 + r % 2)];
        return (new(scores == 1 ? LinearLink.Identity : LinearLink.Softmax, inputs, coefficients, scores == 1 ? [0.7] : new double[scores]),
            new FeatureRows(values, [.. Enumerable.Range(0, inputs).Select(c => new FeatureInfo($"x{c}"))], rows, weights));
    }
}
