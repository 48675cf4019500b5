namespace Kolosal.Learning.Graphs;

/// <summary>The inverse of the standard normal distribution as operations of a graph.</summary>
internal static class GraphNormal
{
    // Where the approximation changes: |p − 1/2| ≤ 0.425, and the square of that.
    private const double Middle = 0.425, MiddleSquare = 0.180625, TailShift = 1.6;

    private static readonly double[] MiddleOver =
    [
        3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125, 45921.953931549871457, 67265.770927008700853,
        33430.575583588128105, 2509.0809287301226727,
    ];

    private static readonly double[] MiddleUnder =
    [
        1, 42.313330701600911252, 687.18700749205790830, 5394.1960214247511077, 21213.794301586595867, 39307.895800092710610,
        28729.085735721942674, 5226.4952788528545610,
    ];

    private static readonly double[] TailOver =
    [
        1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504, 1.27045825245236838258,
        0.241780725177450611770, 0.0227238449892691845833, 0.000774545014278341407640,
    ];

    private static readonly double[] TailUnder =
    [
        1, 2.05319162663775882187, 1.67638483018380384940, 0.689767334985100004550, 0.148103976427480074590, 0.0151986665636164571966,
        0.000547593808499534494600, 1.05075007164441684324e-9,
    ];

    /// <summary>The deviate below which a share lies.</summary>
    /// <remarks>M. J. Wichura, "Algorithm AS 241: The Percentage Points of the Normal Distribution", Applied Statistics 37, 1988, PPND16; without
    /// its last part, which is for shares below e⁻²⁵.</remarks>
    /// <param name="graph">Where it is added.</param>
    /// <param name="share">0 to 1; of width 1.</param>
    /// <param name="least">Smaller shares are taken for this one, and greater ones for one less it; at least 1.4e-11.</param>
    public static GraphValue NormalDeviate(this GraphBuilder graph, GraphValue share, double least)
    {
        var half = graph.Plus(share, -0.5);
        var square = graph.Minus(graph.Constant(MiddleSquare), graph.Times(half, half));
        var middle = graph.Times(half, Ratio(graph, square, MiddleOver, MiddleUnder));

        var upper = graph.IsLess(0, half);
        var rest = graph.AtLeast(graph.Select(upper, graph.Minus(graph.Constant(1), share), share), least);
        var depth = graph.Plus(graph.Apply(UnaryOperation.SquareRoot, graph.Apply(UnaryOperation.Negate, graph.Log(rest))), -TailShift);
        var tail = Ratio(graph, depth, TailOver, TailUnder);
        tail = graph.Select(upper, tail, graph.Apply(UnaryOperation.Negate, tail));
        return graph.Select(graph.IsLess(Middle, graph.Apply(UnaryOperation.Absolute, half)), tail, middle);
    }

    private static GraphValue Ratio(GraphBuilder graph, GraphValue of, double[] over, double[] under) =>
        graph.Over(Polynomial(graph, of, over), Polynomial(graph, of, under));

    /// <summary>By Horner's rule, the constant first in the list.</summary>
    private static GraphValue Polynomial(GraphBuilder graph, GraphValue of, double[] coefficients)
    {
        var value = graph.Constant(coefficients[^1]);
        for (int i = coefficients.Length - 2; i >= 0; i--) value = graph.Plus(graph.Times(value, of), coefficients[i]);
        return value;
    }
}
