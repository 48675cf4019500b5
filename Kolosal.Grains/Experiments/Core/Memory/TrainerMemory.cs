using Kolosal.Learning;

namespace Kolosal.Experiments;

/// <summary>What a trainer holds beside the rows it is given: while it fits, and afterwards as its model.</summary>
/// <remarks>
/// The largest structures of each algorithm, n rows by d columns with k outputs: bins, gradients and histograms of boosting; nodes of trees;
/// the kernel's cached rows or whole matrix; moments of d × d. Constants are element sizes of those structures.
/// </remarks>
internal static class TrainerMemory
{
    private const int Double = sizeof(double);

    /// <summary>A node of a tree: column, threshold, children, value.</summary>
    private const long Node = 40;

    /// <summary>A bin of a histogram: sum of gradients, of Hessians, count.</summary>
    private const long HistogramBin = 24;

    /// <summary>Room that support vector machines give to rows of the kernel matrix.</summary>
    private const long KernelCache = 256L << 20;

    /// <summary>Matrices of n × n that live together while a Gaussian process is fitted: distances, kernel, factor, derivative.</summary>
    private const long GaussianMatrices = 4;

    private const int Bins = 255, DeepestTree = 30;

    /// <returns>Bytes while fitting beyond the model, and bytes of the model.</returns>
    public static (long Working, long Model) Of(string trainer, HyperParameters parameters, long rows, long columns, long outputs)
    {
        long trees = Number(parameters, "trees", 100), scores = rows * outputs * Double;
        switch (trainer)
        {
            case "gradient_boosting" or "ordinal_boosting":
                long leaves = Number(parameters, "max_leaves", 31), bins = Math.Min(Number(parameters, "max_bins", Bins), Bins);
                return (rows * columns + 3 * scores + rows * sizeof(int) * 2 + leaves * columns * bins * HistogramBin,
                    trees * outputs * 2 * leaves * Node);
            case "random_forest" or "extra_trees":
                return (rows * columns + rows * 4L * Double, trees * Nodes(parameters, rows) * (Node + outputs * Double));
            case "quantile_forest":
                return (rows * columns + rows * 4L * Double, trees * (Nodes(parameters, rows) * Node + rows * sizeof(int)));
            case "decision_tree":
                return (rows * columns + rows * 4L * Double, Nodes(parameters, rows) * (Node + outputs * Double));
            case "ada_boost":
                return (rows * columns + 3 * scores, Number(parameters, "rounds", 50) * 16 * Node);
            case "svm" or "nu_svm":
                return (Math.Min(KernelCache, rows * rows * sizeof(float)) + rows * 6L * Double, rows * (columns + outputs) * Double);
            case "gaussian_process":
                return (GaussianMatrices * rows * rows * Double, rows * (rows + columns) * Double * (outputs > 2 ? outputs : 1));
            case "nystroem_svm":
                long components = Number(parameters, "components", 100);
                return (rows * components * Double + components * components * 3 * Double, components * (columns + outputs) * Double);
            case "polynomial_regression":
                long terms = Terms(columns, Number(parameters, "degree", 2));
                return (rows * terms * Double + terms * terms * 2 * Double, terms * Double);
            case "k_nearest_neighbours":
                return (0, rows * (columns + 4) * Double);
            case "mlp":
                long layers = Number(parameters, "layers", 2), units = Number(parameters, "units", 64);
                long weights = columns * units + layers * units * units + units * outputs;
                return (weights * 6 * Double + Number(parameters, "batch_rows", 256) * units * layers * 4 * Double + scores, weights * Double);
            default:
                // Linear models, discriminants, Bayes: a matrix of moments and a few vectors as long as the rows.
                return (Math.Min(columns, 4_000) * Math.Min(columns, 4_000) * Double + rows * 4L * Double, columns * outputs * 2 * Double);
        }
    }

    /// <summary>A tree of L leaves has 2 L − 1 nodes; leaves have a least number of rows, and depth bounds them.</summary>
    private static long Nodes(HyperParameters parameters, long rows)
    {
        long depth = Math.Clamp(Number(parameters, "max_depth", DeepestTree), 1, DeepestTree);
        long leaves = Math.Min(rows / Math.Max(1, Number(parameters, "min_rows_per_leaf", 1)), 1L << (int)depth);
        return 2 * Math.Max(1, leaves);
    }

    /// <summary>Monomials of at most a degree g in d columns: (d + g choose g), as far as it can be told apart from too many.</summary>
    private static long Terms(long columns, long degree)
    {
        double terms = 1;
        for (int i = 1; i <= degree; i++) terms *= (columns + i) / (double)i;
        return (long)Math.Min(terms, 1e9);
    }

    private static long Number(HyperParameters parameters, string name, long otherwise) =>
        parameters.Values.TryGetValue(name, out var value) && !value.IsText ? Math.Max(0, (long)value.Number) : otherwise;
}
