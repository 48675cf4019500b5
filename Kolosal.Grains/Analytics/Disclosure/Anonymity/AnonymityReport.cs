namespace Kolosal.Disclosure;

/// <summary>How well rows hide among those that share their quasi-identifiers.</summary>
/// <param name="Rows">Rows measured.</param>
/// <param name="K">Size of the smallest class (k-anonymity: Samarati 2001, Sweeney 2002); 0 without rows.</param>
/// <param name="Classes">Classes of equal quasi-identifiers.</param>
/// <param name="DistinctL">Fewest different sensitive values in a class (l-diversity, Machanavajjhala et al. 2007); null without a sensitive
/// column.</param>
/// <param name="EntropyL">Exponential of the least entropy of a class (same source, Definition 4.1); null without a sensitive column.</param>
/// <param name="T">Greatest distance of a class's sensitive values from those of all rows (t-closeness, Li, Li, Venkatasubramanian 2007), 0 to 1:
/// half the L1 difference for categories, the earth mover's distance over the order of the values for numbers; null without a sensitive column.
/// </param>
/// <param name="Uniques">Rows that are alone in their class.</param>
/// <param name="MaximumRisk">Greatest chance of finding a known person's row (prosecutor risk): 1 / k.</param>
/// <param name="MeanRisk">Mean chance over rows: classes / rows.</param>
/// <param name="Discernibility">Sum of squared class sizes (Bayardo, Agrawal 2005).</param>
public sealed record AnonymityReport(
    long Rows, int K, int Classes, int? DistinctL, double? EntropyL, double? T, int Uniques, double MaximumRisk, double MeanRisk,
    double Discernibility);

/// <summary>One class of rows with equal quasi-identifiers.</summary>
/// <param name="Key">Its quasi-identifiers; null where missing.</param>
/// <param name="Size">Rows.</param>
/// <param name="DistinctL">Different sensitive values.</param>
/// <param name="EntropyL">Exponential of their entropy.</param>
/// <param name="RecursiveC">Least c for (c, 2)-diversity: the commonest value's count over that of all others; null when there is no other.</param>
/// <param name="T">Distance from all rows.</param>
public sealed record AnonymityClass(ImmutableArray<string?> Key, int Size, int DistinctL, double EntropyL, double? RecursiveC, double T);
