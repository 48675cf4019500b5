namespace Kolosal.Exploration;

/// <summary>How much memory a method takes beside the encoded rows, by arithmetic.</summary>
public static class AnalysisMemory
{
    /// <summary>What the kernel methods keep of their matrix.</summary>
    private const long KernelCache = 256L << 20;

    /// <summary>An edge of the graph of neighbours: two rows, a weight, and when it is due.</summary>
    private const int EdgeBytes = 32, EdgesOfNeighbour = 2;

    /// <summary>Bytes at the peak.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="rows">Rows of the dataset.</param>
    public static long Predict(AnalysisPlan plan, long rows) => plan.Method switch
    {
        "agglomerative" => rows * rows / 2 * sizeof(double),
        "one_class_svm" => Math.Min(KernelCache, rows * rows * sizeof(double)),
        "umap" => rows * plan.Parameters.Integer("neighbours") * EdgesOfNeighbour * EdgeBytes,
        _ => 0,
    };
}
