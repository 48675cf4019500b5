using System.Text.Json.Serialization;
using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Preprocessing.Power;

/// <summary>(x^λ − 1) / λ, or ln x for λ = 0 (Box and Cox, JRSS B 26, 1964, eq. 1); kept within ±1e100.</summary>
/// <param name="Lambda">λ, finite.</param>
/// <param name="Min">Above 0; values below count as it.</param>
public sealed record BoxCoxStep(double Lambda, double Min) : NumericStep
{
    /// <summary>Finite.</summary>
    public double Lambda { get; } = Require.Finite(Lambda);

    /// <summary>Finite, above 0.</summary>
    [JsonPropertyName("least")]
    public double Min { get; } = Require.Positive(Min);

    /// <inheritdoc/>
    internal override GraphValue Describe(GraphBuilder graph, GraphValue value) =>
        Bounded(graph, PowerMath.Describe(graph, graph.Log(graph.AtLeast(value, Min)), Lambda));

    /// <inheritdoc/>
    internal override GraphValue DescribeInverse(GraphBuilder graph, GraphValue value) =>
        Bounded(graph, graph.Exp(graph.AtMost(PowerMath.DescribeInverse(graph, value, Lambda), PowerMath.MaxExponent)));

    /// <inheritdoc/>
    public override double Apply(double value) => Bounded(PowerMath.BoxCox(Math.Log(value < Min ? Min : value), Lambda));

    /// <inheritdoc/>
    /// <remarks>Values that no x is turned into give the end of the range that they lie beyond.</remarks>
    public override double Invert(double value) => Bounded(Math.Exp(Math.Min(PowerMath.InverseBoxCox(value, Lambda), PowerMath.MaxExponent)));
}

/// <summary>Box-Cox of x + 1 for x ≥ 0 and, mirrored, of 1 − x with 2 − λ below 0 (Yeo
/// and Johnson, Biometrika 87, 2000, eq. 2.1); kept within ±1e100.</summary>
/// <param name="Lambda">λ, finite.</param>
public sealed record YeoJohnsonStep(double Lambda) : NumericStep
{
    /// <summary>Finite.</summary>
    public double Lambda { get; } = Require.Finite(Lambda);

    /// <inheritdoc/>
    internal override GraphValue Describe(GraphBuilder graph, GraphValue value) =>
        Bounded(graph, graph.Select(graph.IsLess(value, 0),
            graph.Apply(UnaryOperation.Negate, PowerMath.Describe(graph, LogOnePlus(graph, graph.Apply(UnaryOperation.Negate, value)), 2 - Lambda)),
            PowerMath.Describe(graph, LogOnePlus(graph, value), Lambda)));

    /// <inheritdoc/>
    internal override GraphValue DescribeInverse(GraphBuilder graph, GraphValue value) =>
        Bounded(graph, graph.Select(graph.IsLess(value, 0),
            graph.Minus(graph.Constant(1), ExpOfInverse(graph, graph.Apply(UnaryOperation.Negate, value), 2 - Lambda)),
            graph.Plus(ExpOfInverse(graph, value, Lambda), -1)));

    /// <inheritdoc/>
    public override double Apply(double value) =>
        Bounded(value < 0 ? -PowerMath.BoxCox(PowerMath.LogOnePlus(-value), 2 - Lambda) : PowerMath.BoxCox(PowerMath.LogOnePlus(value), Lambda));

    /// <inheritdoc/>
    /// <remarks>Values that no x is turned into give the end of the range that they lie beyond.</remarks>
    public override double Invert(double value) => Bounded(value < 0
        ? -PowerMath.ExpMinusOne(Math.Min(PowerMath.InverseBoxCox(-value, 2 - Lambda), PowerMath.MaxExponent))
        : PowerMath.ExpMinusOne(Math.Min(PowerMath.InverseBoxCox(value, Lambda), PowerMath.MaxExponent)));

    // The side that is not taken must not be the logarithm of a negative number.
    private static GraphValue LogOnePlus(GraphBuilder graph, GraphValue value) => graph.Log(graph.Plus(graph.AtLeast(value, 0), 1));

    private static GraphValue ExpOfInverse(GraphBuilder graph, GraphValue value, double lambda) =>
        graph.Exp(graph.AtMost(PowerMath.DescribeInverse(graph, graph.AtLeast(value, 0), lambda), PowerMath.MaxExponent));
}
