using Kolosal.Statistics;

namespace Kolosal.Learning.Search;

/// <param name="StartupTrials">Random trials before the first generation. Default: 10.</param>
/// <param name="EpochGenerations">Generations before the search starts anew from the best trials, which bounds the time of a proposal. Default:
/// 30.</param>
public sealed record CmaEsOptions(int StartupTrials = 10, int EpochGenerations = 30)
{
    /// <summary>At least 1.</summary>
    public int StartupTrials { get; } = Require.AtLeast(StartupTrials, 1);

    /// <summary>At least 2.</summary>
    public int EpochGenerations { get; } = Require.AtLeast(EpochGenerations, 2);
}

/// <summary>
/// Covariance matrix adaptation (Hansen, arXiv:1604.00772) on the unit scales of the numeric parameters. The state is no state: it is computed from
/// the history, whose trials in order of number make generations of λ = 4 + ⌊3 ln d⌋.
/// </summary>
/// <remarks>
/// Trials need not come from the generation they count for (others asked, several workers, defaults tried first): steps that are too
/// long for its distribution are shortened (<see cref="CmaState"/>). Every epoch starts from a normal distribution around the best tenth of the
/// trials before it (warm start of Nomura et al., AAAI 2021), so trials of earlier epochs are not gone through again. An integer's step is widened
/// until it leaves its cell with chance 1 / (λ d): the margin of Hamano et al., arXiv:2205.13482. Choices, which have no distance, are drawn from
/// their shares among the best trials and one of each choice; a parameter that a trial does not have stays at the mean there.
/// </remarks>
public sealed class CmaEsSampler(CmaEsOptions options) : ISampler
{
    // Of a normal step this many are outside the range at once; chosen, not derived.
    private const int Redraws = 16;
    private const double BestShare = 0.1;
    private const int MinBest = 3, MaxBest = 24;
    private readonly RandomSampler random = new();

    /// <summary>With the default options.</summary>
    public CmaEsSampler() : this(new CmaEsOptions()) { }

    /// <inheritdoc/>
    public string Name => "cma_es";

    /// <inheritdoc/>
    public HyperParameters Suggest(SearchSpace space, IReadOnlyList<TrialObservation> history, IReadOnlyList<HyperParameters> pending, ulong seed,
        int trialNumber)
    {
        if (history.Count < options.StartupTrials) return random.Suggest(space, history, pending, seed, trialNumber);
        var trials = TrialOrder.ByNumber(history);
        var code = new SpaceCode(space);
        int[] numeric = [.. Enumerable.Range(0, code.Count).Where(p => !code.IsCategorical(p))];
        int size = CmaState.GenerationSize(Math.Max(1, numeric.Length)), epoch = size * options.EpochGenerations;
        int start = options.StartupTrials + (trials.Length - options.StartupTrials) / epoch * epoch;
        var best = Codes(code, trials, TrialOrder.Best(trials, Promising(trials.Length)));
        var draws = new SeededRandom(seed, (ulong)trialNumber);
        var state = numeric.Length == 0 ? null : State(code, numeric, trials, start, size);
        double[][] shares = [.. Enumerable.Range(0, code.Count).Select(p => Shares(code, p, best))];
        return Untried.First(pending, _ =>
        {
            var drawn = new double[code.Count];
            for (int p = 0; p < drawn.Length; p++) drawn[p] = code.IsCategorical(p) ? Choose(shares[p], ref draws) : 0;
            if (state is not null) Draw(code, numeric, state, size, drawn, ref draws);
            code.Repair(drawn, ref draws);
            return code.Decode(drawn);
        });
    }

