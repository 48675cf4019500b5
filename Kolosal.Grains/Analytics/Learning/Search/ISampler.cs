namespace Kolosal.Learning.Search;

/// <summary>A trial that has ended.</summary>
/// <param name="Number">Its number, from 0; each once.</param>
/// <param name="Parameters">What was tried.</param>
/// <param name="Loss">Smaller is better; NaN or +∞ for a trial that failed or was pruned.</param>
public sealed record TrialObservation(int Number, HyperParameters Parameters, double Loss);

/// <summary>Proposes hyper-parameters. A pure function of its arguments: the same history
/// in any order, seed and trial number give the same proposal, so runs replay.</summary>
public interface ISampler
{
    /// <summary>The name under which it is chosen.</summary>
    string Name { get; }

    /// <summary>Proposes what to try next.</summary>
    /// <param name="space">The parameters; trials whose parameters do not fit it are left out of account.</param>
    /// <param name="history">Trials that have ended.</param>
    /// <param name="pending">What is being tried at the moment, so that it is not proposed again.</param>
    /// <param name="seed">Of the run.</param>
    /// <param name="trialNumber">The number of the trial proposed.</param>
    /// <returns>A value for every parameter that exists under its condition.</returns>
    HyperParameters Suggest(SearchSpace space, IReadOnlyList<TrialObservation> history, IReadOnlyList<HyperParameters> pending, ulong seed,
        int trialNumber);
}

/// <summary>Every sampler there is.</summary>
public static class Samplers
{
    /// <summary>The samplers; the first is the default.</summary>
    public static ImmutableArray<ISampler> All { get; } = [new TpeSampler(), new RandomSampler()];

    /// <summary>The sampler with a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public static ISampler Get(string name) => All.FirstOrDefault(s => s.Name == name)
        ?? throw new KeyNotFoundException($"There is no sampler '{name}'; there are {string.Join(", ", All.Select(s => s.Name))}.");
}
