using Kolosal.Learning.Graphs;
using MathNet.Numerics;

namespace Kolosal.Learning.Neural;

/// <summary>What a hidden unit makes of its sum.</summary>
public enum Activation
{
    /// <summary>max(0, x).</summary>
    Relu,

    /// <summary>x Φ(x), Φ the normal distribution function (Hendrycks and Gimpel,
    /// arXiv:1606.08415), by the error function and not its approximations.</summary>
    Gelu,

    /// <summary>tanh x.</summary>
    Tanh,
}

/// <summary>Values and slopes of activations.</summary>
internal static class Activations
{
    private static readonly double Root2 = Math.Sqrt(2), RootTau = Math.Sqrt(2 * Math.PI);

    public static void Apply(Activation kind, Span<double> x)
    {
        switch (kind)
        {
            case Activation.Relu:
                foreach (ref double value in x) value = value > 0 ? value : 0;
                break;
            case Activation.Gelu:
                foreach (ref double value in x) value *= Normal(value);
                break;
            default:
                foreach (ref double value in x) value = Math.Tanh(value);
                break;
        }
    }

    /// <summary>The values as operations of a graph.</summary>
    public static GraphValue Describe(GraphBuilder graph, Activation kind, GraphValue x) => kind switch
    {
        Activation.Relu => graph.AtLeast(x, 0),
        Activation.Gelu => graph.Times(x, graph.Times(graph.Plus(graph.Apply(UnaryOperation.ErrorFunction, graph.Times(x, 1 / Root2)), 1), 0.5)),
        _ => graph.Apply(UnaryOperation.HyperbolicTangent, x),
    };

    /// <summary>The derivative at x, where the value is y.</summary>
    public static double Slope(Activation kind, double x, double y) => kind switch
    {
        Activation.Relu => x > 0 ? 1 : 0,
        Activation.Gelu => Normal(x) + x * Math.Exp(-x * x / 2) / RootTau,
        _ => 1 - y * y,
    };

    private static double Normal(double x) => SpecialFunctions.Erfc(-x / Root2) / 2;
}
