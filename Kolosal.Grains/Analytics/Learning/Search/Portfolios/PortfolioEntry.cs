using Kolosal.Learning.Preprocessing;

namespace Kolosal.Learning.Search;

/// <summary>A configuration to try before any search.</summary>
/// <param name="Trainer">The trainer's name; whoever tries it leaves out trainers that there are none of.</param>
/// <param name="Parameters">Its hyper-parameters; those left out take their defaults.</param>
/// <param name="Reason">Why it is here, in a sentence for people.</param>
public sealed record PortfolioEntry(string Trainer, HyperParameters Parameters, string Reason)
{
    /// <summary>What the target is put through before it is learnt; null for nothing.</summary>
    public TargetFunction? Target { get; init; }

    /// <summary>The run it was taken from, or null when it is of the portfolio.</summary>
    public string? FromRun { get; init; }

    /// <summary>How unlike that run's table is (<see cref="DataShape.DistanceTo"/>), or null.</summary>
    public double? Distance { get; init; }
}
