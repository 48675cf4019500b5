using Kolosal.Learning.Graphs;
using Kolosal.Numerics;

namespace Kolosal.Learning.Kernels;

/// <summary>A kernel with its numbers settled; the formulas stand at <see cref="KernelKind"/>.</summary>
internal readonly record struct Kernel(KernelKind Kind, double Gamma, double Offset, int Degree)
{
    /// <summary>Settles γ for rows.</summary>
    /// <remarks>Under the scale rule rows without variance get γ = 1, as in scikit-learn.</remarks>
    /// <param name="options">What was asked for.</param>
    /// <param name="rows">rows × columns.</param>
    /// <param name="columns">Values in a row.</param>
    public static Kernel For(KernelOptions options, ReadOnlySpan<double> rows, int columns)
    {
        double gamma = options.GammaRule switch
        {
            GammaRule.Value => options.Gamma,
            GammaRule.Auto => 1.0 / Math.Max(columns, 1),
            _ => 1,
        };
        if (options.GammaRule == GammaRule.Scale && Variance(rows) is var variance and > 0) gamma = 1 / (columns * variance);
        return new(options.Kind, gamma, options.Offset, options.Degree);
    }

    /// <summary>k(x, y).</summary>
    /// <param name="x">A row.</param>
    /// <param name="y">Another row.</param>
    /// <param name="xx">x·x, read by the RBF only.</param>
    /// <param name="yy">y·y, read by the RBF only.</param>
    public double Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double xx, double yy)
    {
        double dot = FixedSum.Dot(x, y);
        return Kind switch
        {
            KernelKind.Linear => dot,
            // The difference of nearly equal sums may fall a rounding below 0.
            KernelKind.Rbf => Math.Exp(-Gamma * Math.Max(0, xx + yy - 2 * dot)),
            KernelKind.Sigmoid => Math.Tanh(Gamma * dot + Offset),
            _ => Power(Gamma * dot + Offset, Degree),
        };
    }

    /// <summary>k(x, yᵢ) of several y as operations of a graph.</summary>
    /// <param name="graph">Where they are added.</param>
    /// <param name="products">x · yᵢ.</param>
    /// <param name="xx">x · x.</param>
    /// <param name="yy">yᵢ · yᵢ.</param>
    public GraphValue Describe(GraphBuilder graph, GraphValue products, GraphValue xx, double[] yy)
    {
        switch (Kind)
        {
            case KernelKind.Linear:
                return products;
            case KernelKind.Rbf:
                var distances = graph.Minus(graph.Plus(graph.Constants(yy), xx), graph.Times(products, 2));
                return graph.Exp(graph.Times(graph.AtLeast(distances, 0), -Gamma));
            case KernelKind.Sigmoid:
                return graph.Apply(UnaryOperation.HyperbolicTangent, graph.Plus(graph.Times(products, Gamma), Offset));
            default:
                GraphValue line = graph.Plus(graph.Times(products, Gamma), Offset), power = line;
                for (int i = 1; i < Degree; i++) power = graph.Times(power, line);
                return power;
        }
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write((int)Kind);
        writer.Write(Gamma);
        writer.Write(Offset);
        writer.Write(Degree);
    }

    /// <exception cref="InvalidDataException">The bytes are none of a kernel.</exception>
    public static Kernel Read(BinaryReader reader)
    {
        var kernel = new Kernel((KernelKind)reader.ReadInt32(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadInt32());
        bool sound = Enum.IsDefined(kernel.Kind) && kernel.Gamma > 0 && double.IsFinite(kernel.Gamma) && double.IsFinite(kernel.Offset)
            && kernel.Degree is >= 1 and <= KernelOptions.MaxDegree;
        return sound ? kernel : throw new InvalidDataException(
            $"Not a kernel: kind {(int)kernel.Kind}, gamma {kernel.Gamma}, degree {kernel.Degree}.");
    }

    private static double Power(double x, int degree)
    {
        double power = x;
        for (int i = 1; i < degree; i++) power *= x;
        return power;
    }

    private static double Variance(ReadOnlySpan<double> values)
    {
        if (values.IsEmpty) return 0;
        double mean = FixedSum.Of(values) / values.Length, squares = 0;
        foreach (double value in values) squares += (value - mean) * (value - mean);
        return squares / values.Length;
    }
}
