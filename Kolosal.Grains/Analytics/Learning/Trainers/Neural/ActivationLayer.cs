namespace Kolosal.Learning.Neural;

/// <summary>An activation, value by value.</summary>
internal sealed class ActivationLayer(int width, Activation kind) : Layer(width, width)
{
    public Activation Kind => kind;

    public override void Forward(ReadOnlySpan<double> x, int rows, ReadOnlySpan<double> parameters, Span<double> y, bool training)
    {
        x.CopyTo(y);
        Activations.Apply(kind, y);
    }

    public override void Backward(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> dy, int rows,
        ReadOnlySpan<double> parameters, Span<double> gradient, Span<double> dx)
    {
        for (int i = 0; i < dx.Length; i++) dx[i] = dy[i] == 0 ? 0 : dy[i] * Activations.Slope(kind, x[i], y[i]);
    }
}
