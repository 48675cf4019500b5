using Kolosal.Learning.Graphs;
using Kolosal.Learning.Trees;

namespace Kolosal.Learning.Import;

/// <summary>A model that LightGBM trained, scored without it: score k = base k + scale · Σ leaves of the trees of class k.</summary>
/// <remarks>Written as the library's own model text, so that it outlives every layout of ours and LightGBM itself can read it.</remarks>
public sealed class LightGbmModel : ITreeModel, IGraphPart
{
    private const byte Version = 1;

    // A block's sums are kept on the stack; with more classes rows are scored one by one, and so are few rows.
    private const int MaxBlockScores = 32, FewRows = 8, StackScores = 64;

    private readonly byte[] text;
    private readonly TargetUnit unit;
    private readonly double scale;
    private readonly Link link;
    private readonly RowTraversal rowScorer;
    private readonly BlockScorer? blockScorer;

    internal LightGbmModel(byte[] text, TargetUnit unit, TreeEnsemble trees, int scores, double scale, Link link, ImmutableArray<string> names)
    {
        (this.text, this.unit, this.scale, this.link, Scores, FeatureNames) = (text, unit, scale * unit.Spread, link, scores, names);
        AdditiveTrees = new(trees, [.. Enumerable.Repeat(unit.Center, scores)], this.scale, link);
        rowScorer = new(trees);
        blockScorer = scores <= MaxBlockScores ? BlockScorer.For(trees) : null;
    }

    /// <inheritdoc/>
    public AdditiveTrees AdditiveTrees { get; }

    /// <summary>The features in order, as the text names them.</summary>
    public ImmutableArray<string> FeatureNames { get; }

    /// <summary>Raw scores of a row: 1, or one a class.</summary>
    public int Scores { get; }

    /// <summary>LightGBM's own model text, UTF-8; a regression's is in the unit that it was learnt in.</summary>
    public ReadOnlySpan<byte> Text => text;

    /// <inheritdoc/>
    public int Inputs => AdditiveTrees.Inputs;

    /// <inheritdoc/>
    public int Outputs => AdditiveTrees.Outputs;

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<double> row, Span<double> output)
    {
        Span<double> sums = Scores <= StackScores ? stackalloc double[StackScores] : output;
        sums = sums[..Scores];
        sums.Clear();
        rowScorer.AddTo(row, sums);
        Finish(sums, output);
    }

    /// <inheritdoc/>
    public void ScoreBatch(ReadOnlySpan<double> rows, int count, Span<double> outputs)
    {
        int few = blockScorer is null ? BlockTree.Rows + 1 : FewRows;
        Span<double> sums = stackalloc double[blockScorer is null ? 0 : Scores * BlockTree.Rows];
        Span<byte> room = stackalloc byte[blockScorer?.CodeRoom ?? 0], codes = blockScorer is null ? room : CacheLine.Align(room);
        codes.Clear();
        Span<double> scores = stackalloc double[blockScorer is null ? 0 : Scores];
        for (int from = 0; from < count; from += BlockTree.Rows)
        {
            int here = Math.Min(BlockTree.Rows, count - from);
            var block = rows.Slice(from * Inputs, here * Inputs);
            if (here < few)
            {
                for (int r = 0; r < here; r++) Score(block.Slice(r * Inputs, Inputs), outputs.Slice((from + r) * Outputs, Outputs));
                continue;
            }
            sums.Clear();
            blockScorer!.AddTo(block, here, sums, Scores, codes);
            for (int r = 0; r < here; r++)
            {
                for (int k = 0; k < Scores; k++) scores[k] = sums[k * BlockTree.Rows + r];
                Finish(scores, outputs.Slice((from + r) * Outputs, Outputs));
            }
        }
    }

    /// <inheritdoc/>
    GraphValue IGraphPart.Describe(GraphBuilder graph, GraphValue row) => TreeGraph.Describe(graph, row, AdditiveTrees);

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        writer.WriteVersion(Version);
        writer.Write(unit.Center);
        writer.Write(unit.Spread);
        writer.Write(text.Length);
        writer.Write(text);
    }

    /// <summary>The inverse of <see cref="Write"/>; texts of LightGBM itself are read by <see cref="LightGbmReader"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are none of such a model.</exception>
    public static LightGbmModel Read(BinaryReader reader)
    {
        if (reader.ReadVersion(Version) == 0) throw new InvalidDataException("Not a LightGBM model: it has no version.");
        double[] unit = reader.ReadFinite(2);
        if (!(unit[1] > 0)) throw new InvalidDataException($"Not a LightGBM model: a spread of {unit[1]}.");
        int length = reader.ReadInt32();
        if (length < 0) throw new InvalidDataException($"Not a LightGBM model: a text of {length} bytes.");
        if (length > reader.BaseStream.Length - reader.BaseStream.Position) throw new EndOfStreamException($"The text of {length} bytes ends early.");
        return LightGbmReader.Read(reader.ReadBytes(length), new(unit[0], unit[1]));
    }

    // Sums of the trees alone are added first: begun at a far centre, they would lose its digits tree after tree.
    private void Finish(Span<double> sums, Span<double> output)
    {
        for (int k = 0; k < sums.Length; k++) sums[k] = unit.Center + scale * sums[k];
        link.Apply(sums, output);
    }
}
