using Kolosal.Learning.Trees;

namespace Kolosal.Learning.Explanation;

/// <summary>Exact Shapley interaction values of tree models, path-dependent: how much of an attribution is due to two columns together.</summary>
/// <remarks>
/// Lundberg et al. 2020, Methods, "SHAP interaction values": Φᵢⱼ = ½ · (the Shapley interaction index of Grabisch and Roubens, 1999) for i ≠ j,
/// and Φᵢᵢ = φᵢ − Σ over j ≠ i of Φᵢⱼ, so rows sum to the attributions and everything to score − base. By the multilinear extension the index of a
/// leaf is v (oᵢ − Zᵢ)(oⱼ − Zⱼ) ∫ Π over k ≠ i, j of (Zₖ (1 − t) + oₖ t) dt; letters as in <see cref="TreeShap"/>. O(leaves · d²) a tree and row.
/// </remarks>
public sealed class TreeShapInteractions
{
    private readonly AdditiveTrees model;
    private readonly TreePaths paths;
    private readonly TreeShap shap;

    /// <param name="model">Trees with covers.</param>
    /// <exception cref="ArgumentException">The trees do not know how many training rows reached their nodes.</exception>
    public TreeShapInteractions(AdditiveTrees model)
    {
        this.model = model;
        paths = new(model);
        shap = new(model, paths);
    }

    /// <summary>The interaction values of a row.</summary>
    /// <param name="row">One value an input.</param>
    /// <returns>scores × inputs × inputs, each score's matrix symmetric.</returns>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public double[] Explain(ReadOnlySpan<double> row)
    {
        int inputs = model.Inputs;
        var workspace = shap.CreateWorkspace();
        var contributions = new double[model.Scores * inputs];
        shap.Explain(row, contributions, workspace);
        var matrix = new double[model.Scores * inputs * inputs];
        foreach (var tree in paths.Trees) AddPairs(tree, row, workspace.Passes, matrix);

        for (int k = 0; k < model.Scores; k++)
        {
            for (int i = 0; i < inputs; i++)
            {
                var line = matrix.AsSpan((k * inputs + i) * inputs, inputs);
                double others = 0;
                for (int j = 0; j < inputs; j++) others += line[j] *= 0.5 * model.Scale;
                line[i] = contributions[k * inputs + i] - others;
            }
        }
        return matrix;
    }

    private void AddPairs(TreePaths.Tree tree, ReadOnlySpan<double> row, double[] passes, double[] matrix)
    {
        passes[0] = 1;
        foreach (ref readonly var split in tree.Splits.AsSpan())
        {
            passes[split.Left] = passes[split.Ancestor] * (model.GoesLeft(split.Node, row[split.Column]) ? 1 : 0);
            passes[split.Left + 1] = passes[split.Ancestor] - passes[split.Left];
        }
        var path = new List<(int Column, int Slot)>();
        var product = new double[tree.Points.Length];
        int root = tree.Splits.Length == 0 ? 0 : tree.Splits[0].Node;
        foreach (var leaf in tree.Leaves)
        {
            path.Clear();
            for (int slot = leaf.Slot; slot > 0; slot = tree.Parents[slot])
            {
                int column = model.Ensemble.Columns[root + tree.Parents[slot]];
                if (path.FindIndex(step => step.Column == column) < 0) path.Add((column, slot)); // the lowest edge of a column says it all
            }
            Array.Fill(product, 1);
            foreach (var (_, slot) in path)
                for (int q = 0; q < product.Length; q++) product[q] *= Factor(tree, passes, slot, q);
            for (int a = 0; a < path.Count; a++)
                for (int b = 0; b < a; b++) AddPair(tree, leaf, path[a], path[b], passes, product, matrix);
        }
    }

    private void AddPair(TreePaths.Tree tree, TreePaths.Leaf leaf, (int Column, int Slot) a, (int Column, int Slot) b, double[] passes,
        double[] product, double[] matrix)
    {
        double integral = 0;
        for (int q = 0; q < product.Length; q++)
            integral += tree.Weights[q] * product[q] / (Factor(tree, passes, a.Slot, q) * Factor(tree, passes, b.Slot, q));
        integral *= (passes[a.Slot] - tree.Shares[a.Slot]) * (passes[b.Slot] - tree.Shares[b.Slot]);
        int inputs = model.Inputs, width = model.Ensemble.Width, first = Math.Max(tree.Score, 0);
        for (int k = 0; k < width; k++)
        {
            double value = integral * model.Ensemble.Values[leaf.Value + k];
            matrix[((first + k) * inputs + a.Column) * inputs + b.Column] += value;
            matrix[((first + k) * inputs + b.Column) * inputs + a.Column] += value;
        }
    }

    private static double Factor(TreePaths.Tree tree, double[] passes, int slot, int q) =>
        tree.Shares[slot] * (1 - tree.Points[q]) + passes[slot] * tree.Points[q];
}
