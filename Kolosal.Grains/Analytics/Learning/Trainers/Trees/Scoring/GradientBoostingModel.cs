namespace Kolosal.Learning.Trees;

/// <summary>A boosted model: raw scores are start + Σ leaves, tree t adding to score t mod scores; the loss's link makes outputs of them.</summary>
internal sealed class GradientBoostingModel : ITreeModel
{
    private const byte Version = 1;

    // A block's sums are kept on the stack; with more classes rows are scored one by one.
    private const int MostBlockScores = 32;

    // Fewer rows than this are faster one by one than as a block of 64.
    private const int FewRows = 8;

    private readonly Objective objective;
    private readonly double[] start;
    private readonly RowScorer rowScorer;
    private readonly BlockScorer? blockScorer;

    public GradientBoostingModel(TreeEnsemble trees, Objective objective, double[] start)
    {
        (Trees, this.objective, this.start) = (trees, objective, start);
        rowScorer = new(trees);
        blockScorer = start.Length <= MostBlockScores ? BlockScorer.For(trees) : null;
        AdditiveTrees = new(trees, start, 1, Outputs, objective.Link);
    }

    /// <inheritdoc/>
    public AdditiveTrees AdditiveTrees { get; }

    /// <summary>The trees, leaves already multiplied by the learning rate.</summary>
    public TreeEnsemble Trees { get; }

    /// <summary>The raw scores before the first tree; one, or one a class.</summary>
    public ReadOnlySpan<double> Start => start;

    /// <inheritdoc/>
    public int Inputs => Trees.Inputs;

    /// <inheritdoc/>
    public int Outputs => objective is LogisticObjective ? 2 : start.Length;

    /// <summary>The raw scores of a row.</summary>
    /// <param name="row">Inputs values.</param>
    /// <param name="scores">Receives one score, or one a class.</param>
    public void RawScores(ReadOnlySpan<double> row, Span<double> scores)
    {
        start.CopyTo(scores);
        rowScorer.AddTo(row, scores);
    }

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<double> row, Span<double> output)
    {
        Span<double> scores = start.Length <= 64 ? stackalloc double[start.Length] : output[..start.Length];
        RawScores(row, scores);
        objective.Link(scores, output);
    }

    /// <inheritdoc/>
    public void ScoreBatch(ReadOnlySpan<double> rows, int count, Span<double> outputs)
    {
        if (blockScorer is null)
        {
            for (int row = 0; row < count; row++) Score(rows.Slice(row * Inputs, Inputs), outputs.Slice(row * Outputs, Outputs));
            return;
        }
        Span<double> sums = stackalloc double[start.Length * BlockTree.Rows];
        Span<byte> codes = stackalloc byte[(blockScorer.CopiesMissing ? 2 : 1) * Inputs * BlockTree.Rows];
        codes.Clear();
        Span<double> scores = stackalloc double[start.Length];
        for (int from = 0; from < count; from += BlockTree.Rows)
        {
            int here = Math.Min(BlockTree.Rows, count - from);
            var block = rows.Slice(from * Inputs, here * Inputs);
            if (here < FewRows)
            {
                for (int r = 0; r < here; r++) Score(block.Slice(r * Inputs, Inputs), outputs.Slice((from + r) * Outputs, Outputs));
                continue;
            }
            for (int k = 0; k < start.Length; k++) sums.Slice(k * BlockTree.Rows, BlockTree.Rows).Fill(start[k]);
            blockScorer.AddTo(block, here, sums, start.Length, codes);
            for (int r = 0; r < here; r++)
            {
                for (int k = 0; k < start.Length; k++) scores[k] = sums[k * BlockTree.Rows + r];
                objective.Link(scores, outputs.Slice((from + r) * Outputs, Outputs));
            }
        }
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        writer.Write(Version);
        writer.Write(objective.Code);
        writer.Write(start.Length);
        foreach (double score in start) writer.Write(score);
        TreeEnsembleCodec.Write(writer, Trees);
    }

    /// <summary>The inverse of <see cref="Write"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are none of a boosted model.</exception>
    public static GradientBoostingModel Read(BinaryReader reader)
    {
        byte version = reader.ReadByte();
        if (version != Version) throw new InvalidDataException($"Boosted models are written in version {Version}, got {version}.");
        byte code = reader.ReadByte();
        int scores = reader.ReadInt32();
        if (scores is < 1 or > 1 << 16) throw new InvalidDataException($"Not a boosted model: {scores} raw scores.");
        var start = new double[scores];
        for (int k = 0; k < scores; k++) start[k] = reader.ReadDouble();
        var objective = Objective.FromCode(code, scores);
        if (objective.Scores != scores)
            throw new InvalidDataException($"Not a boosted model: its loss has {objective.Scores} raw scores, {scores} are stored.");
        var trees = TreeEnsembleCodec.Read(reader);
        if (trees.Width != 1 || trees.Trees % scores != 0)
            throw new InvalidDataException($"Not a boosted model: {trees.Trees} trees for {scores} raw scores.");
        return new(trees, objective, start);
    }
}
