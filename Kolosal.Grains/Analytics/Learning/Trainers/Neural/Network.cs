using Kolosal.Numerics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Neural;

/// <summary>Layers in training, all parameters in one array and all gradients in another of the same order.</summary>
/// <remarks>Back-propagation (Rumelhart, Hinton and Williams, Nature 323, 1986). The loss is Σ wᵢ lᵢ / Σ wᵢ of the
/// batch's rows: cross-entropy of the softmax of the last layer, or half the squared error of its one output.</remarks>
internal sealed class Network
{
    private readonly Layer[] layers;
    private readonly int[] starts;
    private readonly double[][] outputs, slopes;
    private readonly bool classes;
    private readonly CancellationToken cancel;

    /// <param name="layers">Each takes what the one before gives.</param>
    /// <param name="classes">Whether the last layer's outputs are scores of classes.</param>
    /// <param name="most">Rows in a batch at most.</param>
    /// <param name="random">Draws the start.</param>
    /// <param name="cancel">Polled once a layer.</param>
    public Network(Layer[] layers, bool classes, int most, SeededRandom random, CancellationToken cancel)
    {
        (this.layers, this.classes, this.cancel) = (layers, classes, cancel);
        starts = new int[layers.Length + 1];
        for (int l = 0; l < layers.Length; l++) starts[l + 1] = starts[l] + layers[l].ParameterCount;
        (Parameters, Gradient) = (new double[starts[^1]], new double[starts[^1]]);
        outputs = [.. layers.Select(layer => new double[most * layer.Outputs])];
        slopes = [.. layers.Select(layer => new double[most * layer.Outputs])];
        for (int l = 0; l < layers.Length; l++) layers[l].Initialize(Own(Parameters, l), ref random);
    }

    public double[] Parameters { get; }

    public double[] Gradient { get; }

    public IReadOnlyList<Layer> Layers => layers;

    /// <summary>The parameters of one layer.</summary>
    public ReadOnlySpan<double> ParametersOf(int layer) => Own(Parameters, layer);

    /// <summary>1 for the parameters that weight decay shrinks, 0 for others.</summary>
    public bool[] Decayed()
    {
        var decayed = new bool[Parameters.Length];
        for (int l = 0; l < layers.Length; l++) decayed.AsSpan(starts[l], layers[l].DecayedCount).Fill(true);
        return decayed;
    }

    /// <summary>The loss of a batch; in training its gradient goes to <see cref="Gradient"/>.</summary>
    /// <param name="x">rows × inputs.</param>
    /// <param name="targets">Class indices or values, one a row.</param>
    /// <param name="weights">One a row, above 0.</param>
    /// <param name="training">Whether dropout and batch statistics are on and a gradient is wanted.</param>
    /// <param name="scale">What the weighted sum of losses is divided by; null for the sum of the weights.</param>
    public double Loss(ReadOnlySpan<double> x, ReadOnlySpan<double> targets, ReadOnlySpan<double> weights, bool training, double? scale = null)
    {
        int rows = targets.Length;
        for (int l = 0; l < layers.Length; l++)
        {
            cancel.ThrowIfCancellationRequested();
            layers[l].Forward(l == 0 ? x : outputs[l - 1].AsSpan(0, rows * layers[l].Inputs), rows, Own(Parameters, l),
                outputs[l].AsSpan(0, rows * layers[l].Outputs), training);
        }
        double loss = Compare(targets, weights, scale ?? FixedSum.Of(weights));
        if (!training) return loss;

        Array.Clear(Gradient);
        for (int l = layers.Length - 1; l >= 0; l--)
        {
            cancel.ThrowIfCancellationRequested();
            var given = l == 0 ? x : outputs[l - 1].AsSpan(0, rows * layers[l].Inputs);
            var back = l == 0 ? default : slopes[l - 1].AsSpan(0, rows * layers[l].Inputs);
            layers[l].Backward(given, outputs[l].AsSpan(0, rows * layers[l].Outputs), slopes[l].AsSpan(0, rows * layers[l].Outputs), rows,
                Own(Parameters, l), Own(Gradient, l), back);
        }
        return loss;
    }

    /// <summary>The loss of the last outputs, and its slope by them.</summary>
    private double Compare(ReadOnlySpan<double> targets, ReadOnlySpan<double> weights, double scale)
    {
        int width = layers[^1].Outputs;
        double loss = 0;
        for (int row = 0; row < targets.Length; row++)
        {
            ReadOnlySpan<double> given = outputs[^1].AsSpan(row * width, width);
            var back = slopes[^1].AsSpan(row * width, width);
            double share = weights[row] / scale;
            if (!classes)
            {
                double error = given[0] - targets[row];
                loss += share * error * error / 2;
                back[0] = share * error;
                continue;
            }
            int truth = (int)targets[row];
            double most = double.NegativeInfinity, total = 0;
            foreach (double score in given) most = Math.Max(most, score);
            for (int k = 0; k < width; k++) total += back[k] = Math.Exp(given[k] - most);
            for (int k = 0; k < width; k++) back[k] *= share / total;
            back[truth] -= share;
            loss += share * (Math.Log(total) + most - given[truth]);
        }
        return loss;
    }

    private Span<double> Own(double[] all, int layer) => all.AsSpan(starts[layer], starts[layer + 1] - starts[layer]);
}
