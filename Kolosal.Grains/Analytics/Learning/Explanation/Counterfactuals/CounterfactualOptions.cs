namespace Kolosal.Learning.Explanation;

/// <summary>What the outputs of a row should become.</summary>
/// <param name="Output">Which output.</param>
/// <param name="Low">Its smallest acceptable value; −∞ for none.</param>
/// <param name="High">Its largest acceptable value; +∞ for none.</param>
public sealed record CounterfactualGoal(int Output, double Low, double High = double.PositiveInfinity)
{
    /// <summary>How far a value is from acceptable, 0 when it is.</summary>
    public double Gap(double value) => double.IsNaN(value) ? double.PositiveInfinity : Math.Max(0, Math.Max(Low - value, value - High));
}

/// <summary>How counterfactuals are searched.</summary>
public sealed record CounterfactualOptions
{
    /// <summary>Counterfactuals asked for, ≥ 1. Default: 3.</summary>
    public int Count { get; init; } = 3;

    /// <summary>Rows that are scored at most, ≥ 10 more than <see cref="Count"/>: the only
    /// limit, so that the answer does not depend on the machine. Default: 4000.</summary>
    public int Evaluations { get; init; } = 4000;

    /// <summary>Columns changed at most, ≥ 1. Default: 5.</summary>
    public int MaxChanges { get; init; } = 5;

    /// <summary>What every changed column costs beside its distance, ≥ 0. Default: 0.5.</summary>
    public double Sparsity { get; init; } = 0.5;

    /// <summary>How much distance a later counterfactual may have more for every unit
    /// that it lies away from the earlier ones, ≥ 0. Default: 0.5.</summary>
    public double Diversity { get; init; } = 0.5;

    /// <summary>Values of a number column that are tried, ≥ 2. Default: 12.</summary>
    public int Values { get; init; } = 12;

    internal void Check()
    {
        Require(Count >= 1, nameof(Count), Count, "at least 1");
        Require(Evaluations - 10L >= Count, nameof(Evaluations), Evaluations, $"at least {Count + 10L}");
        Require(MaxChanges >= 1, nameof(MaxChanges), MaxChanges, "at least 1");
        Require(Sparsity >= 0 && double.IsFinite(Sparsity), nameof(Sparsity), Sparsity, "at least 0");
        Require(Diversity >= 0 && double.IsFinite(Diversity), nameof(Diversity), Diversity, "at least 0");
        Require(Values >= 2, nameof(Values), Values, "at least 2");
    }

    private static void Require(bool holds, string name, object value, string range)
    {
        if (!holds) throw new ArgumentOutOfRangeException(name, value, $"{name} must be {range}.");
    }
}
