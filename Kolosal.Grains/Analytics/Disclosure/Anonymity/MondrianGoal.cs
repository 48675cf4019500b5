namespace Kolosal.Disclosure;

/// <summary>What every class must reach.</summary>
/// <param name="K">Rows, ≥ 2.</param>
/// <param name="L">Different sensitive values, ≥ 1; 1 asks for nothing.</param>
/// <param name="T">Greatest distance from all rows, 0 to 1; 1 asks for nothing.</param>
public sealed record MondrianGoal(int K, int L = 1, double T = 1)
{
    public int K { get; } = K >= 2 ? K : throw new ArgumentOutOfRangeException(nameof(K), K, "Need k of at least 2.");

    public int L { get; } = L >= 1 ? L : throw new ArgumentOutOfRangeException(nameof(L), L, "Need l of at least 1.");

    public double T { get; } = T is >= 0 and <= 1 ? T : throw new ArgumentOutOfRangeException(nameof(T), T, "Need t from 0 to 1.");
}

/// <summary>A quasi-identifier that may be generalised.</summary>
/// <param name="Values">As text; null where missing.</param>
/// <param name="Numeric">They are numbers, and become ranges.</param>
/// <param name="Hierarchy">The words above them; null for sets of values.</param>
public sealed record QuasiIdentifier(IReadOnlyList<string?> Values, bool Numeric, ValueHierarchy? Hierarchy = null);

/// <summary>A table that reached its goal.</summary>
/// <param name="Columns">The quasi-identifiers as generalised, in the order given.</param>
/// <param name="Loss">Global certainty penalty, 0 (nothing lost) to 1 (everything), over all columns (Ghinita et al. 2007).</param>
/// <param name="ColumnLoss">The same for each column.</param>
/// <param name="Classes">Classes that were made; two of them may turn out equal.</param>
public sealed record MondrianResult(ImmutableArray<string?[]> Columns, double Loss, ImmutableArray<double> ColumnLoss, int Classes);
