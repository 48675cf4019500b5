using Kolosal.Statistics;

namespace Kolosal.Learning.Search;

/// <summary>
/// Tree-structured Parzen estimator (Bergstra, Bardenet, Bengio and Kégl, NIPS 2011, section 4): trials are parted into good and others by
/// loss, each part becomes a density, and of draws from the good one ℓ the greatest ratio ℓ/g wins, which maximises expected improvement.
/// </summary>
/// <remarks>
/// The densities are joint over all parameters (<see cref="ParzenMixture"/>; Falkner, Klein and Hutter, ICML 2018; Watanabe, arXiv:2304.11127,
/// section 3.3), with a flat kernel of <see cref="TpeOptions.PriorWeight"/>. Pending trials join the others as if they had ended badly (constant
/// liar), which drives parallel proposals apart, and are not proposed again. Good are the best ⌈√n / 2⌉ of n trials, up to
/// <see cref="TpeOptions.MaxGood"/>.
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
        var trials = TrialOrder.ByNumber(history);
        var code = new SpaceCode(space);
        var good = TrialOrder.Best(trials, Math.Min(options.MaxGood, (int)Math.Ceiling(Math.Sqrt(trials.Length) / 2)));
        good.Sort();
        var known = new List<double[]>();
        double[][] below = Codes(trials, good, code);
        known.AddRange(below);
        var others = new List<double[]>(options.MaxBad + pending.Count);
        for (int i = trials.Length - 1; i >= 0 && others.Count < options.MaxBad; i--)
            if (good.BinarySearch(i) < 0 && Encode(code, trials[i].Parameters) is { } coded) others.Add(coded);
        others.Reverse();
        int running = 0;
        foreach (var tried in pending)
            if (Encode(code, tried) is { } coded)
            {
                others.Add(coded);
                running++;
            }
        known.AddRange(others);
        var better = Mixture(code, below);
        var worse = Mixture(code, [.. others]);

        var draws = new SeededRandom(seed, (ulong)trialNumber);
        double[] best = new double[code.Count], candidate = new double[code.Count];
        double most = double.NegativeInfinity;
        bool bestIsNew = false;
        for (int i = 0; i < options.Candidates; i++)
        {
            better.Draw(candidate, ref draws);
            code.Repair(candidate, ref draws);
            double gain = better.LogDensity(candidate) - worse.LogDensity(candidate);
            bool isNew = !known.Exists(k => SpaceCode.Same(k, candidate));
            // What has been tried comes after everything that has not.
            if (isNew == bestIsNew ? gain <= most : bestIsNew) continue;
            (most, bestIsNew) = (gain, isNew);
            candidate.CopyTo(best, 0);
        }
        // What was tried may be tried again, not what is being tried.
        return bestIsNew || !others.Skip(others.Count - running).Any(o => SpaceCode.Same(o, best))
            ? code.Decode(best) : random.Suggest(space, history, pending, seed, trialNumber);
    }

    private ParzenMixture Mixture(SpaceCode code, double[][] trials)
    {
        var shares = new double[trials.Length];
        Array.Fill(shares, 1.0);
        return new(code, trials, shares, options.PriorWeight, Widths(code, trials.Length));
    }

    private static double[] Widths(SpaceCode code, int trials)
    {
        // Scott's rule with a spread of a fifth of the range, and not below what so many trials can tell apart (Watanabe, appendix C; as in Optuna).
        const double Spread = 0.2;
        const int MaxRatio = 100;
        double width = Spread * Math.Pow(Math.Max(1, trials), -1.0 / (code.Count + 4)), narrowest = 1.0 / Math.Min(MaxRatio, trials + 2);
        var widths = new double[code.Count];
        Array.Fill(widths, Math.Clamp(width, narrowest, 1));
        return widths;
    }

    private static double[][] Codes(ReadOnlySpan<TrialObservation> trials, List<int> places, SpaceCode code)
    {
        var codes = new List<double[]>(places.Count);
        foreach (int place in places)
            if (Encode(code, trials[place].Parameters) is { } coded) codes.Add(coded);
        return [.. codes];
    }

    private static double[]? Encode(SpaceCode code, HyperParameters given)
    {
        var coded = new double[code.Count];
        return code.TryEncode(given, coded) ? coded : null;
    }
}
