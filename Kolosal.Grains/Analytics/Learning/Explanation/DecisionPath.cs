using System.Globalization;
using System.Text;
using Kolosal.Learning.Ensembles;
using Kolosal.Learning.Trees;

namespace Kolosal.Learning.Explanation;

/// <summary>One question on a row's way down a tree.</summary>
/// <param name="Node">The node.</param>
/// <param name="Column">The column it asks.</param>
/// <param name="Name">The column's name.</param>
/// <param name="Value">The row's value, NaN when missing.</param>
/// <param name="Threshold">Numbers up to this one go left; NaN for a categorical.</param>
/// <param name="LeftCategories">The codes that go left; empty for a number.</param>
/// <param name="WentLeft">Which way the row went.</param>
/// <param name="CoverShare">The share of the node's training rows that go the same way; NaN when the trees do not know.</param>
public sealed record DecisionStep(int Node, int Column, string Name, double Value, double Threshold, ImmutableArray<int> LeftCategories,
    bool WentLeft, double CoverShare)
{
    // A sentence that lists more categories is not read.
    private const int MaxNamed = 8;

    /// <summary>The answer as a condition that the row fulfils, such as "age ≤ 30.5", "city in {2, 4}" or "income is missing".</summary>
    public override string ToString()
    {
        if (double.IsNaN(Value)) return $"{Name} is missing";
        if (double.IsNaN(Threshold))
        {
            string named = string.Join(", ", LeftCategories.Take(MaxNamed)), more = LeftCategories.Length > MaxNamed ? ", …" : "";
            return $"{Name} {(WentLeft ? "in" : "not in")} {{{named}{more}}}";
        }
        return string.Create(CultureInfo.InvariantCulture, $"{Name} {(WentLeft ? "≤" : ">")} {Threshold:G7}");
    }
}

/// <summary>A row's way down one tree, from the root to a leaf.</summary>
/// <param name="Tree">The tree.</param>
/// <param name="Score">The score that it adds to, −1 for all.</param>
/// <param name="Steps">The questions in order; none for a tree of one leaf.</param>
/// <param name="Leaf">The leaf.</param>
/// <param name="Answer">What the leaf adds: one value, or one a score; already scaled.</param>
public sealed record DecisionPath(int Tree, int Score, ImmutableArray<DecisionStep> Steps, int Leaf, ImmutableArray<double> Answer)
{
    /// <summary>The trees whose paths a model's answer follows, or null when it has none.</summary>
    /// <remarks>
    /// AdaBoost makes a vote or a weighted median of its trees and a quantile forest a distribution: their
    /// paths are theirs, with what the leaf itself says, but their answers are no sum of them, so attributions
    /// must not be made from what is returned for them; take those from an <see cref="ITreeModel"/> only.
    /// </remarks>
    public static AdditiveTrees? TreesOf(IPredictor model) => model switch
    {
        ITreeModel sum => sum.AdditiveTrees,
        AdaBoostModel votes => Alone(votes.Trees),
        QuantileForestModel quantiles => Alone(quantiles.Trees),
        _ => null,
    };

    /// <summary>The way of a row.</summary>
    /// <param name="model">The trees.</param>
    /// <param name="tree">Which of them.</param>
    /// <param name="row">One value a column.</param>
    /// <param name="columns">The columns, for names and numbers of categories.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public static DecisionPath Of(AdditiveTrees model, int tree, ReadOnlySpan<double> row, ImmutableArray<FeatureInfo> columns)
    {
        if (row.Length != model.Inputs || columns.Length != model.Inputs)
            throw new ArgumentException($"Need {model.Inputs} values and columns, got {row.Length} and {columns.Length}.");
        var steps = ImmutableArray.CreateBuilder<DecisionStep>();
        var node = model.Node(model.RootOf(tree));
        while (!node.IsLeaf)
        {
            bool left = model.GoesLeft(node.Index, row[node.Column]);
            var next = model.Node(left ? node.Left : node.Right);
            double both = model.Node(node.Left).Cover + model.Node(node.Right).Cover;
            steps.Add(new(node.Index, node.Column, columns[node.Column].Name, row[node.Column], node.Threshold,
                node.IsCategorical ? [.. model.LeftCategories(node.Index, columns[node.Column].Cardinality)] : [], left,
                    both > 0 ? next.Cover / both : double.NaN));
            node = next;
        }
        var answer = ImmutableArray.CreateBuilder<double>();
        foreach (double value in model.LeafValues(node.Index)) answer.Add(model.Scale * value);
        return new(tree, model.ScoreOf(tree), steps.ToImmutable(), node.Index, answer.ToImmutable());
    }

    /// <summary>The ways of a row down all trees, in order.</summary>
    public static ImmutableArray<DecisionPath> All(AdditiveTrees model, ReadOnlySpan<double> row, ImmutableArray<FeatureInfo> columns)
    {
        var paths = ImmutableArray.CreateBuilder<DecisionPath>(model.Trees);
        for (int tree = 0; tree < model.Trees; tree++) paths.Add(Of(model, tree, row, columns));
        return paths.MoveToImmutable();
    }

    private static AdditiveTrees Alone(TreeEnsemble trees) =>
        new(trees, new double[trees.Width], 1, Link.Identity);

    /// <summary>"if age ≤ 30.5 and city in {2, 4} then 0.25, 0.75".</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Steps.IsEmpty ? "always " : "if ").AppendJoin(" and ", Steps).Append(Steps.IsEmpty ? "" : " then ");
        return text.AppendJoin(", ", Answer.Select(value => value.ToString("G7", CultureInfo.InvariantCulture))).ToString();
    }
}
