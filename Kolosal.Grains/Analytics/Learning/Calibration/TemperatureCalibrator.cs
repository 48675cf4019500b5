using System.Text.Json.Serialization;
using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Calibration;

/// <summary>softmax(ln p / T): one temperature for all classes, so the order of classes stays (Guo et al., ICML 2017, arXiv:1706.04599).</summary>
public sealed class TemperatureCalibrator : Calibrator
{
    /// <summary>Keeps the temperature.</summary>
    /// <param name="temperature">Finite, above 0; above 1 softens.</param>
    [JsonConstructor]
    public TemperatureCalibrator(double temperature) => Temperature = Require.Positive(temperature);

    /// <summary>T.</summary>
    public double Temperature { get; }

    /// <inheritdoc/>
    internal override GraphValue Describe(GraphBuilder graph, GraphValue probabilities) =>
        graph.Softmax(graph.Over(Logs(graph, probabilities), graph.Constant(Temperature)));

    /// <inheritdoc/>
    public override void Apply(Span<double> probabilities)
    {
        for (int k = 0; k < probabilities.Length; k++) probabilities[k] = Math.Log(Math.Max(probabilities[k], Tiny)) / Temperature;
        Softmax(probabilities);
    }
}
