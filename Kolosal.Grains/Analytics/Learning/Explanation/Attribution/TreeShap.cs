using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Kolosal.Learning.Trees;

namespace Kolosal.Learning.Explanation;

/// <summary>Exact Shapley values of tree models, path-dependent: an unknown column lets a
/// row go both ways, in the proportion of the training rows.</summary>
/// <remarks>
/// The game is that of Lundberg et al., "From local explanations to global understanding with explainable AI for trees", Nature Machine
/// Intelligence 2 (2020), Algorithm 1. Its values are found here not by their Algorithm 2 but by the multilinear extension (Owen, "Multilinear
/// extensions of games", Management Science 18, 1972): φᵢ = ∫₀¹ ∂f/∂xᵢ (t, …, t) dt. A leaf of value v whose path asks the columns j, with Zⱼ
/// the share of rows that an unknown j lets past and oⱼ whether the row's own value passes, is the polynomial v Π (Zⱼ (1 − t) + oⱼ t), so φᵢ =
/// Σ v (oᵢ − Zᵢ) ∫ Π over j ≠ i. Gauss-Legendre with ⌈d / 2⌉ points is exact for the degree d − 1, and no term is negative, so nothing
/// cancels. Products run down the tree and sums up, edge by edge, as in Yu et al., "Linear TreeShap" (arXiv:2209.08192): O(nodes · d) a tree
/// and row. Cover ratios are child / (left + right); where a parent's stored cover is not the sum of its children's, libraries that divide by
/// it differ by that much. Attributions are of raw scores (log odds for a boosted classifier, shares for a forest): Σᵢ φ[k, i] + base[k] = raw
/// score k. Immutable and safe for any number of threads, each with a <see cref="Workspace"/> of its own; no allocation a row.
/// </remarks>
public sealed class TreeShap
{
    private const int Lanes = TreePaths.Lanes;
    private readonly AdditiveTrees model;
    private readonly TreePaths paths;

    /// <param name="model">Trees with covers.</param>
    /// <exception cref="ArgumentException">The trees do not know how many training rows reached their nodes.</exception>
    public TreeShap(AdditiveTrees model) : this(model, new(model)) { }

    internal TreeShap(AdditiveTrees model, TreePaths paths) => (this.model, this.paths) = (model, paths);

    /// <summary>The number of values in a row.</summary>
    public int Inputs => model.Inputs;

    /// <summary>The number of raw scores that are explained.</summary>
    public int Scores => model.Scores;

    /// <summary>The expected raw scores when nothing is known of a row.</summary>
    public ReadOnlySpan<double> BaseScores => paths.Means;

    /// <summary>Memory for one thread at a time.</summary>
    public Workspace CreateWorkspace() => new(model, paths);

    /// <summary>Attributes the raw scores of a row to its values.</summary>
    /// <param name="row"><see cref="Inputs"/> values.</param>
    /// <param name="contributions">Receives <see cref="Scores"/> × <see cref="Inputs"/> attributions, one score after the other.</param>
    /// <param name="workspace">From <see cref="CreateWorkspace"/>.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void Explain(ReadOnlySpan<double> row, Span<double> contributions, Workspace workspace)
    {
        if (row.Length != Inputs || contributions.Length != Scores * Inputs || workspace.Owner != paths)
            throw new ArgumentException($"Need {Inputs} values, room for {Scores} × {Inputs} attributions and a workspace of this explainer, "
                + $"got {row.Length} and {contributions.Length}.");
        var sums = workspace.Sums;
        Array.Clear(sums);
        foreach (var tree in paths.Trees)
        {
            Descend(tree, row, workspace);
            Answer(tree, workspace);
            Ascend(tree, workspace);
        }
        for (int i = 0; i < contributions.Length; i++)
            contributions[i] = model.Scale * ((sums[Lanes * i] + sums[Lanes * i + 2]) + (sums[Lanes * i + 1] + sums[Lanes * i + 3]));
    }

    // Factors f = Z (1 − t) + o t of both edges of every split, their inverses, and the products down to every node.
    private void Descend(TreePaths.Tree tree, ReadOnlySpan<double> row, Workspace workspace)
    {
        var trees = model.Ensemble;
        nuint stride = (nuint)tree.Points.Length;
        ref double point = ref MemoryMarshal.GetArrayDataReference(tree.Points);
        ref double product = ref MemoryMarshal.GetArrayDataReference(workspace.Products);
        ref double inverse = ref MemoryMarshal.GetArrayDataReference(workspace.Inverses);
        double[] passes = workspace.Passes;
        passes[0] = 1;
        for (nuint b = 0; b < stride; b += Lanes)
        {
            Vector256<double>.One.StoreUnsafe(ref product, b);
            Vector256<double>.One.StoreUnsafe(ref inverse, b);
        }
        foreach (ref readonly var split in tree.Splits.AsSpan())
        {
            // No branch on what the row says: half of such branches would be guessed wrong.
            double pass = passes[split.Ancestor], left = pass * (trees.GoesLeft(split.Node, row[split.Column]) ? 1 : 0), right = pass - left;
            (passes[split.Left], passes[split.Left + 1]) = (left, right);
            nuint here = (nuint)split.Slot * stride, to = (nuint)split.Left * stride, above = (nuint)split.Ancestor * stride;
            for (nuint b = 0; b < stride; b += Lanes)
            {
                var t = Vector256.LoadUnsafe(ref point, b);
                var rest = Vector256<double>.One - t;
                var leftFactor = Vector256.Create(split.ShareLeft) * rest + Vector256.Create(left) * t;
                var rightFactor = Vector256.Create(split.ShareRight) * rest + Vector256.Create(right) * t;
                var both = Vector256<double>.One / (leftFactor * rightFactor);
                var without = Vector256.LoadUnsafe(ref product, here + b) * Vector256.LoadUnsafe(ref inverse, above + b);
                (rightFactor * both).StoreUnsafe(ref inverse, to + b);
                (leftFactor * both).StoreUnsafe(ref inverse, to + stride + b);
                (without * leftFactor).StoreUnsafe(ref product, to + b);
                (without * rightFactor).StoreUnsafe(ref product, to + stride + b);
            }
        }
    }

