namespace Kolosal.Experiments;

/// <summary>What a study searches. Everything left out has a default that is written into the study.</summary>
/// <param name="Trainer">Name in the trainer catalogue, whose space is searched; null when <paramref name="Space"/> is given.</param>
/// <param name="Space">JSON array of parameters, for an algorithm that is not in the catalogue; null for the trainer's space.</param>
/// <param name="Directions"><c>minimize</c> or <c>maximize</c>, one an objective; empty takes one, <c>minimize</c>.</param>
/// <param name="Sampler">A name from the configuration; null takes the first.</param>
/// <param name="Pruner">A name from the configuration; null prunes nothing.</param>
/// <param name="MaxStep">The last step that a trial can report; null takes 81.</param>
/// <param name="MaxTrials">1 to 2000; null takes 2000.</param>
/// <param name="Seed">The only source of randomness; null takes 0.</param>
/// <param name="First">JSON array of objects: configurations to try first. Null for none.</param>
/// <param name="Run">The search of a dataset by this installation; null when workers elsewhere ask and tell.</param>
[GenerateSerializer, Immutable, Alias("kolosal.study-request")]
public sealed record StudyRequest(
    string? Trainer, string? Space, ImmutableArray<string> Directions, string? Sampler, string? Pruner, int? MaxStep, int? MaxTrials, long? Seed,
    string? First, RunRequest? Run)
{
    /// <summary>For workers elsewhere, nothing but the defaults.</summary>
    public static StudyRequest For(string trainer) => new(trainer, null, [], null, null, null, null, null, null, null);
}

/// <summary>What a worker tells of a trial: a value on the way (<paramref name="Step"/> and one value), values at the end, or why there are none.
/// </summary>
/// <param name="Trial">Its number.</param>
/// <param name="Values">One an objective; one for a step; empty when the trial ended without.</param>
/// <param name="Step">Epochs, trees, folds or rows so far, from 1; null at the end.</param>
/// <param name="State"><c>complete</c>, <c>pruned</c> or <c>failed</c>; null takes <c>complete</c> at the end. On the way there is none.</param>
/// <param name="Reason">Why it failed; null otherwise.</param>
[GenerateSerializer, Immutable, Alias("kolosal.study-tell")]
public sealed record StudyTell(int Trial, ImmutableArray<double> Values, int? Step, string? State, string? Reason);
