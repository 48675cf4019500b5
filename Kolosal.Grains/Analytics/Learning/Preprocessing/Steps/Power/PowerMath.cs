using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Preprocessing.Power;

/// <summary>The Box-Cox family in terms of logarithms, exact near λ = 0 and x = 1.</summary>
internal static class PowerMath
{
    /// <summary>e to this is still finite.</summary>
    public const double MaxExponent = 700;
    // Below it two terms of the series are right to a double's last digit, and the plain formula is not.
    private const double Tiny = 1e-5;

    /// <summary>(e^(λ u) − 1) / λ for u = ln x; u where λ is 0.</summary>
    public static double BoxCox(double u, double lambda) => lambda == 0 ? u : ExpMinusOne(lambda * u) / lambda;

    /// <summary>The u that <see cref="BoxCox"/> turns into y; ±∞ beyond what it reaches.</summary>
    public static double InverseBoxCox(double y, double lambda)
    {
        if (lambda == 0 || double.IsNaN(y)) return y;
        double power = lambda * y;
        return power > -1 ? LogOnePlus(power) / lambda : lambda > 0 ? double.NegativeInfinity : double.PositiveInfinity;
    }

    /// <summary><see cref="BoxCox"/> as operations of a graph.</summary>
    public static GraphValue Describe(GraphBuilder graph, GraphValue u, double lambda) =>
        lambda == 0 ? u : graph.Times(graph.Plus(graph.Exp(graph.Times(u, lambda)), -1), 1 / lambda);

    /// <summary><see cref="InverseBoxCox"/> as operations of a graph; beyond what it reaches the number of the nearest end.</summary>
    public static GraphValue DescribeInverse(GraphBuilder graph, GraphValue y, double lambda)
    {
        if (lambda == 0) return y;
        var power = graph.AtLeast(graph.Plus(graph.Times(y, lambda), 1), double.Epsilon);
        return graph.Times(graph.Log(power), 1 / lambda);
    }

    /// <summary>ln(1 + x) without loss for small x (Kahan's quotient).</summary>
    public static double LogOnePlus(double x)
    {
        double y = 1 + x;
        return y == 1 ? x : double.IsInfinity(y) ? y : Math.Log(y) * (x / (y - 1));
    }

    /// <summary>eˣ − 1 without loss for small x.</summary>
    public static double ExpMinusOne(double x) => Math.Abs(x) < Tiny ? x + x * x / 2 + x * x * x / 6 : Math.Exp(x) - 1;
}
