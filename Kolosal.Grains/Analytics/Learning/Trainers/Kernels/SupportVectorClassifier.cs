using System.Buffers;
using Kolosal.Learning.Calibration;
using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Kernels;

/// <summary>One machine for every pair of classes: its decision f is above 0 for the later
/// class, its probability 1 / (1 + exp(a f + b)); more than two classes are coupled.</summary>
/// <remarks>A row kept belongs to one class c and has a coefficient in each of the pairs of c, so
/// coefficients are (classes − 1) × rows, the rows in order of class (as in LIBSVM).</remarks>
public sealed class SupportVectorClassifier : IPredictor, IGraphPart
{
    internal const byte Mark = 2;
    private const int MaxClasses = 2048, MaxOnStack = 1024;

    /// <summary>Pair probabilities are kept this far from 0 and 1 so that the coupling has one answer (LIBSVM's value).</summary>
    private const double MinProbability = 1e-7;

    private readonly SupportVectors vectors;
    private readonly int[] classes, starts;
    private readonly double[] slopes, offsets;

    /// <param name="vectors">Kept rows in order of class; one intercept a pair.</param>
    /// <param name="outputs">All classes.</param>
    /// <param name="classes">The classes that have machines, ascending.</param>
    /// <param name="starts">The first kept row of each of these, and one more for the end.</param>
    /// <param name="slopes">a of every pair, pairs in the order (0, 1), (0, 2), … (1, 2), ….</param>
    /// <param name="offsets">b of every pair.</param>
    internal SupportVectorClassifier(SupportVectors vectors, int outputs, int[] classes, int[] starts, double[] slopes, double[] offsets) =>
        (this.vectors, Outputs, this.classes, this.starts, this.slopes, this.offsets) = (vectors, outputs, classes, starts, slopes, offsets);

    /// <inheritdoc/>
    public int Inputs => vectors.Inputs;

    /// <inheritdoc/>
    public int Outputs { get; }

    /// <summary>One intercept a pair of the classes that occurred.</summary>
    public ReadOnlySpan<double> Intercepts => vectors.Intercepts;

    /// <summary>sᵢ αᵢ of the kept rows: (classes − 1) × rows.</summary>
    public ReadOnlySpan<double> Coefficients => vectors.Coefficients;

    /// <summary>The number of kept rows of each class that occurred.</summary>
    public ImmutableArray<int> SupportCounts => [.. Enumerable.Range(0, classes.Length).Select(c => starts[c + 1] - starts[c])];

