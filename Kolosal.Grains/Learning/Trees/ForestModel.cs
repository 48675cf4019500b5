namespace Kolosal.Learning.Trees;

/// <summary>The mean of the answers of trees whose leaves hold class shares or a number; a single decision tree is a forest of one.</summary>
internal sealed class ForestModel : ITreeModel
{
    private const byte Version = 1;

    /// <param name="trees">At least one.</param>
    /// <param name="outOfBag">The score on rows a tree has not seen, NaN when it was not asked for.</param>
    public ForestModel(TreeEnsemble trees, double outOfBag)
    {
        (Trees, OutOfBag) = (trees, outOfBag);
        AdditiveTrees = new(trees, new double[trees.Width], 1.0 / trees.Trees, trees.Width, static (scores, outputs) => scores.CopyTo(outputs));
    }

    /// <inheritdoc/>
    public AdditiveTrees AdditiveTrees { get; }

    /// <summary>The trees.</summary>
    public TreeEnsemble Trees { get; }

    /// <summary>Share of right classes, or R² for numbers, with each row scored by the trees that have not seen it; NaN when it was not asked for.</summary>
    public double OutOfBag { get; }

    /// <inheritdoc/>
    public int Inputs => Trees.Inputs;

    /// <inheritdoc/>
    public int Outputs => Trees.Width;

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<double> row, Span<double> output)
    {
        output[..Outputs].Clear();
        for (int tree = 0; tree < Trees.Trees; tree++) AddLeaf(tree, row, output);
        for (int k = 0; k < Outputs; k++) output[k] /= Trees.Trees;
    }

    /// <inheritdoc/>
    public void ScoreBatch(ReadOnlySpan<double> rows, int count, Span<double> outputs)
    {
        outputs[..(count * Outputs)].Clear();
        // Tree after tree over a few rows: a tree stays in the cache, and the order of sums is that of one row.
        const int Block = 256;
        for (int from = 0; from < count; from += Block)
        {
            int to = Math.Min(count, from + Block);
            for (int tree = 0; tree < Trees.Trees; tree++)
                for (int row = from; row < to; row++) AddLeaf(tree, rows.Slice(row * Inputs, Inputs), outputs.Slice(row * Outputs, Outputs));
        }
        for (int i = 0; i < count * Outputs; i++) outputs[i] /= Trees.Trees;
    }

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

    private void AddLeaf(int tree, ReadOnlySpan<double> row, Span<double> output)
    {
        int leaf = Trees.Children[Trees.LeafOf(tree, row)];
        if (Trees.Width == 1) output[0] += Trees.Values[leaf];
        else
            for (int k = 0; k < Trees.Width; k++) output[k] += Trees.Values[leaf + k];
    }
}
