namespace Kolosal.Learning.Trees;

/// <summary>A boosted model: raw scores are start + Σ leaves, tree t adding to score t mod scores; the loss's link makes outputs of them.</summary>
internal sealed class GradientBoostingModel : IPredictor
{
    private const byte Version = 1;
    private readonly Objective objective;
    private readonly double[] start;

    public GradientBoostingModel(TreeEnsemble trees, Objective objective, double[] start) => (Trees, this.objective, this.start) = (trees, objective, start);

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
        for (int tree = 0, k = 0; tree < Trees.Trees; tree++)
        {
            scores[k] += Trees.Values[Trees.Children[Trees.LeafOf(tree, row)]];
            if (++k == start.Length) k = 0;
        }
    }

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<double> row, Span<double> output)
    {
        Span<double> scores = start.Length <= 64 ? stackalloc double[start.Length] : output[..start.Length];
        RawScores(row, scores);
        objective.Link(scores, output);
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
        if (objective.Scores != scores) throw new InvalidDataException($"Not a boosted model: its loss has {objective.Scores} raw scores, {scores} are stored.");
        var trees = TreeEnsembleCodec.Read(reader);
        if (trees.Width != 1 || trees.Trees % scores != 0) throw new InvalidDataException($"Not a boosted model: {trees.Trees} trees for {scores} raw scores.");
        return new(trees, objective, start);
    }
}
