using Kolosal.Statistics;

namespace Kolosal.Learning.Neural;

/// <summary>Gradients of every kind of layer against central differences of the loss, by parameters and by inputs.</summary>
public class NetworkTests
{
    private const int Rows = 7, Inputs = 3;

    public static TheoryData<string> Kinds => ["dense", "relu", "gelu", "tanh", "batch", "layer", "dropout", "deep"];

    [Theory, MemberData(nameof(Kinds))]
    public void The_gradient_by_parameters_is_the_central_difference_of_the_cross_entropy(string kind) => CheckParameters(kind, classes: true);

    [Theory, MemberData(nameof(Kinds))]
    public void The_gradient_by_parameters_is_the_central_difference_of_the_squared_error(string kind) => CheckParameters(kind, classes: false);

    [Theory, MemberData(nameof(Kinds))]
    public void The_gradient_by_inputs_is_the_central_difference_of_a_weighted_sum_of_outputs(string kind)
    {
        foreach (var layer in Layers(kind, 2).Where(layer => layer.Inputs == 5 || kind == "dense"))
        {
            var random = new SeededRandom(8);
            double[] x = Normals(ref random, Rows * layer.Inputs), dy = Normals(ref random, Rows * layer.Outputs),
                parameters = Normals(ref random, layer.ParameterCount);
            double[] y = new double[Rows * layer.Outputs], dx = new double[x.Length];
            Run(x);
            layer.Backward(x, y, dy, Rows, parameters, new double[parameters.Length], dx);
            for (int i = 0; i < x.Length; i++)
            {
                double at = x[i];
                double up = Run([.. x[..i], at + 1e-5, .. x[(i + 1)..]]), down = Run([.. x[..i], at - 1e-5, .. x[(i + 1)..]]);
                Assert.Equal((up - down) / 2e-5, dx[i], 1e-6);
            }

            double Run(double[] given)
            {
                (layer as DropoutLayer)?.Restart();
                layer.Forward(given, Rows, parameters, y, training: true);
                return Enumerable.Range(0, y.Length).Sum(i => y[i] * dy[i]);
            }
        }
    }

    [Fact]
    public void Batch_normalisation_gives_columns_of_mean_0_and_variance_1()
    {
        var layer = new BatchNormLayer(2);
        double[] y = new double[8];
        layer.Forward([1, 10, 2, 20, 3, 30, 4, 40], 4, [1, 1, 0, 0], y, training: true);
        for (int c = 0; c < 2; c++)
        {
            double[] column = [y[c], y[c + 2], y[c + 4], y[c + 6]];
            Assert.Equal(0, column.Average(), 12);
            Assert.Equal(1, column.Sum(v => v * v) / 4, 4);
        }
        Assert.Equal([2.5, 25, 1.25, 125], layer.Running); // the first batch starts the running means
    }

    [Fact]
    public void Layer_normalisation_gives_rows_of_mean_0_and_variance_1()
    {
        double[] row = [3, 5, 10];
        LayerNormLayer.Apply([1, 1, 1, 0, 0, 0], row);
        Assert.Equal(0, row.Sum(), 12);
        Assert.Equal(1, row.Sum(v => v * v) / 3, 4);
    }

    [Fact]
    public void Dropout_keeps_its_share_and_the_mean_in_training_and_everything_after()
    {
        var layer = new DropoutLayer(1, 0.3, 5);
        double[] x = new double[20_000], y = new double[20_000];
        Array.Fill(x, 2);
        layer.Forward(x, x.Length, [], y, training: true);
        Assert.InRange(y.Count(v => v == 0) / 20_000.0, 0.29, 0.31);
        Assert.InRange(y.Average(), 1.96, 2.04);
        layer.Forward(x, x.Length, [], y, training: false);
        Assert.Equal(x, y);
    }

