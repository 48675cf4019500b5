namespace Kolosal.Learning;

/// <summary>Weights in the one unit that rows are learnt from and judged in: their mean over the rows that count is 1.</summary>
/// <remarks>
/// Only the shares of rows have a meaning, so weights that sum to 1, counts and amounts of money say the same here, and what is added to a
/// weight (a penalty, a pseudo-count, a least hessian) means the same for all of them: so much of a row of mean weight.
/// </remarks>
internal static class RowWeights
{
    /// <summary>A mean as near to 1 as this is 1: weights that were brought to it before keep their bits.</summary>
    private const double Rounding = 1e-12;

    /// <summary>The weights over their mean, weights of 0 left out of it; all alike they are 1 exactly.</summary>
    /// <param name="weights">0 or more; the same memory comes back where there is nothing to do.</param>
    public static ReadOnlyMemory<double> Normalised(ReadOnlyMemory<double> weights)
    {
        double most = 0, sum = 0;
        int counted = 0;
        foreach (double weight in weights.Span)
        {
            most = Math.Max(most, weight);
            if (weight > 0) counted++;
        }
        if (counted == 0) return weights;

        // Shares of the greatest neither overflow nor vanish together.
        foreach (double weight in weights.Span) sum += weight / most;
        if (Math.Abs(most * (sum / counted) - 1) <= Rounding) return weights;
        var normalised = new double[weights.Length];
        for (int row = 0; row < normalised.Length; row++) normalised[row] = weights.Span[row] / most * (counted / sum);
        return normalised;
    }
}
