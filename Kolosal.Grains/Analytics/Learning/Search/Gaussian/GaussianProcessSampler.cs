using Kolosal.Statistics;

namespace Kolosal.Learning.Search;

/// <summary>
/// Bayesian optimisation by a Gaussian process (Jones, Schonlau and Welch, 1998; Snoek, Larochelle and Adams, NIPS 2012): Matérn 5/2 with a length
/// scale a parameter on the unit scales (<see cref="SurrogateScales"/>), then the candidate of the best acquisition.
/// </summary>
/// <remarks>
/// The model holds a bounded part of the history: half of it the best trials, half the latest others. Losses above median + 2 (median − best)
/// count as that, so that one disaster does not flatten the rest; failed trials count as the worst. Pending trials are in the model at their own
/// mean. Candidates are even draws, neighbours of the best trials, and then ever nearer neighbours of the best candidate.
/// </remarks>
public sealed class GaussianProcessSampler(GaussianProcessSamplerOptions options) : ISampler
{
    private const int Even = 32, NearBest = 16, Parents = 4, Near = 7, Samples = 8, MaxPending = 16;
    private static readonly double[] NearSteps = [0.1, 0.04, 0.015, 0.005, 0.0015];
    private readonly QuasiRandomSampler startup = new();

    /// <summary>With expected improvement.</summary>
    public GaussianProcessSampler() : this(new GaussianProcessSamplerOptions()) { }

    /// <inheritdoc/>
    public string Name => options.Acquisition switch
    {
        AcquisitionKind.LowerConfidenceBound => "gaussian_process_lcb",
        AcquisitionKind.NoisyExpectedImprovement => "gaussian_process_noisy",
        _ => "gaussian_process",
    };

    /// <inheritdoc/>
    public HyperParameters Suggest(SearchSpace space, IReadOnlyList<TrialObservation> history, IReadOnlyList<HyperParameters> pending, ulong seed,
        int trialNumber)
    {
        if (history.Count < options.StartupTrials || space.Parameters.IsEmpty)
            return startup.Suggest(space, history, pending, seed, trialNumber);
        var trials = TrialOrder.ByNumber(history);
        var code = new SpaceCode(space);
        List<double[]> codes = [];
        List<double> losses = [];
        foreach (int place in TrialOrder.BestAndLatest(trials, options.MaxTrials / 2, options.MaxTrials - options.MaxTrials / 2))
        {
            var coded = new double[code.Count];
            if (!code.TryEncode(trials[place].Parameters, coded)) continue;
            codes.Add(coded);
            losses.Add(trials[place].Loss);
        }
        if (Normalized(losses) is not { } normalized) return startup.Suggest(space, history, pending, seed, trialNumber);

        int observed = codes.Count;
        for (int i = Math.Max(0, pending.Count - MaxPending); i < pending.Count; i++)
        {
            var coded = new double[code.Count];
            if (code.TryEncode(pending[i], coded)) codes.Add(coded);
        }
        double[][] points = [.. codes];
        int[] fitted = Fitted(normalized);
        double[] logs = SurrogateScales.Fit(SurrogateScales.Squares(code, [.. fitted.Select(i => points[i])]), [.. fitted.Select(i => normalized[i])],
            code);
        var surrogate = new Surrogate(code, points, normalized, logs);
        var draws = new SeededRandom(seed, (ulong)trialNumber);
        if (options.Acquisition == AcquisitionKind.NoisyExpectedImprovement) surrogate.Sample(Samples, ref draws);
        int[] parents = [.. Enumerable.Range(0, observed).OrderBy(i => normalized[i]).Take(Parents)];
        double least = normalized[parents[0]];
        double[]? found = Search(code, codes, parents, at => Promise(surrogate, at, least), ref draws);
        // All that was met has been tried: what is left of the space, or any of it again.
        return found is null ? startup.Suggest(space, history, pending, seed, trialNumber) : code.Decode(found);
    }

    private double Promise(Surrogate surrogate, double[] at, double least)
    {
        if (options.Acquisition == AcquisitionKind.NoisyExpectedImprovement) return surrogate.NoisyImprovement(at);
        var (mean, deviation) = surrogate.Predict(at);
        return options.Acquisition == AcquisitionKind.LowerConfidenceBound
            ? -Acquisition.LowerConfidenceBound(mean, deviation, options.Kappa) : Acquisition.LogExpectedImprovement(mean, deviation, least);
    }

    private static double[]? Search(SpaceCode code, List<double[]> known, int[] parents, Func<double[], double> promise, ref SeededRandom draws)
    {
        double[]? best = null;
        double most = double.NegativeInfinity;
        for (int i = 0; i < Even; i++)
        {
            var candidate = new double[code.Count];
            Array.Fill(candidate, double.NaN);
            code.Repair(candidate, ref draws);
            Weigh(candidate);
        }
        for (int i = 0; i < NearBest; i++)
            Weigh(Neighbour(code, known[parents[i % parents.Length]], NearSteps[i / parents.Length % NearSteps.Length], ref draws));
        foreach (double step in NearSteps)
            for (int i = 0; i < Near; i++) Weigh(Neighbour(code, best ?? known[parents[0]], step, ref draws));
        return best;

        void Weigh(double[] candidate)
        {
            foreach (double[] other in known)
                if (SpaceCode.Same(other, candidate)) return;
            double value = promise(candidate);
            if (!(value > most)) return;
            (most, best) = (value, candidate);
        }
    }

    private static double[] Neighbour(SpaceCode code, double[] of, double step, ref SeededRandom draws)
    {
        // About three parameters move; chosen, not derived.
        const double Moved = 3;
        double[] neighbour = [.. of];
        int certain = draws.Next(neighbour.Length);
        for (int p = 0; p < neighbour.Length; p++)
            if (!double.IsNaN(of[p]) && (p == certain || draws.NextDouble() * neighbour.Length < Moved)
                // Choices change less often than numbers: what is near in all but a choice is not near.
                && (!code.IsCategorical(p) || p == certain || draws.NextDouble() < step)) neighbour[p] = Mutation.Of(code, p, of[p], step, ref draws);
        code.Repair(neighbour, ref draws);
        return neighbour;
    }

    /// <summary>Losses of mean 0 and deviation 1, disasters and failures cut; null when they do not differ.</summary>
    private static double[]? Normalized(List<double> losses)
    {
        double[] finite = [.. losses.Where(double.IsFinite).Order()];
        if (finite.Length < 2) return null;
        double median = finite[finite.Length / 2], cut = Math.Min(finite[^1], median + 2 * (median - finite[0]));
        if (!(cut > finite[0])) cut = finite[^1];
        double[] normalized = [.. losses.Select(l => double.IsFinite(l) ? Math.Min(l, cut) : cut)];
        double mean = normalized.Average(), spread = Math.Sqrt(normalized.Average(l => (l - mean) * (l - mean)));
        if (!(spread > 0) || !double.IsFinite(spread)) return null;
        for (int i = 0; i < normalized.Length; i++) normalized[i] = (normalized[i] - mean) / spread;
        return normalized;
    }

    /// <summary>The trials that decide the scales: the best and the latest.</summary>
    private int[] Fitted(double[] normalized)
    {
        if (normalized.Length <= options.MaxFitTrials) return [.. Enumerable.Range(0, normalized.Length)];
        int[] best = [.. Enumerable.Range(0, normalized.Length).OrderBy(i => normalized[i]).Take(options.MaxFitTrials / 2)];
        var latest = Enumerable.Range(0, normalized.Length).Except(best).OrderDescending().Take(options.MaxFitTrials - best.Length);
        return [.. latest.Concat(best).Order()];
    }
}
