using System.Text.Json.Serialization;
using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Calibration;

/// <summary>
/// logit q = a ln p − b ln(1 − p) + c of each class against the rest, rows brought back to the sum
/// 1; with two classes of the second alone (Kull, Silva Filho and Flach, AISTATS 2017, equation 4).
/// </summary>
/// <remarks>a = b = 1, c = 0 leaves probabilities as they are, which Platt's sigmoid of a probability cannot; a, b ≥ 0 keep the order.</remarks>
public sealed class BetaCalibrator : Calibrator
{
    /// <summary>Keeps the maps.</summary>
    /// <param name="a">One a class, or one for two classes; finite, 0 or more.</param>
    /// <param name="b">As many; finite, 0 or more.</param>
    /// <param name="c">As many; finite.</param>
    [JsonConstructor]
    public BetaCalibrator(ImmutableArray<double> a, ImmutableArray<double> b, ImmutableArray<double> c)
    {
        if (a.Length is not (1 or >= 3) || b.Length != a.Length || c.Length != a.Length)
            throw new ArgumentException(
                $"Need one map, or one for each of at least three classes; got {a.Length}, {b.Length} and {c.Length} parameters.");
        for (int k = 0; k < a.Length; k++)
            if (!(a[k] >= 0 && b[k] >= 0 && double.IsFinite(a[k] + b[k] + c[k])))
                throw new ArgumentException($"Map {k} is not finite or falls: a = {a[k]}, b = {b[k]}, c = {c[k]}.");
        (A, B, C) = (a, b, c);
    }

    /// <summary>The slopes of ln p.</summary>
    public ImmutableArray<double> A { get; }

    /// <summary>The slopes of −ln(1 − p).</summary>
    public ImmutableArray<double> B { get; }

    /// <summary>The offsets.</summary>
    public ImmutableArray<double> C { get; }

    /// <inheritdoc/>
    internal override GraphValue Describe(GraphBuilder graph, GraphValue probabilities) => EachAgainstRest(graph, probabilities, A.Length, p =>
    {
        p = graph.Clamp(p, Tiny, 1 - Tiny);
        var rest = graph.Log(graph.Minus(graph.Constant(1), p));
        var line = graph.Minus(graph.Times(graph.Log(p), graph.Constants(A.AsSpan())), graph.Times(rest, graph.Constants(B.AsSpan())));
        return graph.Sigmoid(graph.Plus(line, graph.Constants(C.AsSpan())));
    });

    /// <inheritdoc/>
    public override void Apply(Span<double> probabilities)
    {
        if (A.Length == 1)
        {
            probabilities[1] = Map(0, probabilities[1]);
            probabilities[0] = 1 - probabilities[1];
            return;
        }
        for (int k = 0; k < probabilities.Length; k++) probabilities[k] = Map(k, probabilities[k]);
        Normalize(probabilities);
    }

    private double Map(int k, double p)
    {
        p = Math.Clamp(p, Tiny, 1 - Tiny);
        return Sigmoid(A[k] * Math.Log(p) - B[k] * Math.Log(1 - p) + C[k]);
    }
}