    private static CmaState State(SpaceCode code, int[] numeric, ReadOnlySpan<TrialObservation> trials, int start, int size)
    {
        int d = numeric.Length;
        double[] middle = new double[d];
        Array.Fill(middle, 0.5);
        var before = trials[..start];
        var best = Codes(code, before, TrialOrder.Best(before, Promising(start)));
        var state = best.Count > 0 ? CmaState.Around([.. best.Select(b => Positions(numeric, b, middle))]) : CmaState.Around(middle);
        var coded = new double[code.Count];
        var generation = new List<(double Loss, double[] Position)>(size);
        for (int from = start; from + size <= trials.Length; from += size)
        {
            generation.Clear();
            foreach (var trial in trials.Slice(from, size))
                if (code.TryEncode(trial.Parameters, coded))
                    generation.Add((PercentilePruner.OrWorst(trial.Loss), Positions(numeric, coded, state.Mean)));
            // A stable order: of equal losses the earlier is ahead.
            state.Update([.. generation.OrderBy(t => t.Loss).Select(t => t.Position)]);
        }
        return state;
    }

    private static int Promising(int trials) => Math.Clamp((int)Math.Ceiling(BestShare * trials), MinBest, MaxBest);

    private static double[] Positions(int[] numeric, double[] coded, double[] mean)
    {
        var position = new double[numeric.Length];
        for (int j = 0; j < position.Length; j++) position[j] = double.IsNaN(coded[numeric[j]]) ? mean[j] : coded[numeric[j]];
        return position;
    }

    private static void Draw(SpaceCode code, int[] numeric, CmaState state, int size, double[] drawn, ref SeededRandom draws)
    {
        double[] factor = state.Factor();
        int d = numeric.Length;
        double[] z = new double[d], step = new double[d];
        for (int attempt = 0; attempt < Redraws; attempt++)
        {
            for (int j = 0; j < d; j++) z[j] = draws.NextNormal();
            bool inside = true;
            for (int j = 0; j < d; j++)
            {
                double sum = 0, square = 0;
                for (int k = 0; k <= j; k++)
                {
                    sum += factor[j * d + k] * z[k];
                    square += factor[j * d + k] * factor[j * d + k];
                }
                step[j] = state.Spread * sum * Margin(code, numeric[j], state.Mean[j], state.Spread * Math.Sqrt(square), size * d);
                inside &= state.Mean[j] + step[j] is >= 0 and <= 1;
            }
            if (inside) break;
        }
        for (int j = 0; j < d; j++) drawn[numeric[j]] = Math.Clamp(state.Mean[j] + step[j], 0, 1);
    }

    /// <summary>How much wider an integer's step must be to leave the cell of the mean with the chance that is kept.</summary>
    private static double Margin(SpaceCode code, int p, double mean, double deviation, int kept)
    {
        if (!code.Scale(p).Whole) return 1;
        var (low, high) = code.Scale(p).Cell(mean);
        double below = low <= 0 ? double.PositiveInfinity : mean - low, above = high >= 1 ? double.PositiveInfinity : high - mean;
        double way = Math.Min(below, above), reach = deviation * MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, 1 - 1.0 / Math.Max(4, kept));
        return double.IsFinite(way) && way > reach ? way / reach : 1;
    }

    private static double[] Shares(SpaceCode code, int p, List<double[]> best)
    {
        if (!code.IsCategorical(p)) return [];
        var shares = new double[code.Choices(p)];
        Array.Fill(shares, 1.0 / shares.Length);
        foreach (double[] trial in best)
            if (!double.IsNaN(trial[p])) shares[(int)trial[p]]++;
        double total = shares.Sum();
        for (int c = 0; c < shares.Length; c++) shares[c] /= total;
        return shares;
    }

    private static int Choose(double[] shares, ref SeededRandom draws)
    {
        double u = draws.NextDouble();
        int choice = 0;
        while (choice < shares.Length - 1 && (u -= shares[choice]) >= 0) choice++;
        return choice;
    }

    private static List<double[]> Codes(SpaceCode code, ReadOnlySpan<TrialObservation> trials, List<int> places)
    {
        var codes = new List<double[]>(places.Count);
        foreach (int place in places)
        {
            var coded = new double[code.Count];
            if (code.TryEncode(trials[place].Parameters, coded)) codes.Add(coded);
        }
        return codes;
    }
}
