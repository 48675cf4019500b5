namespace Kolosal.Disclosure;

/// <summary>What queries together may give away, and what they have given: both parts add up (Dwork, Roth 2014, Theorem 3.16).</summary>
/// <param name="Epsilon">≥ 0.</param>
/// <param name="Delta">0 to 1.</param>
public readonly record struct PrivacyLoss(double Epsilon, double Delta)
{
    /// <summary>What decimals that are no binary fractions may add up to too much: ten tenths must be one.</summary>
    private const double Rounding = 1e-12;

    public static PrivacyLoss operator +(PrivacyLoss a, PrivacyLoss b) => new(a.Epsilon + b.Epsilon, a.Delta + b.Delta);

    /// <summary>Whether the loss stays within a budget.</summary>
    public bool FitsIn(PrivacyLoss budget) =>
        Epsilon <= budget.Epsilon * (1 + Rounding) && Delta <= budget.Delta * (1 + Rounding);

    /// <summary>What is left of a budget, never less than nothing.</summary>
    public PrivacyLoss LeftOf(PrivacyLoss budget) =>
        new(Math.Max(0, budget.Epsilon - Epsilon), Math.Max(0, budget.Delta - Delta));
}
