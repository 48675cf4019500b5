namespace Kolosal.Experiments;

/// <summary>The rungs that candidates climb, cheapest first; the last is always <see cref="Fidelity.Full"/>.</summary>
public static class RungLadder
{
    /// <summary>Up to this many development rows every candidate is cross-validated in full, unless a pruner is asked for: a single fold of so few
    /// says little.</summary>
    public const int MostRowsAtOnce = 2_000;

    /// <summary>The lowest rung learns from about so many rows: the order of candidates there is mostly that on all rows, at a fraction of the
    /// cost.</summary>
    public const int LowestRungRows = 8_000;

    /// <summary>Of the training rows, that the lowest rung learns from where a pruner is asked for and one part is held out.</summary>
    private const double AskedShare = 1.0 / 3;

    /// <summary>The ladder for a table.</summary>
    /// <param name="development">Development rows.</param>
    /// <param name="rule">How trials are scored.</param>
    /// <param name="folds">Folds of the plan.</param>
    /// <param name="pruner">The pruner that somebody asked for; null where nobody did.</param>
    public static ImmutableArray<Fidelity> For(int development, ValidationRule rule, int folds, string? pruner = null)
    {
        // Without pruning there is nothing to decide below the top, and over folds it is decided within it.
        if (pruner is RunPruners.Nothing or RunPruners.OverFolds) return [Fidelity.Full];
        if (pruner is null && development <= MostRowsAtOnce) return [Fidelity.Full];
        double learnt = development * (1 - 1.0 / folds), share = LowestRungRows / learnt;
        // A rung that costs more than half of the next one settles nothing sooner.
        bool sampled = share < 0.5;
        if (rule == ValidationRule.HoldOut)
            return sampled ? [new(share, 1), Fidelity.Full] : pruner is null ? [Fidelity.Full] : [new(AskedShare, 1), Fidelity.Full];
        return sampled ? [new(share, 1), new(1, 1), Fidelity.Full] : [new(1, 1), Fidelity.Full];
    }
}
