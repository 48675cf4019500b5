namespace Kolosal.Learning.Embedding;

/// <summary>How much each neighbour belongs to a row's neighbourhood (McInnes, Healy and Melville, arXiv:1802.03426, algorithm 3).</summary>
internal static class FuzzyNeighbourhood
{
    // umap-learn's number of halvings and least scale.
    private const int Halvings = 64;
    private const double MinScale = 1e-3;

    /// <summary>exp(−max(0, dⱼ − ρ) / σ) with ρ the least distance above 0 and σ such that the memberships sum to log₂ k.</summary>
    /// <param name="distances">k distances, ascending; overwritten by the memberships, 0 … 1.</param>
    public static void Memberships(Span<double> distances)
    {
        double nearest = 0, mean = 0, target = Math.Log2(distances.Length);
        foreach (double distance in distances)
        {
            if (nearest == 0) nearest = distance;
            mean += distance / distances.Length;
        }
        double low = 0, high = double.PositiveInfinity, scale = 1;
        for (int step = 0; step < Halvings; step++)
        {
            double sum = 0;
            foreach (double distance in distances) sum += Member(distance - nearest, scale);
            if (sum > target) high = scale;
            else low = scale;
            scale = double.IsInfinity(high) ? 2 * scale : (low + high) / 2;
        }
        // Where all distances are nearly alike the sum has no solution; a scale far below the distances would make every membership 0.
        scale = Math.Max(scale, MinScale * mean);
        foreach (ref double distance in distances) distance = Member(distance - nearest, scale);
    }

    private static double Member(double beyond, double scale) => beyond <= 0 || scale == 0 ? 1 : Math.Exp(-beyond / scale);
}
