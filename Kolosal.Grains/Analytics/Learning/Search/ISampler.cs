namespace Kolosal.Learning.Search;

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

/// <summary>A sampler that looks at all of <see cref="TrialObservation.Losses"/> and
/// spreads its proposals along their trade-off; of one loss it makes a search for the least.</summary>
public interface IMultiObjectiveSampler : ISampler;
