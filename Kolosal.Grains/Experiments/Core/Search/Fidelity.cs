namespace Kolosal.Experiments;

/// <summary>How much of the development rows a trial is fitted to and judged by.</summary>
/// <param name="RowShare">Share of a fold's training rows that is learnt from, in (0, 1].</param>
/// <param name="Folds">How many of the plan's folds are fitted, counted from the last; 0 for all.</param>
public sealed record Fidelity(double RowShare, int Folds)
{
    /// <summary>Every row of every fold.</summary>
    public static Fidelity Full { get; } = new(1, 0);
}
