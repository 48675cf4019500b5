using Kolosal.Learning.Trees;

namespace Kolosal.Learning.Explanation;

/// <summary>Exact Shapley values of tree models, interventional: an unknown column takes
/// its values from background rows, whatever the known ones are.</summary>
/// <remarks>
/// v(S) = weighted mean over background rows b of score(x on S, b elsewhere); Lundberg et al. 2020, Methods, "Interventional Tree
/// SHAP" (Algorithm 3). For one b a leaf counts exactly when the columns A on its path, which only x gets past, are all known and
/// the columns B, which only b gets past, are all unknown: every column of A is attributed v (|A| − 1)! |B|! / (|A| + |B|)!, every
/// column of B −v |A|! (|B| − 1)! / (|A| + |B|)!. O(background rows · leaves that x and b can reach together). Needs no covers. Σᵢ
/// φ[k, i] + base[k] = raw score k, and base[k] is the background's mean score. Immutable and safe for any number of threads.
/// </remarks>
public sealed class InterventionalTreeShap
{
    private readonly AdditiveTrees model;
    private readonly FeatureRows background;
    private readonly double totalWeight;
    private readonly double[] baseScores, shares; // shares[a · (longest + 1) + b] = (a − 1)! b! / (a + b)!
    private readonly int longest;

    /// <param name="model">The trees.</param>
    /// <param name="background">Encoded rows that unknown columns take their values from; weights are honoured.</param>
    /// <exception cref="ArgumentException">The background has another number of columns.</exception>
    public InterventionalTreeShap(AdditiveTrees model, FeatureRows background)
    {
        if (background.Columns.Length != model.Inputs)
            throw new ArgumentException($"The model reads {model.Inputs} values a row, the background has {background.Columns.Length}.",
                nameof(background));
        (this.model, this.background) = (model, background);
        longest = LongestPath(model.Ensemble);
        shares = new double[(longest + 1) * (longest + 1)];
        for (int b = 0; b <= longest; b++)
        {
            double share = 1.0 / (b + 1); // 0! b! / (b + 1)!
            for (int a = 1; a + b <= longest; a++)
            {
                shares[a * (longest + 1) + b] = share;
                share *= (double)a / (a + b + 1);
            }
        }

        baseScores = new double[model.Scores];
        var scores = new double[model.Scores];
        for (int row = 0; row < background.Rows; row++)
        {
            model.RawScores(background.Row(row), scores);
            for (int k = 0; k < scores.Length; k++) baseScores[k] += background.Weight(row) * scores[k];
            totalWeight += background.Weight(row);
        }
        for (int k = 0; k < scores.Length; k++) baseScores[k] /= totalWeight;
    }

    /// <summary>The number of values in a row.</summary>
    public int Inputs => model.Inputs;

    /// <summary>The number of raw scores that are explained.</summary>
    public int Scores => model.Scores;

    /// <summary>The background's mean raw scores.</summary>
    public ReadOnlySpan<double> BaseScores => baseScores;

    /// <summary>Memory for one thread at a time.</summary>
    public Workspace CreateWorkspace() => new(Inputs, longest);

    /// <summary>Attributes the raw scores of a row to its values.</summary>
    /// <param name="row"><see cref="Inputs"/> values.</param>
    /// <param name="contributions">Receives <see cref="Scores"/> × <see cref="Inputs"/> attributions, one score after the other.</param>
    /// <param name="workspace">From <see cref="CreateWorkspace"/>.</param>
    /// <param name="cancel">Polled once a background row.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void Explain(ReadOnlySpan<double> row, Span<double> contributions, Workspace workspace, CancellationToken cancel = default)
    {
        if (row.Length != Inputs || contributions.Length != Scores * Inputs || workspace.Sides.Length != Inputs)
            throw new ArgumentException($"Need {Inputs} values, room for {Scores} × {Inputs} attributions and a workspace of this explainer, "
                + $"got {row.Length} and {contributions.Length}.");
        contributions.Clear();
        for (int other = 0; other < background.Rows; other++)
        {
            cancel.ThrowIfCancellationRequested();
            if (background.Weight(other) == 0) continue;
            var walk = new Walk(model.Ensemble, row, background.Row(other), contributions, workspace,
                model.Scale * background.Weight(other) / totalWeight, shares, longest + 1);
            for (int tree = 0; tree < model.Trees; tree++) walk.Tree(model.RootOf(tree), Math.Max(model.ScoreOf(tree), 0));
        }
    }

    private static int LongestPath(TreeEnsemble trees)
    {
        var depth = new int[trees.Columns.Length];
        int most = 0;
        for (int node = 0; node < depth.Length; node++)
        {
            if (trees.Columns[node] >= 0) depth[trees.Children[node]] = depth[trees.Children[node] + 1] = depth[node] + 1;
            else most = Math.Max(most, Math.Min(depth[node], trees.Inputs));
        }
        return most;
    }

    /// <summary>The memory of one thread: which columns the row and the background row have parted over.</summary>
    public sealed class Workspace
    {
        internal Workspace(int inputs, int longest) => (Sides, OfRow, OfOther) = (new byte[inputs], new int[longest], new int[longest]);

        /// <summary>0 while a column has not parted them, then whose way is being followed.</summary>
        internal byte[] Sides { get; }

        internal int[] OfRow { get; }

        internal int[] OfOther { get; }
    }

    private ref struct Walk(TreeEnsemble trees, ReadOnlySpan<double> row, ReadOnlySpan<double> other, Span<double> contributions, Workspace workspace,
        double weight,
        double[] shares, int stride)
    {
        private const byte Row = 1, Other = 2;
        private readonly ReadOnlySpan<double> row = row, other = other;
        private readonly Span<double> contributions = contributions;
        private readonly byte[] sides = workspace.Sides;
        private readonly int[] ofRow = workspace.OfRow, ofOther = workspace.OfOther;
        private int rows, others, score;

        public void Tree(int root, int score)
        {
            this.score = score;
            Visit(root);
        }

        private void Visit(int node)
        {
            while (trees.Columns[node] is >= 0 and var column)
            {
                byte side = sides[column];
                bool left = trees.GoesLeft(node, side == Other ? other[column] : row[column]);
                int child = trees.Children[node] + (left ? 0 : 1);
                if (side == 0 && trees.GoesLeft(node, other[column]) != left)
                {
                    sides[column] = Other;
                    ofOther[others++] = column;
                    Visit(trees.Children[node] + (left ? 1 : 0));
                    others--;
                    sides[column] = Row;
                    ofRow[rows++] = column;
                    Visit(child);
                    rows--;
                    sides[column] = 0;
                    return;
                }
                node = child;
            }
            Answer(trees.Children[node]);
        }

        private readonly void Answer(int value)
        {
            double forRow = weight * shares[rows * stride + others], forOther = -weight * shares[others * stride + rows];
            for (int k = 0; k < trees.Width; k++)
            {
                var to = contributions.Slice((score + k) * sides.Length, sides.Length);
                double v = trees.Values[value + k];
                for (int i = 0; i < rows; i++) to[ofRow[i]] += v * forRow;
                for (int i = 0; i < others; i++) to[ofOther[i]] += v * forOther;
            }
        }
    }
}
