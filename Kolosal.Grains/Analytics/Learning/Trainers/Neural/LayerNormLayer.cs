using Kolosal.Learning.Graphs;
using Kolosal.Numerics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Neural;

/// <summary>y = γ (x − mean) / √(variance + ε) + β over the values of each row (Ba, Kiros and Hinton, arXiv:1607.06450); γ comes before β.</summary>
internal sealed class LayerNormLayer(int width) : Layer(width, width)
{
    /// <summary>ε.</summary>
    internal const double Floor = 1e-5;

    public override int ParameterCount => 2 * Inputs;

    public override void Initialize(Span<double> parameters, ref SeededRandom random)
    {
        parameters[..Inputs].Fill(1);
        parameters[Inputs..].Clear();
    }

    public override void Forward(ReadOnlySpan<double> x, int rows, ReadOnlySpan<double> parameters, Span<double> y, bool training)
    {
        x.CopyTo(y);
        for (int row = 0; row < rows; row++) Apply(parameters, y.Slice(row * Inputs, Inputs));
    }

    public override void Backward(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> dy, int rows,
        ReadOnlySpan<double> parameters, Span<double> gradient, Span<double> dx)
    {
        // With g = γ dy and n the normalised values: dx = (g − mean g − n · mean(g n)) / √(variance + ε).
        int width = Inputs;
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<double> given = x.Slice(row * width, width), slopes = dy.Slice(row * width, width);
            var (mean, inverse) = Moments(given);
            double sum = 0, along = 0;
            for (int c = 0; c < width; c++)
            {
                double normal = (given[c] - mean) * inverse, g = slopes[c] * parameters[c];
                gradient[c] += slopes[c] * normal;
                gradient[width + c] += slopes[c];
                sum += g;
                along += g * normal;
            }
            for (int c = 0; c < width && !dx.IsEmpty; c++)
                dx[row * width + c] = inverse * (slopes[c] * parameters[c] - sum / width - (given[c] - mean) * inverse * along / width);
        }
    }

    /// <summary>Normalises one row in place; scoring takes the same way.</summary>
    internal static void Apply(ReadOnlySpan<double> parameters, Span<double> row)
    {
        var (mean, inverse) = Moments(row);
        for (int c = 0; c < row.Length; c++) row[c] = parameters[c] * (row[c] - mean) * inverse + parameters[row.Length + c];
    }

    /// <summary>The same as operations of a graph.</summary>
    internal static GraphValue Describe(GraphBuilder graph, ReadOnlySpan<double> parameters, GraphValue row)
    {
        var gap = graph.Minus(row, graph.Times(graph.Sum(row), 1.0 / row.Width));
        var deviation = graph.Apply(UnaryOperation.SquareRoot, graph.Plus(graph.Times(graph.SquaredNorm(gap), 1.0 / row.Width), Floor));
        var scaled = graph.Times(graph.Over(gap, deviation), graph.Constants(parameters[..row.Width]));
        return graph.Plus(scaled, graph.Constants(parameters[row.Width..]));
    }

    private static (double Mean, double Inverse) Moments(ReadOnlySpan<double> row)
    {
        double mean = FixedSum.Of(row) / row.Length, squares = 0;
        foreach (double value in row) squares += (value - mean) * (value - mean);
        return (mean, 1 / Math.Sqrt(squares / row.Length + Floor));
    }
}
