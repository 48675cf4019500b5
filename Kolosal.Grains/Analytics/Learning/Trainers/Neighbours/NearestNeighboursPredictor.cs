using System.Buffers;
using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Neighbours;

/// <summary>The training rows with their classes or values; a row is scored by its nearest ones.</summary>
public sealed class NearestNeighboursPredictor : IPredictor, IGraphPart
{
    private const byte Version = 1;
    private const int MaxOnStack = 256;
    private readonly NeighbourIndex index;
    private readonly int neighbours, classes;
    private readonly NeighbourWeighting weighting;
    private readonly ReadOnlyMemory<int> labels;
    private readonly ReadOnlyMemory<double> targets, weights;

    internal NearestNeighboursPredictor(NeighbourIndex index, int neighbours, NeighbourWeighting weighting, int classes,
        ReadOnlyMemory<int> labels, ReadOnlyMemory<double> targets, ReadOnlyMemory<double> weights) =>
        (this.index, this.neighbours, this.weighting, this.classes, this.labels, this.targets, this.weights) =
            (index, neighbours, weighting, classes, labels, targets, weights);

    /// <inheritdoc/>
    public int Inputs => index.Columns;

    /// <inheritdoc/>
    public int Outputs => Math.Max(1, classes);

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<double> row, Span<double> output)
    {
        int[]? rentedRows = neighbours > MaxOnStack ? ArrayPool<int>.Shared.Rent(neighbours) : null;
        double[]? rented = neighbours > MaxOnStack ? ArrayPool<double>.Shared.Rent(neighbours) : null;
        Span<int> found = rentedRows is null ? stackalloc int[neighbours] : rentedRows.AsSpan(0, neighbours);
        Span<double> votes = rented is null ? stackalloc double[neighbours] : rented.AsSpan(0, neighbours);
        int count = index.Query(row, neighbours, found, votes);
        ToVotes(found[..count], votes[..count]);

        output = output[..Outputs];
        output.Clear();
        double total = 0;
        for (int i = 0; i < count; i++)
        {
            total += votes[i];
            if (classes == 0) output[0] += votes[i] * targets.Span[found[i]];
            else output[labels.Span[found[i]]] += votes[i];
        }
        for (int k = 0; k < output.Length; k++) output[k] /= total;
        if (rentedRows is not null) ArrayPool<int>.Shared.Return(rentedRows);
        if (rented is not null) ArrayPool<double>.Shared.Return(rented);
    }

    /// <inheritdoc/>
    GraphValue IGraphPart.Describe(GraphBuilder graph, GraphValue row) =>
        NeighboursGraph.Describe(graph, row, index, neighbours, weighting, classes, labels.Span, targets.Span, weights.Span);

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        writer.WriteVersion(Version);
        writer.Write(index.Columns);
        writer.Write(index.Count);
        writer.Write(classes);
        writer.Write(neighbours);
        writer.Write((byte)weighting);
        writer.Write((byte)index.Metric.Kind);
        writer.Write(index.Metric.Power);
        writer.Write((byte)index.Search);
        writer.Write(!weights.IsEmpty);
        writer.WriteNumbers(index.Rows.Span);
        writer.WriteNumbers(labels.Span);
        writer.WriteNumbers(targets.Span);
        writer.WriteNumbers(weights.Span);
    }

    /// <summary>The inverse of <see cref="Write"/>; the search tree is built again from the rows.</summary>
    /// <exception cref="InvalidDataException">The bytes are none of nearest neighbours.</exception>
    public static NearestNeighboursPredictor Read(BinaryReader reader)
    {
        reader.ReadVersion(Version);
        int columns = reader.ReadInt32(), count = reader.ReadInt32(), classes = reader.ReadInt32(), neighbours = reader.ReadInt32();
        var weighting = (NeighbourWeighting)reader.ReadByte();
        var kind = (DistanceKind)reader.ReadByte();
        double power = reader.ReadDouble();
        var search = (NeighbourSearch)reader.ReadByte();
        bool weighted = reader.ReadBoolean();
        if (columns < 1 || count < 1 || classes is < 0 or 1 || neighbours < 1 || neighbours > count || !(power >= 1 && double.IsFinite(power))
            || !Enum.IsDefined(weighting) || !Enum.IsDefined(kind) || !Enum.IsDefined(search) || search == NeighbourSearch.Automatic)
            throw new InvalidDataException($"Not nearest neighbours: {neighbours} of {count} rows of {columns} columns, {classes} classes.");
        double[] rows = reader.ReadFinite((long)count * columns);
        int[] labels = classes == 0 ? [] : reader.ReadIntegers(count);
        double[] targets = classes == 0 ? reader.ReadFinite(count) : [], weights = weighted ? reader.ReadFinite(count) : [];
        if (labels.Any(l => (uint)l >= (uint)classes) || weights.Any(w => w <= 0))
            throw new InvalidDataException("Not nearest neighbours: a label or a weight is out of range.");
        return new(NeighbourIndex.Build(rows, columns, new(kind, power), search), neighbours, weighting, classes, labels, targets, weights);
    }

    /// <summary>Distances, ascending, to votes in place. Against the nearest, so that one over a tiny distance stays finite.</summary>
    private void ToVotes(ReadOnlySpan<int> found, Span<double> votes)
    {
        double nearest = votes[0];
        for (int i = 0; i < votes.Length; i++)
        {
            double vote = weighting == NeighbourWeighting.Uniform ? 1 : nearest > 0 ? nearest / votes[i] : votes[i] == 0 ? 1 : 0;
            votes[i] = weights.IsEmpty ? vote : vote * weights.Span[found[i]];
        }
    }
}
