namespace Kolosal.Experiments;

/// <summary>How much of the development rows a trial is fitted to and judged by.</summary>
/// <param name="RowShare">Share of a fold's training rows that is learnt from, in (0, 1].</param>
/// <param name="Folds">How many of the plan's folds are fitted, counted from the last; 0 for all.</param>
public sealed record Rung(double RowShare, int Folds)
{
    /// <summary>Every row of every fold.</summary>
    public static Rung Full { get; } = new(1, 0);
}

/// <summary>The rungs that candidates climb, cheapest first; the last is always <see cref="Rung.Full"/>.</summary>
public static class RungLadder
{
    /// <summary>Up to this many development rows every candidate is cross-validated in full: a single fold of so few says little.</summary>
    public const int MostRowsAtOnce = 2_000;

    /// <summary>The lowest rung learns from about so many rows: the order of candidates there is mostly that on all rows, at a fraction of the
    /// cost.</summary>
    public const int LowestRungRows = 8_000;

    /// <summary>The ladder for a table.</summary>
    /// <param name="development">Development rows.</param>
    /// <param name="rule">How trials are scored.</param>
    /// <param name="folds">Folds of the plan.</param>
    public static ImmutableArray<Rung> For(int development, ValidationRule rule, int folds)
    {
        if (development <= MostRowsAtOnce) return [Rung.Full];
        double learnt = development * (1 - 1.0 / folds), share = LowestRungRows / learnt;
        // A rung that costs more than half of the next one settles nothing sooner.
        bool sampled = share < 0.5;
        if (rule == ValidationRule.HoldOut) return sampled ? [new(share, 1), Rung.Full] : [Rung.Full];
        return sampled ? [new(share, 1), new(1, 1), Rung.Full] : [new(1, 1), Rung.Full];
    }
}
