using System.Text.Json.Serialization;
using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Preprocessing.Power;

/// <summary>ln(max(x, min) + shift).</summary>
/// <param name="Shift">Added first.</param>
/// <param name="Min">Values below this count as it; with the shift above 0.</param>
public sealed record LogStep(double Shift, double Min) : NumericStep
{
    /// <summary>Finite; with the shift above 0.</summary>
    [JsonPropertyName("least")]
    public double Min { get; } = Require.That(Min, Min + Shift > 0 && double.IsFinite(Min + Shift),
        $"above 0 with the shift {Shift} added");

    /// <inheritdoc/>
    internal override GraphValue Describe(GraphBuilder graph, GraphValue value) => graph.Log(graph.Plus(graph.AtLeast(value, Min), Shift));

    /// <inheritdoc/>
    internal override GraphValue DescribeInverse(GraphBuilder graph, GraphValue value) => Bounded(graph, graph.Plus(graph.Exp(value), -Shift));

    /// <inheritdoc/>
    public override double Apply(double value) => Math.Log((value < Min ? Min : value) + Shift);

    /// <inheritdoc/>
    public override double Invert(double value) => Bounded(Math.Exp(value) - Shift);
}

/// <summary>√(max(x, −shift) + shift).</summary>
/// <param name="Shift">Added first.</param>
public sealed record SquareRootStep(double Shift) : NumericStep
{
    /// <inheritdoc/>
    internal override GraphValue Describe(GraphBuilder graph, GraphValue value) =>
        graph.Apply(UnaryOperation.SquareRoot, graph.AtLeast(graph.Plus(value, Shift), 0));

    /// <inheritdoc/>
    public override double Apply(double value) => Math.Sqrt(value < -Shift ? 0 : value + Shift);

    /// <inheritdoc/>
    public override double Invert(double value) => Bounded(value < 0 ? -Shift : value * value - Shift);
}

/// <summary>sign(x) |x|ᵏ, kept within ±1e100.</summary>
/// <param name="Exponent">k, finite and above 0.</param>
public sealed record PowerStep(double Exponent) : NumericStep
{
    /// <summary>Finite, above 0.</summary>
    public double Exponent { get; } = Require.Positive(Exponent);

    /// <inheritdoc/>
    internal override GraphValue Describe(GraphBuilder graph, GraphValue value) =>
        Bounded(graph, graph.Select(graph.IsLess(value, 0), graph.Apply(UnaryOperation.Negate, Power(graph, value)), Power(graph, value)));

    /// <inheritdoc/>
    public override double Apply(double value) => Bounded(Math.CopySign(Math.Pow(Math.Abs(value), Exponent), value));

    /// <inheritdoc/>
    public override double Invert(double value) => Bounded(Math.CopySign(Math.Pow(Math.Abs(value), 1 / Exponent), value));

    private GraphValue Power(GraphBuilder graph, GraphValue value) =>
        graph.Apply(BinaryOperation.Power, graph.Apply(UnaryOperation.Absolute, value), graph.Constant(Exponent));
}

/// <summary>1 / x, kept within ±1e100; 0 stays 0.</summary>
public sealed record ReciprocalStep : NumericStep
{
    /// <inheritdoc/>
    internal override GraphValue Describe(GraphBuilder graph, GraphValue value) =>
        graph.Select(graph.IsLess(0, graph.Apply(UnaryOperation.Absolute, value)), Bounded(graph, graph.Over(graph.Constant(1), value)), value);

    /// <inheritdoc/>
    public override double Apply(double value) => value == 0 ? 0 : Bounded(1 / value);

    /// <inheritdoc/>
    public override double Invert(double value) => Apply(value);
}