    // Leaves: products times values.
    private void Answer(TreePaths.Tree tree, Workspace workspace)
    {
        double[] values = model.Ensemble.Values;
        nuint stride = (nuint)tree.Points.Length;
        int width = model.Ensemble.Width;
        ref double product = ref MemoryMarshal.GetArrayDataReference(workspace.Products);
        ref double sum = ref MemoryMarshal.GetArrayDataReference(workspace.Values);
        foreach (ref readonly var leaf in tree.Leaves.AsSpan())
        {
            nuint from = (nuint)leaf.Slot * stride;
            for (int k = width - 1; k >= 0; k--)
                for (nuint b = 0; b < stride; b += Lanes)
                    (Vector256.LoadUnsafe(ref product, from + b) * Vector256.Create(values[leaf.Value + k]))
                        .StoreUnsafe(ref sum, (from * (nuint)width) + (nuint)k * stride + b);
        }
    }

    // Sums of the leaves below every edge, each with its part in the attribution of the edge's column.
    private void Ascend(TreePaths.Tree tree, Workspace workspace)
    {
        nuint stride = (nuint)tree.Points.Length, width = (nuint)model.Ensemble.Width;
        ref double weight = ref MemoryMarshal.GetArrayDataReference(tree.Weights);
        ref double inverse = ref MemoryMarshal.GetArrayDataReference(workspace.Inverses);
        ref double sum = ref MemoryMarshal.GetArrayDataReference(workspace.Values);
        ref double total = ref MemoryMarshal.GetArrayDataReference(workspace.Sums);
        double[] passes = workspace.Passes, shares = tree.Shares;
        int first = Math.Max(tree.Score, 0);
        for (int s = tree.Splits.Length - 1; s >= 0; s--)
        {
            ref readonly var split = ref tree.Splits[s];
            double left = passes[split.Left] - split.ShareLeft, right = passes[split.Left + 1] - split.ShareRight;
            double before = passes[split.Ancestor] - shares[split.Ancestor];
            nuint here = (nuint)split.Slot * stride, from = (nuint)split.Left * stride, above = (nuint)split.Ancestor * stride;
            for (nuint b = 0; b < stride; b += Lanes)
            {
                var w = Vector256.LoadUnsafe(ref weight, b);
                var ofLeft = w * Vector256.Create(left) * Vector256.LoadUnsafe(ref inverse, from + b);
                var ofRight = w * Vector256.Create(right) * Vector256.LoadUnsafe(ref inverse, from + stride + b);
                var ofBoth = w * Vector256.Create(before) * Vector256.LoadUnsafe(ref inverse, above + b);
                for (nuint k = 0; k < width; k++)
                {
                    var onLeft = Vector256.LoadUnsafe(ref sum, from * width + k * stride + b);
                    var onRight = Vector256.LoadUnsafe(ref sum, (from + stride) * width + k * stride + b);
                    var both = onLeft + onRight;
                    both.StoreUnsafe(ref sum, here * width + k * stride + b);
                    nuint to = (((nuint)first + k) * (nuint)Inputs + (nuint)split.Column) * Lanes;
                    (Vector256.LoadUnsafe(ref total, to) + ((onLeft * ofLeft + onRight * ofRight) - both * ofBoth)).StoreUnsafe(ref total, to);
                }
            }
        }
    }

    /// <summary>The memory of one thread: values of the nodes of one tree, and the sums of a row.</summary>
    public sealed class Workspace
    {
        internal Workspace(AdditiveTrees model, TreePaths paths)
        {
            Owner = paths;
            int width = model.Ensemble.Width;
            Products = new double[paths.MaxNodeValues];
            Inverses = new double[paths.MaxNodeValues];
            Values = width == 1 ? Products : new double[paths.MaxNodeValues * width];
            Passes = new double[paths.MaxNodes];
            Sums = new double[model.Scores * model.Inputs * Lanes];
        }

        internal TreePaths Owner { get; }

        internal double[] Products { get; }

        internal double[] Inverses { get; }

        /// <summary>nodes × width × points; the products themselves where a leaf holds one value.</summary>
        internal double[] Values { get; }

        /// <summary>1 where the row's own value passes all edges of the column up to the edge of a slot, else 0.</summary>
        internal double[] Passes { get; }

        internal double[] Sums { get; }
    }
}
