using Kolosal.Learning;

namespace Kolosal.Experiments;

/// <summary>Something to try: a trainer with a choice of hyper-parameters and preprocessing.</summary>
/// <param name="Trainer">Name in the trainer catalogue.</param>
/// <param name="Parameters">Those left out take their defaults.</param>
/// <param name="FromRun">The earlier run that found it; null where it is of the portfolio.</param>
/// <param name="Distance">How unlike that run's table is; null where it is of the portfolio.</param>
public sealed record Candidate(string Trainer, HyperParameters Parameters, string? FromRun = null, double? Distance = null);
