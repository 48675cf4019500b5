using Kolosal.Numerics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Neural;

/// <summary>y = W x + b; W is outputs × inputs and comes before b.</summary>
/// <param name="inputs">Values in.</param>
/// <param name="outputs">Values out.</param>
/// <param name="gain">Variance of the start times inputs: 2 before a rectifier (He, Zhang, Ren and Sun, arXiv:1502.01852), 1 elsewhere.</param>
internal sealed class DenseLayer(int inputs, int outputs, double gain) : Layer(inputs, outputs)
{
    public override int ParameterCount => Outputs * (Inputs + 1);

    public override int DecayedCount => Outputs * Inputs;

    public override void Initialize(Span<double> parameters, ref SeededRandom random)
    {
        double scale = Math.Sqrt(gain / Math.Max(1, Inputs));
        foreach (ref double weight in parameters[..DecayedCount]) weight = scale * random.NextNormal();
        parameters[DecayedCount..].Clear();
    }

    public override void Forward(ReadOnlySpan<double> x, int rows, ReadOnlySpan<double> parameters, Span<double> y, bool training)
    {
        for (int row = 0; row < rows; row++) Apply(parameters, x.Slice(row * Inputs, Inputs), y.Slice(row * Outputs, Outputs));
    }

    public override void Backward(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> dy, int rows,
        ReadOnlySpan<double> parameters, Span<double> gradient, Span<double> dx)
    {
        dx.Clear();
        for (int row = 0; row < rows; row++)
        {
            var given = x.Slice(row * Inputs, Inputs);
            for (int o = 0; o < Outputs; o++)
            {
                double slope = dy[row * Outputs + o];
                if (slope == 0) continue; // behind a rectifier every second one
                FixedSum.AddScaled(slope, given, gradient.Slice(o * Inputs, Inputs));
                gradient[DecayedCount + o] += slope;
                if (!dx.IsEmpty) FixedSum.AddScaled(slope, parameters.Slice(o * Inputs, Inputs), dx.Slice(row * Inputs, Inputs));
            }
        }
    }

    /// <summary>W x + b for one row; scoring takes the same way.</summary>
    internal static void Apply(ReadOnlySpan<double> parameters, ReadOnlySpan<double> x, Span<double> y)
    {
        FixedSum.Dots(x, parameters, x.Length, y);
        var offsets = parameters[(x.Length * y.Length)..];
        for (int o = 0; o < y.Length; o++) y[o] += offsets[o];
    }
}
