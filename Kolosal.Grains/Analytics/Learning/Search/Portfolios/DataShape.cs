namespace Kolosal.Learning.Search;

/// <summary>What of a table decides which configurations are worth a try, and what tables are compared by.</summary>
/// <param name="Rows">Training rows; at least 1.</param>
/// <param name="Columns">Feature columns; at least 1.</param>
/// <param name="CategoricalShare">The share of the columns that hold categories, 0 … 1.</param>
/// <param name="MaxCategories">The categories of the column that has most; 0 without any.</param>
/// <param name="Classes">2 or more; 0 for a number.</param>
/// <param name="Imbalance">Rows of the most frequent class for one of the rarest, at least 1; 1 for a number.</param>
/// <param name="CountTarget">The number to predict is whole and not negative in every row.</param>
/// <param name="SkewedTarget">The number to predict is not negative, and has a long right tail.</param>
public sealed record DataShape(
    long Rows, int Columns, double CategoricalShare = 0, int MaxCategories = 0, int Classes = 0, double Imbalance = 1, bool CountTarget = false,
    bool SkewedTarget = false)
{
    /// <summary>At least 1.</summary>
    public long Rows { get; } = Require.AtLeast(Rows, 1);

    /// <summary>At least 1.</summary>
    public int Columns { get; } = Require.AtLeast(Columns, 1);

    /// <summary>0 … 1.</summary>
    public double CategoricalShare { get; } = Require.Between(CategoricalShare, 0, 1);

    /// <summary>At least 0.</summary>
    public int MaxCategories { get; } = Require.AtLeast(MaxCategories, 0);

    /// <summary>0, or at least 2.</summary>
    public int Classes { get; } = Require.That(Classes, Classes is 0 or >= 2, "0 for a number, or at least 2");

    /// <summary>Finite, at least 1.</summary>
    public double Imbalance { get; } = Require.That(Imbalance, Imbalance >= 1 && double.IsFinite(Imbalance), "finite and at least 1");

    /// <summary>Values to learn from: rows × columns.</summary>
    public double Values => (double)Rows * Columns;

    /// <summary>
    /// How unlike two tables are: |Δ log₁₀ rows| + |Δ log₁₀ columns| + 2 |Δ share of categories| + |Δ log₁₀ classes| + ½ |Δ log₁₀ imbalance|. So 1
    /// is a table of ten times the rows, or half of the columns turned into categories. Chosen, not derived.
    /// </summary>
    public double DistanceTo(DataShape other) => Decades(Rows, other.Rows) + Decades(Columns, other.Columns)
        + 2 * Math.Abs(CategoricalShare - other.CategoricalShare) + Decades(Math.Max(1, Classes), Math.Max(1, other.Classes))
        + Decades(Imbalance, other.Imbalance) / 2;

    private static double Decades(double a, double b) => Math.Abs(Math.Log10(a) - Math.Log10(b));
}
