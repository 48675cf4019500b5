using Kolosal.Statistics;

namespace Kolosal.Learning.Neural;

/// <summary>y = γ (x − mean) / √(variance + ε) + β over the rows of a batch, and with running means of both where
/// there is no batch (Ioffe and Szegedy, arXiv:1502.03167, algorithms 1 and 2); γ comes before β.</summary>
/// <remarks>Variances are those of the batch itself (divided by its rows), also in the
/// running mean. Rows count alike whatever their weights.</remarks>
internal sealed class BatchNormLayer(int width) : Layer(width, width)
{
    /// <summary>Share of the new batch in the running means.</summary>
    private const double Momentum = 0.1;

    private readonly double[] means = new double[width], inverses = new double[width];
    private bool started;

    public override int ParameterCount => 2 * Inputs;

    /// <summary>Running means, then running variances; what a network remembers beside its parameters.</summary>
    public double[] Running { get; private set; } = [.. new double[width], .. Enumerable.Repeat(1.0, width)];

    /// <summary>Puts running means back that were kept.</summary>
    public void Restore(double[] running) => Running = [.. running];

    public override void Initialize(Span<double> parameters, ref SeededRandom random)
    {
        parameters[..Inputs].Fill(1);
        parameters[Inputs..].Clear();
    }

    public override void Forward(ReadOnlySpan<double> x, int rows, ReadOnlySpan<double> parameters, Span<double> y, bool training)
    {
        if (training) Measure(x, rows);
        for (int c = 0; c < Inputs; c++)
        {
            double mean = training ? means[c] : Running[c], inverse = training
                ? inverses[c]
                : 1 / Math.Sqrt(Running[Inputs + c] + LayerNormLayer.Floor);
            for (int at = c; at < x.Length; at += Inputs) y[at] = parameters[c] * (x[at] - mean) * inverse + parameters[Inputs + c];
        }
    }

    public override void Backward(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> dy, int rows,
        ReadOnlySpan<double> parameters, Span<double> gradient, Span<double> dx)
    {
        for (int c = 0; c < Inputs; c++)
        {
            double sum = 0, along = 0;
            for (int at = c; at < x.Length; at += Inputs)
            {
                sum += dy[at];
                along += dy[at] * (x[at] - means[c]) * inverses[c];
            }
            gradient[c] += along;
            gradient[Inputs + c] += sum;
            if (dx.IsEmpty) continue;
            for (int at = c; at < x.Length; at += Inputs)
                dx[at] = parameters[c] * inverses[c] * (dy[at] - sum / rows - (x[at] - means[c]) * inverses[c] * along / rows);
        }
    }

    private void Measure(ReadOnlySpan<double> x, int rows)
    {
        for (int c = 0; c < Inputs; c++)
        {
            double sum = 0, squares = 0;
            for (int at = c; at < x.Length; at += Inputs) sum += x[at];
            double mean = sum / rows;
            for (int at = c; at < x.Length; at += Inputs) squares += (x[at] - mean) * (x[at] - mean);
            double variance = squares / rows, share = started ? Momentum : 1;
            (means[c], inverses[c]) = (mean, 1 / Math.Sqrt(variance + LayerNormLayer.Floor));
            Running[c] += share * (mean - Running[c]);
            Running[Inputs + c] += share * (variance - Running[Inputs + c]);
        }
        started = true;
    }
}
