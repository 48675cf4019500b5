using System.Text.Json.Serialization;
using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Calibration;

/// <summary>softmax(wₖ ln pₖ + bₖ): vector scaling of the log probabilities (Guo et al., ICML 2017, arXiv:1706.04599, section 4.2).</summary>
public sealed class VectorCalibrator : Calibrator
{
    /// <summary>Keeps the parameters.</summary>
    /// <param name="factors">One a class, at least two; finite.</param>
    /// <param name="offsets">As many; finite.</param>
    [JsonConstructor]
    public VectorCalibrator(ImmutableArray<double> factors, ImmutableArray<double> offsets)
    {
        if (factors.Length < 2 || offsets.Length != factors.Length || factors.Concat(offsets).Any(v => !double.IsFinite(v)))
            throw new ArgumentException(
                $"Need a finite factor and offset for each of at least two classes, got {factors.Length} and {offsets.Length}.");
        (Factors, Offsets) = (factors, offsets);
    }

    /// <summary>w.</summary>
    public ImmutableArray<double> Factors { get; }

    /// <summary>b.</summary>
    public ImmutableArray<double> Offsets { get; }

    /// <inheritdoc/>
    internal override GraphValue Describe(GraphBuilder graph, GraphValue probabilities) =>
        graph.Softmax(graph.Plus(graph.Times(Logs(graph, probabilities), graph.Constants(Factors.AsSpan())), graph.Constants(Offsets.AsSpan())));

    /// <inheritdoc/>
    public override void Apply(Span<double> probabilities)
    {
        for (int k = 0; k < probabilities.Length; k++) probabilities[k] = Factors[k] * Math.Log(Math.Max(probabilities[k], Tiny)) + Offsets[k];
        Softmax(probabilities);
    }
}
