using System.Buffers;
using Kolosal.Learning.Graphs;
using Kolosal.Learning.Uncertainty;

namespace Kolosal.Learning.Trees;

/// <summary>The mean of the leaf values of trees whose leaves hold class shares or a number; a single decision tree is a forest of one.</summary>
internal sealed class ForestModel : ITreeModel, IEnsemblePredictor, IGraphPart
{
    private const byte Version = 1;
    private readonly RowTraversal scorer;

    /// <param name="trees">At least one.</param>
    /// <param name="outOfBag">The score on rows a tree has not seen, NaN when it was not asked for.</param>
    public ForestModel(TreeEnsemble trees, double outOfBag)
    {
        (Trees, OutOfBag, scorer) = (trees, outOfBag, new(trees));
        AdditiveTrees = new(trees, new double[trees.Width], 1.0 / trees.Trees, Link.Identity);
    }

    /// <inheritdoc/>
    public AdditiveTrees AdditiveTrees { get; }

    /// <summary>The trees.</summary>
    public TreeEnsemble Trees { get; }

    /// <summary>Share of right classes, or R² for numbers, with each row scored by the
    /// trees that have not seen it; NaN when it was not asked for.</summary>
    public double OutOfBag { get; }

    /// <inheritdoc/>
    public int Inputs => Trees.Inputs;

    /// <inheritdoc/>
    public int Outputs => Trees.Width;

    /// <inheritdoc/>
    public int Members => Trees.Trees;

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<double> row, Span<double> output)
    {
        output = output[..Outputs];
        output.Clear();
        scorer.AddTo(row, output);
        for (int k = 0; k < output.Length; k++) output[k] /= Trees.Trees;
    }

    /// <inheritdoc/>
    public void ScoreMember(int member, ReadOnlySpan<double> row, Span<double> output) =>
        Trees.Values.AsSpan(Trees.Children[Trees.LeafOf(member, row)], Outputs).CopyTo(output);

    /// <inheritdoc/>
    public void ScoreBatch(ReadOnlySpan<double> rows, int count, Span<double> outputs)
    {
        outputs = outputs[..(count * Outputs)];
        outputs.Clear();
        // Tree after tree over a block of rows: a tree stays in the cache, and the order of sums is that of one row.
        // 256 rows are enough to read a tree for, and the copies of rows of 30 columns are then 125 KB.
        const int Block = 256, Together = RowTraversal.Together;
        int length = scorer.CopyLength;
        double[] copies = ArrayPool<double>.Shared.Rent(Block * length);
        Span<int> leaves = stackalloc int[Together];
        for (int from = 0; from < count; from += Block)
        {
            int to = Math.Min(count, from + Block);
            for (int row = from; row < to; row++) scorer.Copy(rows.Slice(row * Inputs, Inputs), copies.AsSpan((row - from) * length, length));
            for (int tree = 0; tree < Trees.Trees; tree++)
            {
                int row = from;
                for (; row + Together <= to && scorer.TryLeavesOf(
                    tree, copies.AsSpan((row - from) * length, Together * length), leaves); row += Together)
                    for (int i = 0; i < Together; i++) AddLeaf(leaves[i], outputs.Slice((row + i) * Outputs, Outputs));
                for (; row < to; row++) AddLeaf(Trees.LeafOf(tree, rows.Slice(row * Inputs, Inputs)), outputs.Slice(row * Outputs, Outputs));
            }
        }
        ArrayPool<double>.Shared.Return(copies);
        for (int i = 0; i < outputs.Length; i++) outputs[i] /= Trees.Trees;
    }

    /// <inheritdoc/>
    GraphValue IGraphPart.Describe(GraphBuilder graph, GraphValue row) => TreeGraph.Describe(graph, row, AdditiveTrees);

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        writer.Write(Version);
        writer.Write(OutOfBag);
        TreeEnsembleCodec.Write(writer, Trees);
    }

    /// <summary>The inverse of <see cref="Write"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are none of a forest.</exception>
    public static ForestModel Read(BinaryReader reader)
    {
        byte version = reader.ReadByte();
        if (version != Version) throw new InvalidDataException($"Forests are written in version {Version}, got {version}.");
        double outOfBag = reader.ReadDouble();
        var trees = TreeEnsembleCodec.Read(reader);
        return trees.Trees > 0 ? new(trees, outOfBag) : throw new InvalidDataException("Not a forest: there are no trees.");
    }

    private void AddLeaf(int leaf, Span<double> output)
    {
        int first = Trees.Children[leaf];
        for (int k = 0; k < output.Length; k++) output[k] += Trees.Values[first + k];
    }
}