    /// <summary>The values of a kept row.</summary>
    public ReadOnlySpan<double> SupportVector(int i) => vectors.Point(i);

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<double> row, Span<double> output)
    {
        int k = classes.Length, numbers = k * k + 2 * k;
        double[]? rented = numbers > MaxOnStack ? ArrayPool<double>.Shared.Rent(numbers) : null;
        Span<double> room = rented ?? stackalloc double[MaxOnStack];
        Span<double> pairs = room[..(k * k)], sums = room.Slice(k * k, k - 1), shares = room.Slice(k * k + k, k);
        Decide(row, pairs, sums);
        for (int a = 0, pair = 0; a < k; a++)
            for (int b = a + 1; b < k; b++, pair++)
                pairs[a * k + b] = Math.Clamp(Calibrator.Sigmoid(slopes[pair] * pairs[a * k + b] + offsets[pair]), MinProbability,
                    1 - MinProbability);
        if (k == 2) (shares[0], shares[1]) = (pairs[1], 1 - pairs[1]);
        else PairwiseCoupling.Solve(pairs, shares);
        output[..Outputs].Clear();
        for (int c = 0; c < k; c++) output[classes[c]] = shares[c];
        if (rented is not null) ArrayPool<double>.Shared.Return(rented);
    }

    /// <summary>The decision of every pair, in the order of <see cref="Intercepts"/>; above 0 speaks for the later class.</summary>
    public void Decisions(ReadOnlySpan<double> row, Span<double> decisions)
    {
        int k = classes.Length;
        double[] pairs = new double[k * k];
        Decide(row, pairs, new double[k - 1]);
        for (int a = 0, pair = 0; a < k; a++)
            for (int b = a + 1; b < k; b++) decisions[pair++] = pairs[a * k + b];
    }

    /// <inheritdoc/>
    GraphValue IGraphPart.Describe(GraphBuilder graph, GraphValue row)
    {
        int k = classes.Length;
        if (k > PairwiseCouplingGraph.MostClasses)
            throw new NotExportableException($"The pairs of {k} classes of a support vector machine are coupled by a system of equations, which is "
                + $"written for at most {PairwiseCouplingGraph.MostClasses}; export another model.");
        var decisions = vectors.Describe(graph, row, ByPair(), vectors.Intercepts);
        var lines = graph.Plus(graph.Times(decisions, graph.Constants(slopes)), graph.Constants(offsets));
        var pairs = graph.Clamp(graph.Sigmoid(lines), MinProbability, 1 - MinProbability);
        var shares = k == 2 ? graph.Join([pairs, graph.Minus(graph.Constant(1), pairs)]) : PairwiseCouplingGraph.Couple(graph, pairs, k);
        return graph.Place(shares, classes, Outputs);
    }

    /// <summary>The coefficients as pairs × rows: a pair is about the rows of its two classes alone.</summary>
    private double[] ByPair()
    {
        int k = classes.Length, count = vectors.Count;
        double[] byPair = new double[k * (k - 1) / 2 * count];
        for (int a = 0, pair = 0; a < k; a++)
            for (int b = a + 1; b < k; b++, pair++)
            {
                for (int i = starts[a]; i < starts[a + 1]; i++) byPair[pair * count + i] = vectors.Coefficients[(b - 1) * count + i];
                for (int i = starts[b]; i < starts[b + 1]; i++) byPair[pair * count + i] = vectors.Coefficients[a * count + i];
            }
        return byPair;
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        writer.WriteVersion(SupportVectorRegressor.Version);
        writer.Write(Mark);
        vectors.Write(writer);
        writer.Write(Outputs);
        writer.Write(classes.Length);
        foreach (int value in classes) writer.Write(value);
        foreach (int value in starts) writer.Write(value);
        foreach (double value in slopes) writer.Write(value);
        foreach (double value in offsets) writer.Write(value);
    }

    /// <summary>What follows the mark.</summary>
    /// <exception cref="InvalidDataException">The bytes are none of a support vector machine.</exception>
    internal static SupportVectorClassifier ReadBody(BinaryReader reader)
    {
        var vectors = SupportVectors.Read(reader);
        int outputs = reader.ReadInt32(), k = reader.ReadInt32(), pairs = k * (k - 1) / 2;
        if (k is < 2 or > MaxClasses || outputs < k || vectors.Intercepts.Length != pairs
            || vectors.Coefficients.Length != (k - 1) * (long)vectors.Count)
            throw new InvalidDataException($"Not machines of pairs: {k} of {outputs} classes, {vectors.Intercepts.Length} intercepts, "
                + $"{vectors.Coefficients.Length} coefficients for {vectors.Count} rows.");
        int[] classes = new int[k], starts = new int[k + 1];
        double[] slopes = new double[pairs], offsets = new double[pairs];
        for (int c = 0; c < k; c++) classes[c] = reader.ReadInt32();
        for (int c = 0; c <= k; c++) starts[c] = reader.ReadInt32();
        for (int p = 0; p < pairs; p++) slopes[p] = reader.ReadDouble();
        for (int p = 0; p < pairs; p++) offsets[p] = reader.ReadDouble();
        bool sound = starts[0] == 0 && starts[k] == vectors.Count && classes[0] >= 0 && classes[k - 1] < outputs;
        for (int c = 0; sound && c < k; c++) sound = starts[c] <= starts[c + 1] && (c == 0 || classes[c - 1] < classes[c]);
        return sound ? new(vectors, outputs, classes, starts, slopes, offsets)
            : throw new InvalidDataException("Not machines of pairs: classes or their rows are out of order.");
    }

    /// <summary>Fills the upper triangle of classes × classes with decisions.</summary>
    private void Decide(ReadOnlySpan<double> row, Span<double> pairs, Span<double> sums)
    {
        int k = classes.Length;
        pairs.Clear();
        for (int c = 0; c < k; c++)
        {
            sums.Clear();
            vectors.AddSums(row, starts[c], starts[c + 1], sums);
            for (int other = 0; other < k; other++)
                if (other < c) pairs[other * k + c] += sums[other];
                else if (other > c) pairs[c * k + other] += sums[other - 1];
        }
        for (int a = 0, pair = 0; a < k; a++)
            for (int b = a + 1; b < k; b++, pair++) pairs[a * k + b] += vectors.Intercepts[pair];
    }
}
