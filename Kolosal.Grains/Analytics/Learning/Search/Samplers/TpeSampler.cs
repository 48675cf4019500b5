using Kolosal.Statistics;

namespace Kolosal.Learning.Search;

/// <param name="StartupTrials">Random trials before the model is used. Default: 10.</param>
/// <param name="Candidates">Draws from the good density a proposal is picked from. Default: 24.</param>
/// <param name="MaxGood">At most this many trials form the good density. Default: 25.</param>
/// <param name="MaxBad">At most this many of the latest others form the bad density, so
/// that a proposal takes the same time after ten thousand trials. Default: 64.</param>
public sealed record TpeOptions(int StartupTrials = 10, int Candidates = 24, int MaxGood = 25, int MaxBad = 64)
{
    /// <summary>At least 2.</summary>
    public int StartupTrials { get; } = Require.AtLeast(StartupTrials, 2);

    /// <summary>At least 1.</summary>
    public int Candidates { get; } = Require.AtLeast(Candidates, 1);

    /// <summary>At least 1.</summary>
    public int MaxGood { get; } = Require.AtLeast(MaxGood, 1);

    /// <summary>At least 1.</summary>
    public int MaxBad { get; } = Require.AtLeast(MaxBad, 1);
}

/// <summary>
/// Tree-structured Parzen estimator (Bergstra, Bardenet, Bengio and Kégl, NIPS 2011, section 4): trials are parted into good and others by
/// loss, each part becomes a density, and of draws from the good one ℓ the greatest ratio ℓ/g wins, which maximises expected improvement.
/// </summary>
/// <remarks>
/// Parameters are drawn one after the other down the tree. Kernel widths follow the neighbours' distance as in Bergstra, Yamins and Cox
/// (ICML 2013); a wide kernel over the whole range stands for the prior. Pending trials join the others as if they had ended badly
/// (constant liar), which drives parallel proposals apart. Good are the best ⌈√n / 2⌉ of n trials, up to <see cref="TpeOptions.MaxGood"/>.
/// </remarks>
public sealed class TpeSampler(TpeOptions options) : ISampler
{
    private readonly RandomSampler random = new();

    /// <summary>With the default options.</summary>
    public TpeSampler() : this(new TpeOptions()) { }

    /// <inheritdoc/>
    public string Name => "tpe";

    /// <inheritdoc/>
    public HyperParameters Suggest(SearchSpace space, IReadOnlyList<TrialObservation> history, IReadOnlyList<HyperParameters> pending, ulong seed,
        int trialNumber)
    {
        if (history.Count < options.StartupTrials) return random.Suggest(space, history, pending, seed, trialNumber);
        var (good, bad) = Part(history, pending);
        var draws = new SeededRandom(seed, (ulong)trialNumber);
        var proposal = HyperParameters.Empty;
        foreach (var parameter in space.Parameters)
            if (SearchSpace.IsActive(parameter, proposal))
                proposal = proposal.With(parameter.Name, parameter is CategoricalParameter choices
                    ? Propose(choices, good, bad, ref draws) : Propose(parameter, good, bad, ref draws));
        return proposal;
    }

    /// <summary>The good trials, and the latest of the others with what is pending; both
    /// in order of number, whatever the order of the history.</summary>
    private (List<HyperParameters> Good, List<HyperParameters> Bad) Part(
        IReadOnlyList<TrialObservation> history, IReadOnlyList<HyperParameters> pending)
    {
        var trials = InOrder(history);
        int size = Math.Min(options.MaxGood, (int)Math.Ceiling(Math.Sqrt(trials.Count) / 2));
        // The best so far in ascending order of loss: the history is long and few trials enter. Of equal losses the earlier one stays ahead.
        var good = new List<TrialObservation>(size + 1);
        foreach (var trial in trials)
        {
            if (!double.IsFinite(trial.Loss) || (good.Count == size && trial.Loss >= good[^1].Loss)) continue;
            int at = good.Count;
            while (at > 0 && trial.Loss < good[at - 1].Loss) at--;
            good.Insert(at, trial);
            if (good.Count > size) good.RemoveAt(size);
        }
        good.Sort((a, b) => a.Number.CompareTo(b.Number));
        var chosen = good.Select(t => t.Number).ToHashSet();
        var bad = new List<HyperParameters>(options.MaxBad + pending.Count);
        for (int i = trials.Count - 1; i >= 0 && bad.Count < options.MaxBad; i--)
            if (!chosen.Contains(trials[i].Number)) bad.Add(trials[i].Parameters);
        bad.Reverse();
        bad.AddRange(pending);
        return ([.. good.Select(t => t.Parameters)], bad);
    }

    private static IReadOnlyList<TrialObservation> InOrder(IReadOnlyList<TrialObservation> history)
    {
        for (int i = 1; i < history.Count; i++)
            if (history[i].Number < history[i - 1].Number) return [.. history.OrderBy(t => t.Number)];
        return history;
    }

    private ParameterValue Propose(Parameter parameter, List<HyperParameters> good, List<HyperParameters> bad, ref SeededRandom draws)
    {
        var below = ParzenDensity.Of(Positions(parameter, good));
        var above = ParzenDensity.Of(Positions(parameter, bad));
        double best = double.NegativeInfinity, chosen = 0.5;
        for (int i = 0; i < options.Candidates; i++)
        {
            double unit = below.Draw(ref draws);
            double gain = below.LogDensity(unit) - above.LogDensity(unit);
            if (gain > best) (best, chosen) = (gain, unit);
        }
        return UnitScale.FromUnit(parameter, chosen);
    }

    private ParameterValue Propose(CategoricalParameter parameter, List<HyperParameters> good, List<HyperParameters> bad, ref SeededRandom draws)
    {
        double[] below = Shares(parameter, good), above = Shares(parameter, bad);
        double best = double.NegativeInfinity;
        int chosen = 0;
        for (int i = 0; i < options.Candidates; i++)
        {
            double u = draws.NextDouble();
            int choice = 0;
            while (choice < below.Length - 1 && (u -= below[choice]) >= 0) choice++;
            double gain = Math.Log(below[choice] / above[choice]);
            if (gain > best) (best, chosen) = (gain, choice);
        }
        return parameter.Choices[chosen];
    }

    private static double[] Positions(Parameter parameter, List<HyperParameters> trials)
    {
        var positions = new List<double>(trials.Count);
        foreach (var trial in trials)
            if (trial.Values.TryGetValue(parameter.Name, out var value) && parameter.Allows(value))
                positions.Add(UnitScale.ToUnit(parameter, value.Number));
        return [.. positions];
    }

    /// <summary>Counts with one pseudo-trial spread over all choices.</summary>
    private static double[] Shares(CategoricalParameter parameter, List<HyperParameters> trials)
    {
        var shares = new double[parameter.Choices.Length];
        Array.Fill(shares, 1.0 / shares.Length);
        foreach (var trial in trials)
            if (trial.Values.TryGetValue(parameter.Name, out var value) && value.Text is { } text
                && parameter.Choices.IndexOf(text) is >= 0 and var at) shares[at]++;
        double total = shares.Sum();
        for (int choice = 0; choice < shares.Length; choice++) shares[choice] /= total;
        return shares;
    }
}
