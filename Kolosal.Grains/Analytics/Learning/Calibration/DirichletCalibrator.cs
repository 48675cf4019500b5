using System.Buffers;
using System.Text.Json.Serialization;
using Kolosal.Learning.Graphs;
using Kolosal.Numerics;

namespace Kolosal.Learning.Calibration;

/// <summary>
/// softmax(W ln p + b): Dirichlet calibration (Kull et al., NeurIPS 2019, arXiv:1910.12656, section
/// 3); matrix scaling is the same map of logits, which log probabilities are up to a shift.
/// </summary>
public sealed class DirichletCalibrator : Calibrator
{
    // Numbers that fit on the stack; more are rented.
    private const int FewClasses = 64;

    /// <summary>Keeps the parameters.</summary>
    /// <param name="matrix">W, classes × classes, row-major; finite.</param>
    /// <param name="offsets">b, one a class, at least two; finite.</param>
    [JsonConstructor]
    public DirichletCalibrator(ImmutableArray<double> matrix, ImmutableArray<double> offsets)
    {
        if (offsets.Length < 2 || matrix.Length != (long)offsets.Length * offsets.Length || matrix.Concat(offsets).Any(v => !double.IsFinite(v)))
            throw new ArgumentException(
                $"Need a finite square matrix and offsets for at least two classes, got {matrix.Length} and {offsets.Length} numbers.");
        (Matrix, Offsets) = (matrix, offsets);
    }

    /// <summary>W.</summary>
    public ImmutableArray<double> Matrix { get; }

    /// <summary>b.</summary>
    public ImmutableArray<double> Offsets { get; }

    /// <inheritdoc/>
    internal override GraphValue Describe(GraphBuilder graph, GraphValue probabilities) =>
        graph.Softmax(graph.Linear(Logs(graph, probabilities), Matrix.AsSpan(), Offsets.AsSpan()));

    /// <inheritdoc/>
    public override void Apply(Span<double> probabilities)
    {
        int classes = Offsets.Length;
        double[]? rented = classes > FewClasses ? ArrayPool<double>.Shared.Rent(classes) : null;
        Span<double> logs = rented is null ? stackalloc double[classes] : rented.AsSpan(0, classes);
        for (int k = 0; k < classes; k++) logs[k] = Math.Log(Math.Max(probabilities[k], Tiny));
        for (int k = 0; k < classes; k++) probabilities[k] = FixedSum.Dot(Matrix.AsSpan(k * classes, classes), logs) + Offsets[k];
        Softmax(probabilities);
        if (rented is not null) ArrayPool<double>.Shared.Return(rented);
    }
}
