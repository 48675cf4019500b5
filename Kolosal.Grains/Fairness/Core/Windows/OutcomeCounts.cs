namespace Kolosal.Fairness;

/// <summary>What a window holds of one group's decisions whose outcomes are known: sums that outcomes enter and, corrected, leave exactly.</summary>
/// <remarks>Sums of probabilities are kept in whole billionths, so that what is taken off again leaves no rounding.</remarks>
/// <param name="Outcomes">Decisions by what came of them.</param>
/// <param name="Expected">Σ p of the favourable class.</param>
/// <param name="SquaredErrors">Σ (y − p)².</param>
public sealed record OutcomeCounts(GroupOutcomes Outcomes, double Expected, double SquaredErrors)
{
    /// <summary>Numbers a group takes: TP, FP, TN, FN, Σ p and Σ (y − p)² in billionths.</summary>
    public const int Width = 6;

    private const double Billion = 1e9;

    /// <summary>Observed less expected share of positives: 0 where the group's probabilities are calibrated in the large; null without rows.
    /// </summary>
    public double? CalibrationGap => Outcomes.Rows > 0 ? (Outcomes.Positives - Expected) / Outcomes.Rows : null;

    /// <summary>The variance of that gap, of the residuals' own spread; infinite with fewer than two rows.</summary>
    public double GapVariance => Outcomes.Rows > 1 && CalibrationGap is { } gap
        ? Math.Max(0, SquaredErrors / Outcomes.Rows - gap * gap) / (Outcomes.Rows - 1) : double.PositiveInfinity;

    /// <summary>Whether corrections of outcomes that earlier windows counted took off more than this one has.</summary>
    public bool IsOverdrawn => Outcomes is { TruePositives: < 0 } or { FalsePositives: < 0 } or { TrueNegatives: < 0 } or { FalseNegatives: < 0 };

    /// <summary>Adds an outcome, or takes it off.</summary>
    /// <param name="counts">The partition's numbers, <see cref="Width"/> a group.</param>
    /// <param name="cell">The group.</param>
    /// <param name="selected">Whether the decision was the favourable one.</param>
    /// <param name="positive">Whether the favourable outcome came.</param>
    /// <param name="probability">Of the favourable class, 0 to 1.</param>
    /// <param name="sign">1 to add, −1 to take off.</param>
    public static void Add(Span<long> counts, int cell, bool selected, bool positive, double probability, int sign)
    {
        var own = counts.Slice(cell * Width, Width);
        own[selected ? positive ? 0 : 1 : positive ? 3 : 2] += sign;
        double off = (positive ? 1 : 0) - probability;
        own[4] += sign * Whole(probability);
        own[5] += sign * Whole(off * off);
    }

    /// <summary>A group's sums.</summary>
    public static OutcomeCounts Read(string label, ReadOnlySpan<long> counts, int cell)
    {
        var own = counts.Slice(cell * Width, Width);
        return new(new(label, own[0], own[1], own[2], own[3]), own[4] / Billion, own[5] / Billion);
    }

    /// <summary>A share in whole billionths.</summary>
    public static long Whole(double share) => (long)Math.Round(share * Billion);
}
