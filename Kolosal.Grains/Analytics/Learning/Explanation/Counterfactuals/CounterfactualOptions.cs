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
    /// limit beside <see cref="Stop"/>, so that without that the answer does not depend on the machine. Default: 4000.</summary>
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

    /// <summary>Asked between groups of scored rows; once it says yes the search ends with what it has, and says nothing of what is not
    /// feasible. Answers then depend on when it does. Default: null, never.</summary>
    public Func<bool>? Stop { get; init; }

    internal void Check()
    {
        Require.AtLeast(Count, 1);
        Require.That(Evaluations, Evaluations - 10L >= Count, $"at least {Count + 10L}");
        Require.AtLeast(MaxChanges, 1);
        Require.NotNegative(Sparsity);
        Require.NotNegative(Diversity);
        Require.AtLeast(Values, 2);
    }
}