    [Fact]
    public void The_first_steps_of_adam_are_those_of_the_paper()
    {
        // g = 0.5 twice: m̂ = 0.5, v̂ = 0.25 after either step, so each moves by −rate · 0.5 / (0.5 + 1e-8). AdamW takes rate · λ · w first.
        double[] plain = [1], decoupled = [1], coupled = [1];
        var adam = new Adam([false], 0.1, true);
        adam.Step(plain, [0.5], 0.01);
        adam.Step(plain, [0.5], 0.01);
        Assert.Equal(1 - 2 * 0.01, plain[0], 8);
        new Adam([true], 0.1, true).Step(decoupled, [0.5], 0.01);
        Assert.Equal(1 - 0.01 * 0.1 - 0.01, decoupled[0], 8);
        new Adam([true], 0.1, false).Step(coupled, [-0.3], 0.01); // g = −0.3 + 0.1 · 1 = −0.2: its size does not matter, its sign does
        Assert.Equal(1 + 0.01, coupled[0], 8);
    }

    [Theory]
    [InlineData(Activation.Relu, -1.5, 0)]
    [InlineData(Activation.Relu, 2, 2)]
    [InlineData(Activation.Gelu, 1, 0.8413447460685429)] // Φ(1)
    [InlineData(Activation.Gelu, -2, -0.04550026389635842)] // −2 Φ(−2)
    [InlineData(Activation.Tanh, 0.5, 0.46211715726000975)]
    public void Activations_have_their_values(Activation kind, double x, double expected)
    {
        double[] value = [x];
        Activations.Apply(kind, value);
        Assert.Equal(expected, value[0], 12);
    }

    private static void CheckParameters(string kind, bool classes)
    {
        var random = new SeededRandom(4);
        double[] x = Normals(ref random, Rows * Inputs), targets = classes ? [0, 1, 2, 1, 0, 2, 2] : Normals(ref random, Rows),
            weights = [1, 2, 0.5, 1, 3, 1, 0.25];
        var network = new Network(Layers(kind, classes ? 3 : 1), classes, Rows, new SeededRandom(9), default);
        foreach (ref double parameter in network.Parameters.AsSpan()) parameter += 0.1 * random.NextNormal(); // offsets and norms away from 0 and 1
        Loss();
        double[] gradient = [.. network.Gradient];
        for (int p = 0; p < gradient.Length; p++)
        {
            double at = network.Parameters[p];
            network.Parameters[p] = at + 1e-5;
            double up = Loss();
            network.Parameters[p] = at - 1e-5;
            double down = Loss();
            network.Parameters[p] = at;
            Assert.Equal((up - down) / 2e-5, gradient[p], 1e-6);
        }

        double Loss()
        {
            foreach (var layer in network.Layers.OfType<DropoutLayer>()) layer.Restart();
            return network.Loss(x, targets, weights, training: true);
        }
    }

    private static Layer[] Layers(string kind, int outputs) => kind switch
    {
        "dense" => [new DenseLayer(Inputs, outputs, 1)],
        "relu" => [new DenseLayer(Inputs, 5, 2), new ActivationLayer(5, Activation.Relu), new DenseLayer(5, outputs, 1)],
        "gelu" => [new DenseLayer(Inputs, 5, 2), new ActivationLayer(5, Activation.Gelu), new DenseLayer(5, outputs, 1)],
        "tanh" => [new DenseLayer(Inputs, 5, 1), new ActivationLayer(5, Activation.Tanh), new DenseLayer(5, outputs, 1)],
        "batch" => [new DenseLayer(Inputs, 5, 1), new BatchNormLayer(5), new ActivationLayer(5, Activation.Tanh), new DenseLayer(5, outputs, 1)],
        "layer" => [new DenseLayer(Inputs, 5, 1), new LayerNormLayer(5), new ActivationLayer(5, Activation.Tanh), new DenseLayer(5, outputs, 1)],
        "dropout" => [new DenseLayer(Inputs, 5, 1), new ActivationLayer(5, Activation.Tanh), new DropoutLayer(5, 0.4, 3),
            new DenseLayer(5, outputs, 1)],
        _ => [new DenseLayer(Inputs, 5, 1), new BatchNormLayer(5), new ActivationLayer(5, Activation.Gelu), new DropoutLayer(5, 0.2, 3),
            new DenseLayer(5, 5, 1), new LayerNormLayer(5), new ActivationLayer(5, Activation.Tanh), new DenseLayer(5, outputs, 1)],
    };

    private static double[] Normals(ref SeededRandom random, int count)
    {
        var values = new double[count];
        for (int i = 0; i < count; i++) values[i] = random.NextNormal();
        return values;
    }
}
