using Kolosal.Learning.Graphs;
using Kolosal.Numerics;

namespace Kolosal.Learning.Kernels;

/// <summary>Sums over kept rows: f(x) = Σᵢ cᵢ k(xᵢ, x) + b, one or several with the same kernel and rows.</summary>
internal sealed class SupportVectors
{
    // 800 MB: damaged bytes end there.
    private const int MaxNumbers = 100_000_000, Block = 256;
    private readonly double[] points, norms;

    /// <param name="kernel">The kernel.</param>
    /// <param name="inputs">Values in a row.</param>
    /// <param name="points">count × inputs.</param>
    /// <param name="coefficients">sums × count, row-major.</param>
    /// <param name="intercepts">Any number; whoever sums decides what they belong to.</param>
    public SupportVectors(Kernel kernel, int inputs, double[] points, double[] coefficients, double[] intercepts)
    {
        (Kernel, Inputs, this.points, Coefficients, Intercepts) = (kernel, inputs, points, coefficients, intercepts);
        Count = inputs == 0 ? 0 : points.Length / inputs;
        norms = new double[Count];
        for (int i = 0; i < Count; i++) norms[i] = FixedSum.Dot(Point(i), Point(i));
    }

    public Kernel Kernel { get; }

    public int Inputs { get; }

    /// <summary>The number of kept rows.</summary>
    public int Count { get; }

    public double[] Coefficients { get; }

    public double[] Intercepts { get; }

    public ReadOnlySpan<double> Point(int i) => points.AsSpan(i * Inputs, Inputs);

    /// <summary>Adds the sums over rows from … to − 1: sums[k] += Σ c[first + k, i] k(xᵢ, x).</summary>
    /// <param name="row">x.</param>
    /// <param name="from">The first kept row.</param>
    /// <param name="to">One behind the last.</param>
    /// <param name="sums">As many sums as wanted, from the first row of coefficients on.</param>
    public void AddSums(ReadOnlySpan<double> row, int from, int to, Span<double> sums)
    {
        Span<double> values = stackalloc double[Block];
        double norm = FixedSum.Dot(row, row);
        for (int start = from; start < to; start += Block)
        {
            int length = Math.Min(Block, to - start);
            for (int i = 0; i < length; i++) values[i] = Kernel.Of(row, Point(start + i), norm, norms[start + i]);
            for (int k = 0; k < sums.Length; k++) sums[k] += FixedSum.Dot(values[..length], Coefficients.AsSpan(k * Count + start, length));
        }
    }

    /// <summary>The value of the one sum there is.</summary>
    public double Value(ReadOnlySpan<double> row)
    {
        double sum = 0;
        AddSums(row, 0, Count, new Span<double>(ref sum));
        return sum + Intercepts[0];
    }

    /// <summary>The sums as operations of a graph.</summary>
    /// <param name="graph">Where they are added.</param>
    /// <param name="row">x.</param>
    /// <param name="coefficients">sums × count, row-major.</param>
    /// <param name="intercepts">One a sum.</param>
    public GraphValue Describe(GraphBuilder graph, GraphValue row, double[] coefficients, double[] intercepts)
    {
        if (Count == 0) return graph.Constants(intercepts);
        var products = graph.Linear(row, points, new double[Count]);
        return graph.Linear(Kernel.Describe(graph, products, graph.SquaredNorm(row), norms), coefficients, intercepts);
    }

    public void Write(BinaryWriter writer)
    {
        Kernel.Write(writer);
        writer.Write(Inputs);
        writer.Write(Count);
        writer.Write(Coefficients.Length);
        writer.Write(Intercepts.Length);
        foreach (double[] values in (double[][])[points, Coefficients, Intercepts])
            foreach (double value in values) writer.Write(value);
    }

    /// <exception cref="InvalidDataException">The bytes are none of support vectors.</exception>
    public static SupportVectors Read(BinaryReader reader)
    {
        var kernel = Kernel.Read(reader);
        int inputs = reader.ReadInt32(), count = reader.ReadInt32(), coefficients = reader.ReadInt32(), intercepts = reader.ReadInt32();
        bool sound = inputs >= 0 && count >= 0 && (inputs > 0 || count == 0) && (long)inputs * count <= MaxNumbers
            && intercepts is >= 1 and <= MaxNumbers
            && coefficients is >= 0 and <= MaxNumbers && (count == 0 ? coefficients == 0 : coefficients % count == 0);
        if (!sound) throw new InvalidDataException(
            $"Not support vectors: {count} of {inputs} values, {coefficients} coefficients, {intercepts} intercepts.");
        return new(kernel, inputs, Numbers(reader, inputs * count), Numbers(reader, coefficients), Numbers(reader, intercepts));
    }

    /// <summary>Numbers read one by one, so that a wrong length ends at the end of the stream and not in a huge allocation.</summary>
    private static double[] Numbers(BinaryReader reader, int length)
    {
        var numbers = new List<double>(Math.Min(length, 1 << 16));
        for (int i = 0; i < length; i++) numbers.Add(reader.ReadDouble());
        return [.. numbers];
    }
}
