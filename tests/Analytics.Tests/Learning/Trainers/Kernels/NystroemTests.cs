using Kolosal.Statistics;

namespace Kolosal.Learning.Kernels;

public class NystroemTests
{
    [Theory]
    [InlineData(KernelKind.Rbf)]
    [InlineData(KernelKind.Polynomial)]
    public void Between_landmarks_the_features_multiply_to_the_kernel(KernelKind kind)
    {
        var random = new SeededRandom(4);
        double[] z = [.. Enumerable.Range(0, 60).Select(_ => random.NextNormal())];
        var kernel = new Kernel(kind, 0.5, 1, 3);
        var map = NystroemMap.Of(kernel, z, 3, default);
        double[] features = map.Features(z, default);
        for (int i = 0; i < 20; i++)
            for (int j = 0; j < 20; j++)
            {
                double dot = Enumerable.Range(0, 3).Sum(c => z[3 * i + c] * z[3 * j + c]),
                    square = Enumerable.Range(0, 3).Sum(c => Math.Pow(z[3 * i + c] - z[3 * j + c], 2));
                double expected = kind == KernelKind.Rbf ? Math.Exp(-0.5 * square) : Math.Pow(0.5 * dot + 1, 3);
                Assert.Equal(expected, Enumerable.Range(0, 20).Sum(c => features[20 * i + c] * features[20 * j + c]), 6);
            }
    }

    [Fact]
    public void With_every_row_a_landmark_decisions_are_those_of_the_squared_loss_in_the_kernel_space()
    {
        // At the optimum of ½‖w‖² + C Σ max(0, 1 − y f)²: f(x) = Σ 2 C max(0, 1 − yᵢ fᵢ) yᵢ k(xᵢ, x) + b and Σ max(0, 1 − yᵢ fᵢ) yᵢ = 0.
        var random = new SeededRandom(9);
        double[] x = [.. Enumerable.Range(0, 80).Select(_ => random.NextNormal())];
        double[] y = [.. Enumerable.Range(0, 40).Select(i => x[2 * i] * x[2 * i + 1] > 0 ? 1.0 : -1)];
        var map = NystroemMap.Of(new Kernel(KernelKind.Rbf, 0.8, 0, 1), x, 2, default);
        var machine = new SquaredHinge(map.Features(x, default), map.Count, default);
        const double c = 2;
        double[] costs = new double[40];
        Array.Fill(costs, c);
        double[] found = machine.Fit([.. Enumerable.Range(0, 40)], y, costs, null);
        double[] slack = [.. Enumerable.Range(0, 40).Select(i => Math.Max(0, 1 - y[i] * machine.Decide(found, i)))];
        Assert.Equal(0, Enumerable.Range(0, 40).Sum(i => slack[i] * y[i]), 3);
        for (int j = 0; j < 40; j++)
        {
            double sum = found[^1];
            for (int i = 0; i < 40; i++)
                sum += 2 * c * slack[i] * y[i] * Math.Exp(-0.8 * (Math.Pow(x[2 * i] - x[2 * j], 2) + Math.Pow(x[2 * i + 1] - x[2 * j + 1], 2)));
            Assert.Equal(sum, machine.Decide(found, j), 2);
        }
    }

    [Fact]
    public void More_landmarks_than_rows_is_all_rows_and_a_wave_is_recovered()
    {
        var random = new SeededRandom(6);
        double[] x = [.. Enumerable.Range(0, 200).Select(_ => 6 * random.NextDouble())];
        var rows = TrainingSet.Regression(x, [new("x")], x.Select(v => 1000 + 50 * Math.Sin(v) + 5 * random.NextNormal()).ToArray());
        var model = new NystroemTrainer(new(new KernelOptions(GammaRule: GammaRule.Value, Gamma: 2), 500, 10)).Fit(rows, 1, default);
        double[] at = new double[1];
        for (double v = 0.5; v < 5.5; v += 0.5)
        {
            model.Score([v], at);
            Assert.Equal(1000 + 50 * Math.Sin(v), at[0], 6.0);
        }
    }
}
