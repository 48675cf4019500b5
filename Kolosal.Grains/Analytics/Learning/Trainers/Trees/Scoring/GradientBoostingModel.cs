using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Trees;

/// <summary>A boosted model: raw scores are base scores + Σ leaves, tree t adding to score t mod scores; the link makes outputs of them.</summary>
internal sealed class GradientBoostingModel : ITreeModel, IGraphPart
{
    private const byte Version = 1;

    // A block's sums are kept on the stack, 16 KiB of them; with more classes rows are scored one by one.
    private const int MaxBlockScores = 32;

    // A block costs the same for one row as for 64, so fewer rows than this are walked one by one.
    private const int FewRows = 8;

    // More classes than this are taken for damaged bytes.
    private const int MaxScores = 1 << 16;

    private readonly StoredLoss loss; // kept to be stored again; the link is all that scoring needs
    private readonly Link link;
    private readonly double[] baseScores;
    private readonly RowTraversal rowScorer;
    private readonly BlockScorer? blockScorer;

    /// <param name="trees">Leaves of one value, already multiplied by the learning rate.</param>
    /// <param name="loss">What the trees were trained on.</param>
    /// <param name="baseScores">The raw scores before the first tree; one, or one a class.</param>
    public GradientBoostingModel(TreeEnsemble trees, StoredLoss loss, double[] baseScores)
    {
        (Trees, this.loss, link, this.baseScores) = (trees, loss, loss.Link(), baseScores);
        rowScorer = new(trees);
        blockScorer = baseScores.Length <= MaxBlockScores ? BlockScorer.For(trees) : null;
        AdditiveTrees = new(trees, baseScores, 1, link);
    }

    /// <inheritdoc/>
    public AdditiveTrees AdditiveTrees { get; }

    /// <summary>The trees, leaves already multiplied by the learning rate.</summary>
    public TreeEnsemble Trees { get; }

    /// <summary>The raw scores before the first tree; one, or one a class.</summary>
    public ReadOnlySpan<double> BaseScores => baseScores;

    /// <inheritdoc/>
    public int Inputs => Trees.Inputs;

    /// <inheritdoc/>
    public int Outputs => link.Outputs(baseScores.Length);

    /// <summary>The raw scores of a row.</summary>
    /// <param name="row">Inputs values.</param>
    /// <param name="scores">Receives one score, or one a class.</param>
    public void RawScores(ReadOnlySpan<double> row, Span<double> scores)
    {
        baseScores.CopyTo(scores);
        rowScorer.AddTo(row, scores);
    }

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<double> row, Span<double> output)
    {
        Span<double> scores = baseScores.Length <= 64 ? stackalloc double[baseScores.Length] : output[..baseScores.Length];
        RawScores(row, scores);
        link.Apply(scores, output);
    }

    /// <inheritdoc/>
    public void ScoreBatch(ReadOnlySpan<double> rows, int count, Span<double> outputs)
    {
        if (blockScorer is null)
        {
            for (int row = 0; row < count; row++) Score(rows.Slice(row * Inputs, Inputs), outputs.Slice(row * Outputs, Outputs));
            return;
        }
        Span<double> sums = stackalloc double[baseScores.Length * BlockTree.Rows];
        Span<byte> room = stackalloc byte[blockScorer.CodeRoom], codes = CacheLine.Align(room);
        codes.Clear();
        Span<double> scores = stackalloc double[baseScores.Length];
        for (int from = 0; from < count; from += BlockTree.Rows)
        {
            int here = Math.Min(BlockTree.Rows, count - from);
            var block = rows.Slice(from * Inputs, here * Inputs);
            if (here < FewRows)
            {
                for (int r = 0; r < here; r++) Score(block.Slice(r * Inputs, Inputs), outputs.Slice((from + r) * Outputs, Outputs));
                continue;
            }
            for (int k = 0; k < baseScores.Length; k++) sums.Slice(k * BlockTree.Rows, BlockTree.Rows).Fill(baseScores[k]);
            blockScorer.AddTo(block, here, sums, baseScores.Length, codes);
            for (int r = 0; r < here; r++)
            {
                for (int k = 0; k < baseScores.Length; k++) scores[k] = sums[k * BlockTree.Rows + r];
                link.Apply(scores, outputs.Slice((from + r) * Outputs, Outputs));
            }
        }
    }

    /// <inheritdoc/>
    GraphValue IGraphPart.Describe(GraphBuilder graph, GraphValue row) => TreeGraph.Describe(graph, row, AdditiveTrees);

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        writer.Write(Version);
        writer.Write((byte)loss);
        writer.Write(baseScores.Length);
        foreach (double score in baseScores) writer.Write(score);
        TreeEnsembleCodec.Write(writer, Trees);
    }

    /// <summary>The inverse of <see cref="Write"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are none of a boosted model.</exception>
    public static GradientBoostingModel Read(BinaryReader reader)
    {
        byte version = reader.ReadByte();
        if (version != Version) throw new InvalidDataException($"Boosted models are written in version {Version}, got {version}.");
        var loss = (StoredLoss)reader.ReadByte();
        int scores = reader.ReadInt32();
        if (scores is < 1 or > MaxScores) throw new InvalidDataException($"Not a boosted model: {scores} raw scores.");
        var baseScores = new double[scores];
        for (int k = 0; k < scores; k++) baseScores[k] = reader.ReadDouble();
        if (!(loss == StoredLoss.Softmax ? scores >= 1 : scores == 1))
            throw new InvalidDataException($"Not a boosted model: the {loss} loss does not have {scores} raw scores.");
        var trees = TreeEnsembleCodec.Read(reader);
        if (trees.Width != 1 || trees.Trees % scores != 0)
            throw new InvalidDataException($"Not a boosted model: {trees.Trees} trees for {scores} raw scores.");
        return new(trees, loss, baseScores);
    }
}
