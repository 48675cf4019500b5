namespace Kolosal.Learning.Graphs;

/// <summary>Functions that models share, as operations of a graph.</summary>
internal static class GraphFunctions
{
    /// <summary>1 / (1 + e⁻ˣ); beyond ±700 the exponential would leave the range of numbers and the result is 0 or 1 anyway.</summary>
    public static GraphValue Sigmoid(this GraphBuilder graph, GraphValue of)
    {
        const double Furthest = 700;
        var tail = graph.Exp(graph.Apply(UnaryOperation.Negate, graph.Clamp(of, -Furthest, Furthest)));
        return graph.Over(graph.Constant(1), graph.Plus(tail, 1));
    }

    /// <summary>The probabilities of both of two classes, given that of the second.</summary>
    public static GraphValue Both(this GraphBuilder graph, GraphValue second) =>
        graph.Join([graph.Minus(graph.Constant(1), second), second]);

    /// <summary>Scores to probabilities.</summary>
    public static GraphValue Softmax(this GraphBuilder graph, GraphValue scores)
    {
        var exponentials = graph.Exp(graph.Minus(scores, graph.Maximum(scores)));
        return graph.Over(exponentials, graph.Sum(exponentials));
    }

    /// <summary>Shares of 0 or more brought to the sum 1; all 0 becomes uniform.</summary>
    public static GraphValue Normalize(this GraphBuilder graph, GraphValue shares)
    {
        var total = graph.Sum(shares);
        var some = graph.IsLess(0, total);
        return graph.Select(some, graph.Over(shares, graph.Select(some, total, graph.Constant(1))), graph.Constant(1.0 / shares.Width));
    }

    /// <summary>The probabilities of some of the classes, and 0 for all others.</summary>
    /// <param name="graph">Where it is added.</param>
    /// <param name="shares">One for each of <paramref name="classes"/>.</param>
    /// <param name="classes">Ascending, all different.</param>
    /// <param name="outputs">All classes.</param>
    public static GraphValue Place(this GraphBuilder graph, GraphValue shares, int[] classes, int outputs)
    {
        if (classes.Length == outputs) return shares;
        double[] places = new double[outputs * classes.Length];
        for (int c = 0; c < classes.Length; c++) places[classes[c] * classes.Length + c] = 1;
        return graph.Linear(shares, places, new double[outputs]);
    }

    /// <summary>The Euclidean square of a row.</summary>
    public static GraphValue SquaredNorm(this GraphBuilder graph, GraphValue of) => graph.Sum(graph.Times(of, of));

    /// <summary>The polygon through given points, constant outside them.</summary>
    /// <param name="graph">Where it is added.</param>
    /// <param name="of">Of width 1.</param>
    /// <param name="x">Ascending, all different, at least one.</param>
    /// <param name="y">As many.</param>
    public static GraphValue Polygon(this GraphBuilder graph, GraphValue of, ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (x.Length == 1) return graph.Select(graph.IsMissing(of), of, graph.Constant(y[0]));
        double[] from = x[..^1].ToArray(), widths = new double[from.Length], rises = new double[from.Length];
        for (int i = 0; i < from.Length; i++) (widths[i], rises[i]) = (x[i + 1] - x[i], y[i + 1] - y[i]);
        // The share of each stretch that lies below the value, times its rise.
        var shares = graph.Clamp(graph.Over(graph.Minus(of, graph.Constants(from)), graph.Constants(widths)), 0, 1);
        return graph.Linear(shares, rises, [y[0]]);
    }

    /// <summary>How many of some ascending numbers a value is at or above; missing stays missing.</summary>
    public static GraphValue CountAtOrBelow(this GraphBuilder graph, GraphValue of, ReadOnlySpan<double> edges)
    {
        if (edges.IsEmpty) return graph.Times(of, 0);
        // e ≤ x where x < e is not: of a missing value neither holds, and it is put back.
        var above = graph.IsLess(of, graph.Constants(edges));
        var count = graph.Minus(graph.Constant(edges.Length), graph.Sum(above));
        return graph.Select(graph.IsMissing(of), of, count);
    }

    /// <summary>How many of some numbers lie below a value; missing stays missing.</summary>
    public static GraphValue CountAbove(this GraphBuilder graph, GraphValue of, ReadOnlySpan<double> edges)
    {
        if (edges.IsEmpty) return graph.Times(of, 0);
        return graph.Select(graph.IsMissing(of), of, graph.Sum(graph.IsLess(graph.Constants(edges), of)));
    }
}
