namespace Kolosal.Learning.Trees;

/// <summary>The value that minimises Σ w · pinball loss at a level: the smallest with that share
/// of the weight at or below it, half-way to the next when the share is met exactly.</summary>
/// <remarks>
/// At level ½ this is the weighted median. Koenker and Bassett, "Regression Quantiles",
/// Econometrica 46, 1978, §2; every minimiser lies between the two values taken the middle of.
/// </remarks>
internal static class WeightedQuantile
{
    // A share of the weight that is met up to the rounding of the sums is met exactly.
    private const double Rounding = 1e-12;

    /// <param name="values">At least one, finite.</param>
    /// <param name="weights">One weight a value, or empty for equal weights.</param>
    /// <param name="level">In (0, 1).</param>
    public static double Of(ReadOnlySpan<double> values, ReadOnlySpan<double> weights, double level)
    {
        var sorted = values.ToArray();
        var sortedWeights = new double[sorted.Length];
        if (weights.IsEmpty) Array.Fill(sortedWeights, 1);
        else weights.CopyTo(sortedWeights);
        Array.Sort(sorted, sortedWeights);

        double total = 0, reached = 0;
        foreach (double weight in sortedWeights) total += weight;
        double wanted = total * level, room = total * Rounding;
        for (int i = 0; i < sorted.Length; i++)
        {
            if (sortedWeights[i] == 0) continue;
            reached += sortedWeights[i];
            if (reached > wanted + room) return sorted[i];
            if (reached >= wanted - room)
                for (int j = i + 1; j < sorted.Length; j++)
                    if (sortedWeights[j] > 0) return (sorted[i] + sorted[j]) / 2;
        }
        return sorted[^1];
    }
}
