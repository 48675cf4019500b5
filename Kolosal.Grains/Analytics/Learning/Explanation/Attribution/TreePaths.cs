using Kolosal.Learning.Trees;
using MathNet.Numerics.Integration;

namespace Kolosal.Learning.Explanation;

/// <summary>What path-dependent attributions need of trees and can know before they see a row.</summary>
/// <remarks>
/// An edge is named by the slot of the node it leads to, its number within its tree. Its share Z is the product
/// of the cover ratios of all edges on the path so far that ask the same column: how much of the training rows
/// would get past them if the column were unknown. The root stands for an edge that everything passes (Z = 1).
/// </remarks>
internal sealed class TreePaths
{
    /// <summary>Quadrature points come in vectors of this many.</summary>
    public const int Lanes = 4;

    // What a branch that no training row took counts instead of 0: Shapley values are
    // polynomials in the shares, so the error is of this order too, while 0 would be divided by.
    private const double MinRatio = 1e-30, MinShare = 1e-100;

    private readonly List<(double[] Points, double[] Weights)?> rules = []; // by number of vectors

    /// <exception cref="ArgumentException">The trees do not know how many training rows reached their nodes.</exception>
    public TreePaths(AdditiveTrees model)
    {
        Model = model;
        var trees = model.Ensemble;
        Trees = new Tree[trees.Trees];
        Means = model.BaseScores.ToArray();
        for (int tree = 0; tree < Trees.Length; tree++)
        {
            Trees[tree] = Trace(tree);
            MaxNodes = Math.Max(MaxNodes, Trees[tree].Shares.Length);
            MaxNodeValues = Math.Max(MaxNodeValues, Trees[tree].Shares.Length * Trees[tree].Points.Length);
        }
    }

    /// <summary>The trees.</summary>
    public AdditiveTrees Model { get; }

    /// <summary>The paths of each tree.</summary>
    public Tree[] Trees { get; }

    /// <summary>Nodes of the largest tree.</summary>
    public int MaxNodes { get; } = 1;

    /// <summary>Nodes × quadrature points of the largest tree.</summary>
    public int MaxNodeValues { get; } = Lanes;

    /// <summary>The expected raw scores when no column is known: base scores and the cover-weighted means of all trees.</summary>
    public double[] Means { get; }

    private Tree Trace(int tree)
    {
        var trees = Model.Ensemble;
        int root = trees.Roots[tree], count = trees.Roots[tree + 1] - root, deepest = 1, score = Model.ScoreOf(tree);
        var shares = new double[count];
        int[] parents = new int[count], distinct = new int[count]; // columns asked on the way to a node
        double[] reach = new double[count];
        var splits = new List<Split>(count / 2);
        var leaves = new List<Leaf>(count / 2 + 1);
        (shares[0], reach[0], parents[0]) = (1, 1, -1);
        for (int slot = 0; slot < count; slot++)
        {
            int node = root + slot, column = trees.Columns[node];
            deepest = Math.Max(deepest, distinct[slot]);
            if (column < 0)
            {
                leaves.Add(new(slot, trees.Children[node]));
                for (int k = 0; k < trees.Width; k++)
                    Means[score < 0 ? k : score] += Model.Scale * reach[slot] * trees.Values[trees.Children[node] + k];
                continue;
            }
            int left = trees.Children[node] - root, ancestor = AncestorOf(trees, root, parents, slot, column);
            double ratio = LeftRatio(trees, node, slot == 0);
            for (int side = 0; side < 2; side++)
            {
                double part = side == 0 ? ratio : 1 - ratio;
                shares[left + side] = Math.Max(shares[ancestor] * Math.Max(part, MinRatio), MinShare);
                reach[left + side] = reach[slot] * part;
                parents[left + side] = slot;
                distinct[left + side] = distinct[slot] + (ancestor == 0 ? 1 : 0);
            }
            splits.Add(new(shares[left], shares[left + 1], node, column, slot, left, ancestor));
        }
        // A polynomial of degree d − 1 needs ⌈d / 2⌉ points.
        var (at, weight) = Rule(((deepest + 1) / 2 + Lanes - 1) / Lanes);
        return new(score, at, weight, [.. splits], [.. leaves], shares, parents);
    }

    private static double LeftRatio(TreeEnsemble trees, int node, bool isRoot)
    {
        double left = trees.Covers[trees.Children[node]], right = trees.Covers[trees.Children[node] + 1], both = left + right;
        if (!(left >= 0 && right >= 0 && double.IsFinite(both)) || (both == 0 && isRoot))
            throw new ArgumentException($"The children of node {node} have the covers {left} and {right}, but path-dependent attributions need to "
                + "know how many training rows "
                + "reached each node; attribute with a background set instead.");
        return both == 0 ? 0.5 : left / both;
    }

    // The nearest edge above that asks the same column; the root where there is none.
    private static int AncestorOf(TreeEnsemble trees, int root, int[] parents, int slot, int column)
    {
        while (slot > 0 && trees.Columns[root + parents[slot]] != column) slot = parents[slot];
        return slot;
    }

    private (double[] Points, double[] Weights) Rule(int blocks)
    {
        while (rules.Count <= blocks) rules.Add(null);
        if (rules[blocks] is { } known) return known;
        var rule = new GaussLegendreRule(0, 1, blocks * Lanes);
        rules[blocks] = (rule.Abscissas, rule.Weights);
        return (rule.Abscissas, rule.Weights);
    }

    /// <summary>One tree.</summary>
    /// <param name="Score">The score it adds to, −1 when its leaves hold one value a score.</param>
    /// <param name="Points">Quadrature points in (0, 1), a multiple of <see cref="Lanes"/> of them, enough for its longest path.</param>
    /// <param name="Weights">Their weights.</param>
    /// <param name="Splits">Nodes that ask, parents before children.</param>
    /// <param name="Leaves">Nodes that answer.</param>
    /// <param name="Shares">Z of each slot's edge.</param>
    /// <param name="Parents">The slot above each slot, −1 for the root.</param>
    internal sealed record Tree(int Score, double[] Points, double[] Weights, Split[] Splits, Leaf[] Leaves, double[] Shares, int[] Parents);

    /// <summary>A node that asks.</summary>
    /// <param name="ShareLeft">Z of the left edge.</param>
    /// <param name="ShareRight">Z of the right edge.</param>
    /// <param name="Node">The node in the ensemble.</param>
    /// <param name="Column">What it asks.</param>
    /// <param name="Slot">Its own slot.</param>
    /// <param name="Left">The left child's slot; the right one follows.</param>
    /// <param name="Ancestor">The nearest edge above that asks the same column, 0 when there is none.</param>
    internal readonly record struct Split(double ShareLeft, double ShareRight, int Node, int Column, int Slot, int Left, int Ancestor);

    /// <summary>A node that answers.</summary>
    /// <param name="Slot">Its slot.</param>
    /// <param name="Value">Its first value in the ensemble.</param>
    internal readonly record struct Leaf(int Slot, int Value);
}
