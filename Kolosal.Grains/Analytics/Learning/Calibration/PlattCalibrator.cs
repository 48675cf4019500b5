using System.Text.Json.Serialization;
using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Calibration;

/// <summary>What a Platt line is drawn through.</summary>
public enum PlattInput
{
    /// <summary>ln(p / (1 − p)), which spreads the ends.</summary>
    Logit,

    /// <summary>p itself, as scikit-learn does for models without a decision function.</summary>
    Probability,
}

/// <summary>p = 1 / (1 + exp(a s + b)) of the input s (by default the logit) of each class against the rest;
/// with two classes of the second alone (Platt, Advances in Large Margin Classifiers, 1999).</summary>
public sealed class PlattCalibrator : Calibrator
{
    /// <summary>Keeps the lines.</summary>
    /// <param name="a">One slope a class, or one for two classes.</param>
    /// <param name="b">As many offsets.</param>
    /// <param name="input">What the lines are drawn through.</param>
    [JsonConstructor]
    public PlattCalibrator(ImmutableArray<double> a, ImmutableArray<double> b, PlattInput input = PlattInput.Logit) =>
        (A, B, Input) = a.Length == b.Length && a.Length is 1 or >= 3 ? (a, b, input)
            : throw new ArgumentException($"Need one line, or one for each of at least three classes; got {a.Length} slopes and {b.Length} offsets.");

    /// <summary>The slopes.</summary>
    public ImmutableArray<double> A { get; }

    /// <summary>The offsets.</summary>
    public ImmutableArray<double> B { get; }

    /// <summary>What the lines are drawn through.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public PlattInput Input { get; }

    /// <inheritdoc/>
    internal override GraphValue Describe(GraphBuilder graph, GraphValue probabilities) => EachAgainstRest(graph, probabilities, A.Length, p =>
    {
        if (Input == PlattInput.Logit)
        {
            p = graph.Clamp(p, Tiny, 1 - Tiny);
            p = graph.Minus(graph.Log(p), graph.Log(graph.Minus(graph.Constant(1), p)));
        }
        var line = graph.Plus(graph.Times(p, graph.Constants(A.AsSpan())), graph.Constants(B.AsSpan()));
        return graph.Sigmoid(graph.Apply(UnaryOperation.Negate, line));
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

    private double Map(int k, double p) => Sigmoid(-(A[k] * (Input == PlattInput.Logit ? Logit(p) : p) + B[k]));
}
