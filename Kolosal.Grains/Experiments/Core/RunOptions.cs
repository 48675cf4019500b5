namespace Kolosal.Experiments;

/// <summary>A run's request as the planner reads it; see the contract's request for each member's meaning.</summary>
public sealed record RunOptions(
    string Target, string? Task, string? Metric, double? TimeBudgetSeconds, int? MaxTrials, int? Folds, ImmutableArray<string> Trainers,
    string? Sampler,
    long? Seed, int? Parallelism, string? Parameters, string? Ensemble = null, double? TestShare = null, double? InferLimitMicroseconds = null,
    ImmutableSortedDictionary<string, string>? Monotone = null, FairnessRule? Fairness = null, string? Pruner = null,
    double? Quantile = null, ImmutableArray<string>? ClassOrder = null, ImmutableArray<ImmutableArray<string>>? Interactions = null,
    string? Selection = null, string? Calibration = null, HistoryWish? History = null);

/// <summary>An option has no meaning: the message says what was expected, what came, what to do.</summary>
/// <param name="option">Its name on the wire.</param>
/// <param name="message">For a person.</param>
/// <param name="understood">Whether it is well formed, and cannot be had here.</param>
public sealed class RunOptionException(string option, string message, bool understood = false) : Exception(message)
{
    public string Option => option;

    public bool Understood => understood;
}
