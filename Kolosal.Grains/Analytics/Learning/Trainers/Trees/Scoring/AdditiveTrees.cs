namespace Kolosal.Learning.Trees;

/// <summary>What all tree models have in common: score k = base[k] + scale · Σ over trees
/// of the leaf's value for k; outputs = link⁻¹(scores).</summary>
/// <remarks>
/// For a decision tree or forest the scores are the outputs themselves (scale 1 / trees, link the identity). For a boosted model they
/// are log odds, logarithms and the like, and a tree usually adds to one score only. Immutable and safe for any number of threads.
/// </remarks>
public sealed class AdditiveTrees
{
    private readonly double[] baseScores;
    private readonly int[]? scoreOfTree;

    /// <param name="trees">Leaves of one value, or of one value a score.</param>
    /// <param name="baseScores">The scores before the first tree.</param>
    /// <param name="scale">What leaf values are multiplied by.</param>
    /// <param name="link">Between scores and outputs.</param>
    /// <param name="scoreOfTree">The score that each tree adds to; null for tree t to
    /// score t mod scores. Not read when leaves hold a value a score.</param>
    internal AdditiveTrees(TreeEnsemble trees, double[] baseScores, double scale, Link link, int[]? scoreOfTree = null)
    {
        if (trees.Width != 1 && trees.Width != baseScores.Length)
            throw new ArgumentException($"Leaves hold one value or one a score, got {trees.Width} values for {baseScores.Length} scores.",
                nameof(trees));
        (Ensemble, this.baseScores, Scale, Link, this.scoreOfTree) = (trees, baseScores, scale, link, scoreOfTree);
    }

    /// <summary>The number of values in a row.</summary>
    public int Inputs => Ensemble.Inputs;

    /// <summary>The number of raw scores.</summary>
    public int Scores => baseScores.Length;

    /// <summary>The number of outputs.</summary>
    public int Outputs => Link.Outputs(baseScores.Length);

    /// <summary>Between raw scores and outputs.</summary>
    public Link Link { get; }

    /// <summary>The number of trees.</summary>
    public int Trees => Ensemble.Trees;

    /// <summary>What leaf values are multiplied by.</summary>
    public double Scale { get; }

    /// <summary>The scores before the first tree.</summary>
    public ReadOnlySpan<double> BaseScores => baseScores;

    /// <summary>The flat arrays behind the nodes.</summary>
    internal TreeEnsemble Ensemble { get; }

    /// <summary>The root of a tree; its nodes follow, children after their parent, up to the root of the next tree.</summary>
    public int RootOf(int tree) => Ensemble.Roots[tree];

    /// <summary>The score that a tree adds to, or −1 when its leaves hold a value for each.</summary>
    public int ScoreOf(int tree) => Scores == 1 ? 0 : Ensemble.Width > 1 ? -1 : scoreOfTree is null ? tree % Scores : scoreOfTree[tree];

    /// <summary>A node by its number.</summary>
    public TreeNode Node(int node)
    {
        int column = Ensemble.Columns[node];
        byte flags = Ensemble.Flags[node];
        bool categorical = column >= 0 && (flags & TreeEnsemble.Categorical) != 0;
        int left = column < 0 ? -1 : Ensemble.Children[node];
        return new(node, column, column < 0 || categorical ? double.NaN : Ensemble.Thresholds[node], categorical,
            column >= 0 && (flags & TreeEnsemble.MissingLeft) != 0, left, column < 0 ? -1 : left + 1, Ensemble.Covers[node], Ensemble.Gains[node]);
    }

    /// <summary>The values of a leaf, not yet scaled: one, or one a score.</summary>
    /// <exception cref="ArgumentException">The node is no leaf.</exception>
    public ReadOnlySpan<double> LeafValues(int node) => Ensemble.Columns[node] < 0 ? Ensemble.Values.AsSpan(Ensemble.Children[node], Ensemble.Width)
        : throw new ArgumentException($"Node {node} is no leaf.", nameof(node));

    /// <summary>The codes below a number of categories that go left at a categorical node, ascending.</summary>
    public IEnumerable<int> LeftCategories(int node, int categories)
    {
        for (int code = 0; code < categories; code++)
            if (Ensemble.GoesLeft(node, code)) yield return code;
    }

    /// <summary>Whether a value of its column goes left at a node that is no leaf.</summary>
    public bool GoesLeft(int node, double value) => Ensemble.GoesLeft(node, value);

    /// <summary>The leaf that a row reaches in a tree.</summary>
    public int LeafOf(int tree, ReadOnlySpan<double> row) => Ensemble.LeafOf(tree, row);

    /// <summary>The raw scores of a row: what attributions add up to.</summary>
    public void RawScores(ReadOnlySpan<double> row, Span<double> scores)
    {
        scores = scores[..Scores];
        scores.Clear();
        for (int tree = 0; tree < Trees; tree++)
        {
            int leaf = Ensemble.Children[LeafOf(tree, row)], k = ScoreOf(tree);
            if (k >= 0) scores[k] += Ensemble.Values[leaf];
            else
                for (int s = 0; s < scores.Length; s++) scores[s] += Ensemble.Values[leaf + s];
        }
        for (int s = 0; s < scores.Length; s++) scores[s] = baseScores[s] + Scale * scores[s];
    }
}
