using Kolosal.Learning.Graphs;
using Kolosal.Learning.Trees;

namespace Kolosal.Learning.Import;

/// <summary>A model that XGBoost trained: margin k = base margin k + Σ leaves of the trees that add to k; outputs by the objective.</summary>
/// <remarks>
/// Values are compared as float32, as XGBoost does, and NaN is missing. Margins are summed in double,
/// so they differ from XGBoost's float32 sums by those sums' rounding and attributions add up to 1e-9.
/// </remarks>
public sealed class XGBoostModel : ITreeModel, IGraphPart
{
    private const byte Version = 1;
    // Scores that fit on the stack, and a bound that no sound model comes near: damaged bytes end there.
    private const int StackScores = 64, MaxScores = 1 << 16;
    private readonly TreeEnsemble trees;
    private readonly XGBoostObjective objective;
    private readonly double[] baseMargins;
    private readonly int[] scoreOfTree, nodeIds;
    private readonly RowTraversal? scorer; // where tree t adds to score t mod scores

    internal XGBoostModel(XGBoostObjective objective, double[] baseMargins, TreeEnsemble trees, int[] scoreOfTree, int[] nodeIds,
        ImmutableArray<string> names)
    {
        (this.objective, this.baseMargins, this.trees, this.scoreOfTree, this.nodeIds, FeatureNames) =
            (objective, baseMargins, trees, scoreOfTree, nodeIds, names);
        AdditiveTrees = new(trees, baseMargins, 1, objective.Link, scoreOfTree);
        if (!scoreOfTree.Where((score, tree) => score != tree % baseMargins.Length).Any()) scorer = new(trees);
    }

    /// <summary>XGBoost's name of the objective, such as binary:logistic.</summary>
    public string Objective => objective.Name;

    /// <summary>The features in order; f0, f1, … where the file names none.</summary>
    public ImmutableArray<string> FeatureNames { get; }

    /// <summary>The number of margins of a row: 1, or one a class.</summary>
    public int Margins => baseMargins.Length;

    /// <inheritdoc/>
    public AdditiveTrees AdditiveTrees { get; }

    /// <inheritdoc/>
    public int Inputs => trees.Inputs;

    /// <inheritdoc/>
    public int Outputs => AdditiveTrees.Outputs;

    /// <summary>The margins of a row.</summary>
    /// <param name="row"><see cref="Inputs"/> values, NaN is missing.</param>
    /// <param name="margins">Receives <see cref="Margins"/> values.</param>
    public void MarginsOf(ReadOnlySpan<double> row, Span<double> margins)
    {
        margins = margins[..baseMargins.Length];
        baseMargins.CopyTo(margins);
        if (scorer is not null) scorer.AddTo(row, margins);
        else
            for (int tree = 0; tree < trees.Trees; tree++) margins[scoreOfTree[tree]] += trees.Values[trees.Children[trees.LeafOf(tree, row)]];
    }

    /// <summary>The leaf that a row reaches in every tree, by XGBoost's own node numbers (pred_leaf).</summary>
    /// <param name="row"><see cref="Inputs"/> values.</param>
    /// <param name="leaves">Receives one number a tree.</param>
    public void LeavesOf(ReadOnlySpan<double> row, Span<int> leaves)
    {
        for (int tree = 0; tree < trees.Trees; tree++) leaves[tree] = nodeIds[trees.LeafOf(tree, row)];
    }

    /// <summary>How much every feature is used by splits: XGBoost's get_score.</summary>
    /// <returns>One entry a feature that some split asks, in feature order.</returns>
    public ImmutableArray<XGBoostImportance> Importances()
    {
        var (splits, gains) = trees.Importances();
        var covers = new double[Inputs];
        for (int node = 0; node < trees.Columns.Length; node++)
            if (trees.Columns[node] >= 0) covers[trees.Columns[node]] += trees.Covers[node];
        return [.. Enumerable.Range(0, Inputs).Where(c => splits[c] > 0)
            .Select(c => new XGBoostImportance(FeatureNames[c], (int)splits[c], gains[c], covers[c]))];
    }

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<double> row, Span<double> output)
    {
        Span<double> margins = baseMargins.Length <= StackScores ? stackalloc double[StackScores] : output;
        margins = margins[..baseMargins.Length];
        MarginsOf(row, margins);
        objective.Link.Apply(margins, output);
    }

    /// <inheritdoc/>
    GraphValue IGraphPart.Describe(GraphBuilder graph, GraphValue row) => TreeGraph.Describe(graph, row, AdditiveTrees);

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        writer.Write(Version);
        writer.Write(Objective);
        writer.Write(baseMargins.Length);
        foreach (double margin in baseMargins) writer.Write(margin);
        TreeEnsembleCodec.Write(writer, trees);
        foreach (int score in scoreOfTree) writer.Write(score);
        foreach (int id in nodeIds) writer.Write(id);
        foreach (string name in FeatureNames) writer.Write(name);
    }

    /// <summary>The inverse of <see cref="Write"/>; files of XGBoost itself are read by <see cref="XGBoostReader"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are none of such a model.</exception>
    public static XGBoostModel Read(BinaryReader reader)
    {
        byte version = reader.ReadByte();
        if (version != Version) throw new InvalidDataException($"Imported XGBoost models are written in version {Version}, got {version}.");
        var objective = XGBoostObjective.Named(reader.ReadString());
        int scores = reader.ReadInt32();
        if (scores is < 1 or > MaxScores || scores > 1 != objective.IsMulticlass)
            throw new InvalidDataException($"'{objective.Name}' does not have {scores} margins.");
        var margins = new double[scores];
        for (int k = 0; k < scores; k++) margins[k] = reader.ReadDouble();
        var trees = TreeEnsembleCodec.Read(reader);
        if (trees.Width != 1) throw new InvalidDataException($"Leaves hold one value, got {trees.Width}.");
        int[] scoreOfTree = new int[trees.Trees], ids = new int[trees.Columns.Length];
        for (int tree = 0; tree < scoreOfTree.Length; tree++)
            scoreOfTree[tree] = reader.ReadInt32() is var score && (uint)score < (uint)scores ? score
                : throw new InvalidDataException($"Tree {tree} adds to no score.");
        for (int node = 0; node < ids.Length; node++) ids[node] = reader.ReadInt32();
        var names = ImmutableArray.CreateBuilder<string>();
        for (int c = 0; c < trees.Inputs; c++) names.Add(reader.ReadString());
        return new(objective, margins, trees, scoreOfTree, ids, names.ToImmutable());
    }
}
