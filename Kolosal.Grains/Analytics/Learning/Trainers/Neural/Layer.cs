using Kolosal.Statistics;

namespace Kolosal.Learning.Neural;

/// <summary>One step of a network in training: rows × inputs to rows × outputs, and
/// gradients back. Its parameters lie in the network's one array.</summary>
internal abstract class Layer(int inputs, int outputs)
{
    public int Inputs { get; } = inputs;

    public int Outputs { get; } = outputs;

    public virtual int ParameterCount => 0;

    /// <summary>How many of the parameters, from the first on, weight decay shrinks: those that multiply inputs.</summary>
    public virtual int DecayedCount => 0;

    /// <summary>Draws the start.</summary>
    public virtual void Initialize(Span<double> parameters, ref SeededRandom random) { }

    /// <param name="x">rows × inputs.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="parameters">Its own.</param>
    /// <param name="y">Receives rows × outputs.</param>
    /// <param name="training">Whether what differs in training (dropout, statistics of the batch) is on.</param>
    public abstract void Forward(ReadOnlySpan<double> x, int rows, ReadOnlySpan<double> parameters, Span<double> y, bool training);

    /// <summary>After <see cref="Forward"/> in training on the same rows.</summary>
    /// <param name="x">What came in.</param>
    /// <param name="y">What went out.</param>
    /// <param name="dy">The gradient by y.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="parameters">Its own.</param>
    /// <param name="gradient">The gradient by its parameters is added to it.</param>
    /// <param name="dx">Receives the gradient by x; empty when nobody asks.</param>
    public abstract void Backward(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> dy, int rows,
        ReadOnlySpan<double> parameters, Span<double> gradient, Span<double> dx);
}
