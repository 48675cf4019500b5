using Kolosal.Statistics;

namespace Kolosal.Learning.Neural;

/// <summary>Sets each value to 0 with probability p in training and divides the others by 1 −
/// p (Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, JMLR 15, 2014).</summary>
internal sealed class DropoutLayer(int width, double share, ulong seed) : Layer(width, width)
{
    private SeededRandom random = new(seed);
    private double[] factors = [];

    /// <summary>Draws as from the start again.</summary>
    public void Restart() => random = new(seed);

    public override void Forward(ReadOnlySpan<double> x, int rows, ReadOnlySpan<double> parameters, Span<double> y, bool training)
    {
        if (!training)
        {
            x.CopyTo(y);
            return;
        }
        if (factors.Length < x.Length) factors = new double[x.Length];
        double kept = 1 / (1 - share);
        for (int i = 0; i < x.Length; i++)
        {
            factors[i] = random.NextDouble() < share ? 0 : kept;
            y[i] = x[i] * factors[i];
        }
    }

    public override void Backward(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> dy, int rows,
        ReadOnlySpan<double> parameters, Span<double> gradient, Span<double> dx)
    {
        for (int i = 0; i < dx.Length; i++) dx[i] = dy[i] * factors[i];
    }
}
