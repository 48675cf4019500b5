using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using Kolosal.Learning.Embedding;
using Kolosal.Learning.Neighbours;
using Kolosal.Numerics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Preprocessing.Projection;

/// <summary>Places a row among the training rows of an embedding: at the mean of its neighbours'
/// places by membership, then drawn and pushed as the training rows were, while those stay.</summary>
/// <remarks>A row that equals a training row gets its place. Each row has its own random numbers from the seed,
/// so the rows around it do not matter. Numbers are written as base64 of little-endian doubles.</remarks>
public sealed class UmapTransform : Transform
{
    // A new row starts between its neighbours and moves alone; umap-learn takes a third of the epochs of the fit. Chosen, not derived.
    private const int Epochs = 50, MaxOnStack = 256;
    private readonly NeighbourIndex index;
    private readonly double[] places;
    private readonly UmapKernel kernel;

    /// <summary>Reads what was written.</summary>
    /// <param name="inputs">The features that come in.</param>
    /// <param name="components">Columns of the embedding.</param>
    /// <param name="neighbours">Neighbours that place a row.</param>
    /// <param name="metric">The kind of distance.</param>
    /// <param name="power">The p of Minkowski.</param>
    /// <param name="a">Of 1 / (1 + a d^{2b}).</param>
    /// <param name="b">Of 1 / (1 + a d^{2b}).</param>
    /// <param name="seed">Of the random numbers of new rows.</param>
    /// <param name="trainingRows">rows × inputs doubles.</param>
    /// <param name="embedding">rows × components doubles.</param>
    /// <exception cref="ArgumentException">The numbers do not fit each other.</exception>
    [JsonConstructor]
    public UmapTransform(ImmutableArray<FeatureInfo> inputs, int components, int neighbours, DistanceKind metric, double power, double a, double b,
        ulong seed, byte[] trainingRows, byte[] embedding)
        : this(inputs, Doubles(trainingRows), Doubles(embedding), components, neighbours, new DistanceMetric(metric, power), new UmapKernel(a, b),
            seed)
    { }

    internal UmapTransform(ImmutableArray<FeatureInfo> inputs, ReadOnlyMemory<double> rows, double[] places, int components, int neighbours,
        DistanceMetric metric, UmapKernel kernel, ulong seed)
        : base(inputs)
    {
        index = NeighbourIndex.Build(rows, inputs.Length, metric);
        if (components < 1 || places.Length != index.Count * components || neighbours < 1 || neighbours >= index.Count
            || !(kernel.A > 0 && kernel.B > 0))
            throw new ArgumentException($"{places.Length} places and {neighbours} neighbours do not fit {index.Count} rows in {components} columns.");
        (this.places, Components, Neighbours, this.kernel, Seed) = (places, components, neighbours, kernel, seed);
        Outputs = [.. Enumerable.Range(0, components).Select(c => new FeatureInfo($"umap{c}"))];
    }

    /// <summary>Columns of the embedding.</summary>
    public int Components { get; }

    /// <summary>Neighbours that place a row.</summary>
    public int Neighbours { get; }

    /// <summary>The kind of distance.</summary>
    public DistanceKind Metric => index.Metric.Kind;

    /// <summary>The p of Minkowski.</summary>
    public double Power => index.Metric.Power;

    /// <summary>Of 1 / (1 + a d^{2b}).</summary>
    public double A => kernel.A;

    /// <summary>Of 1 / (1 + a d^{2b}).</summary>
    public double B => kernel.B;

    /// <summary>Of the random numbers of new rows.</summary>
    public ulong Seed { get; }

    /// <summary>rows × inputs doubles.</summary>
    public byte[] TrainingRows => MemoryMarshal.AsBytes(index.Rows.Span).ToArray();

    /// <summary>rows × components doubles.</summary>
    public byte[] Embedding => MemoryMarshal.AsBytes<double>(places).ToArray();

    /// <inheritdoc/>
    [JsonIgnore]
    public override ImmutableArray<FeatureInfo> Outputs { get; }

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<double> row, Span<double> output)
    {
        int[]? rentedRows = Neighbours > MaxOnStack ? ArrayPool<int>.Shared.Rent(Neighbours) : null;
        double[]? rented = Neighbours > MaxOnStack ? ArrayPool<double>.Shared.Rent(Neighbours) : null;
        Span<int> near = rentedRows is null ? stackalloc int[Neighbours] : rentedRows.AsSpan(0, Neighbours);
        Span<double> members = rented is null ? stackalloc double[Neighbours] : rented.AsSpan(0, Neighbours);
        index.Query(row, Neighbours, near, members);
        output = output[..Components];
        if (members[0] == 0) Place(near[0]).CopyTo(output);
        else
        {
            FuzzyNeighbourhood.Memberships(members);
            Settle(near, members, output);
        }
        if (rentedRows is not null) ArrayPool<int>.Shared.Return(rentedRows);
        if (rented is not null) ArrayPool<double>.Shared.Return(rented);
    }

    private void Settle(ReadOnlySpan<int> near, ReadOnlySpan<double> members, Span<double> output)
    {
        double total = 0;
        output.Clear();
        foreach (double member in members) total += member;
        for (int i = 0; i < near.Length; i++) FixedSum.AddScaled(members[i] / total, Place(near[i]), output);
        var random = new SeededRandom(Seed, ulong.MaxValue);
        for (int epoch = 1; epoch <= Epochs; epoch++)
        {
            double rate = 1 - (epoch - 1.0) / Epochs;
            for (int i = 0; i < near.Length; i++)
            {
                // The nearest has membership 1 and is due in every epoch, others in their share of them.
                if (Math.Floor(epoch * members[i]) == Math.Floor((epoch - 1) * members[i])) continue;
                kernel.Attract(output, Place(near[i]), rate, moveBoth: false);
                for (int push = 0; push < Umap.NegativeSamples; push++) kernel.Repel(output, Place(random.Next(index.Count)), rate);
            }
        }
    }

    private Span<double> Place(int row) => places.AsSpan(row * Components, Components);

    private static double[] Doubles(byte[] bytes) => bytes.Length % sizeof(double) == 0 ? MemoryMarshal.Cast<byte, double>(bytes).ToArray()
        : throw new ArgumentException($"{bytes.Length} bytes are not whole doubles.", nameof(bytes));
}
