using Kolosal.Learning;

namespace Kolosal.Experiments;

/// <summary>Something to try: a trainer with a choice of hyper-parameters and preprocessing.</summary>
/// <param name="Trainer">Name in the trainer catalogue.</param>
/// <param name="Parameters">Those left out take their defaults.</param>
public sealed record Candidate(string Trainer, HyperParameters Parameters);
