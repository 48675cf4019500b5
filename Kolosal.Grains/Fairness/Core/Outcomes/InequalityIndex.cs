namespace Kolosal.Fairness;

/// <summary>How unequally a model's errors in people's favour and against them fall on single persons: benefit b = decision − outcome + 1.</summary>
/// <remarks>Speicher et al., A Unified Approach to Quantifying Algorithmic Unfairness (arXiv:1807.00787), equation 2. 0 when all are treated as they
/// should be, or all wrongly in the same way.</remarks>
public static class InequalityIndex
{
    /// <summary>Σ ((b / μ)² − 1) / 2n: the generalised entropy index of α = 2.</summary>
    /// <returns>Null without rows, or when nobody has any benefit.</returns>
    public static double? GeneralizedEntropy(IReadOnlyCollection<GroupOutcomes> groups) => Of(groups, share => (share * share - 1) / 2);

    /// <summary>Σ (b / μ) ln (b / μ) / n: Theil's index, the limit of α = 1.</summary>
    /// <returns>Null without rows, or when nobody has any benefit.</returns>
    public static double? Theil(IReadOnlyCollection<GroupOutcomes> groups) => Of(groups, share => share > 0 ? share * Math.Log(share) : 0);

    private static double? Of(IReadOnlyCollection<GroupOutcomes> groups, Func<double, double> term)
    {
        double wronged = groups.Sum(g => g.FalseNegatives), favoured = groups.Sum(g => g.FalsePositives), rows = groups.Sum(g => g.Rows);
        double right = rows - wronged - favoured, mean = (right + 2 * favoured) / rows;
        return mean > 0 ? (wronged * term(0) + right * term(1 / mean) + favoured * term(2 / mean)) / rows : null;
    }
}
