using Kolosal.Learning.Metrics;
using Kolosal.Learning.Trees;

namespace Kolosal.Learning.Explanation;

/// <summary>A small regression tree that imitates one output of a model: the model in a few rules, with how far they can be believed.</summary>
/// <remarks>
/// Craven and Shavlik, "Extracting tree-structured representations of trained networks" (1996), with plain
/// CART on the model's answers in place of their queries. Fidelity is R² of the tree for the model's output on
/// rows that the tree has not seen: 1 when the rules are the model, 0 when they know no more than its mean.
/// </remarks>
/// <param name="Tree">The tree.</param>
/// <param name="Columns">What it asks.</param>
/// <param name="Fidelity">R² on held-out rows; NaN when the model's output is constant there.</param>
public sealed record SurrogateTree(AdditiveTrees Tree, ImmutableArray<FeatureInfo> Columns, double Fidelity)
{
    /// <summary>Fits the imitation.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">Rows to imitate it on; weights are honoured.</param>
    /// <param name="heldOut">Other rows of the same columns, for the fidelity.</param>
    /// <param name="output">Which output.</param>
    /// <param name="options">How the tree grows, or null for depth 3 and 20 rows a leaf.</param>
    /// <param name="cancel">Stops the fit.</param>
    /// <exception cref="ArgumentException">Shapes do not fit.</exception>
    /// <exception cref="TrainingException">The rows cannot teach a tree.</exception>
    public static SurrogateTree Fit(ModelFunction model, FeatureRows rows, FeatureRows heldOut, int output, DecisionTreeOptions? options = null,
        CancellationToken cancel = default)
    {
        if (rows.Columns.Length != model.Inputs || heldOut.Columns.Length != model.Inputs || (uint)output >= (uint)model.Outputs)
            throw new ArgumentException($"The model reads {model.Inputs} values and has {model.Outputs} outputs, "
                + $"got {rows.Columns.Length} and {heldOut.Columns.Length} columns, output {output}.");
        var trainer = new DecisionTreeTrainer(options ?? new DecisionTreeOptions { MaxDepth = 3, MinRowsPerLeaf = 20 });
        var tree = (ITreeModel)trainer.Fit(TrainingSet.Regression(rows.Features, rows.Columns, Answers(model, rows, output), rows.Weights), seed: 0,
            cancel);
        var imitated = new double[heldOut.Rows];
        tree.ScoreBatch(heldOut.Features.Span, heldOut.Rows, imitated);
        double[] answers = Answers(model, heldOut, output);
        double fidelity = answers.All(a => a == answers[0])
            ? double.NaN
            : RegressionMetrics.RSquared(ScoredRows.Regression(answers, imitated, heldOut.Weights));
        return new(tree.AdditiveTrees, rows.Columns, fidelity);
    }

    /// <summary>One rule a leaf, from left to right, such as "if x0 ≤ 1 and x2 > 3 then 0.7".</summary>
    public ImmutableArray<string> Rules()
    {
        var rules = ImmutableArray.CreateBuilder<string>();
        Add(Tree.RootOf(0), []);
        return rules.ToImmutable();

        void Add(int at, ImmutableArray<DecisionStep> above)
        {
            var node = Tree.Node(at);
            if (node.IsLeaf)
            {
                rules.Add(new DecisionPath(0, 0, above, at, [Tree.Scale * Tree.LeafValues(at)[0]]).ToString());
                return;
            }
            foreach (bool left in (ReadOnlySpan<bool>)[true, false])
            {
                double both = Tree.Node(node.Left).Cover + Tree.Node(node.Right).Cover;
                int child = left ? node.Left : node.Right;
                // A rule speaks of no row, so its steps have no value; 0 stands for any that is not missing.
                Add(child, above.Add(new(at, node.Column, Columns[node.Column].Name, 0, node.Threshold,
                    node.IsCategorical ? [.. Tree.LeftCategories(at, Columns[node.Column].Cardinality)] : [], left, Tree.Node(child).Cover / both)));
            }
        }
    }

    private static double[] Answers(ModelFunction model, FeatureRows rows, int output)
    {
        double[] outputs = model.Score(rows.Features.Span);
        return [.. Enumerable.Range(0, rows.Rows).Select(r => outputs[r * model.Outputs + output])];
    }
}
