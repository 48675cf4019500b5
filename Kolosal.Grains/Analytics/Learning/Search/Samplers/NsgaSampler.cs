using Kolosal.Statistics;

namespace Kolosal.Learning.Search;

/// <param name="Population">Trials that can have children; before there are so many, draws are random. Default: 30.</param>
/// <param name="CrossoverIndex">η of the crossover: the greater, the nearer children are to their parents. Default: 15.</param>
/// <param name="MutationIndex">η of the mutation, likewise. Default: 20.</param>
public sealed record NsgaOptions(int Population = 30, double CrossoverIndex = 15, double MutationIndex = 20)
{
    /// <summary>At least 4.</summary>
    public int Population { get; } = Require.AtLeast(Population, 4);

    /// <summary>Finite, above 0.</summary>
    public double CrossoverIndex { get; } = Require.Positive(CrossoverIndex);

    /// <summary>Finite, above 0.</summary>
    public double MutationIndex { get; } = Require.Positive(MutationIndex);
}

/// <summary>
/// NSGA-II (Deb, Pratap, Agarwal and Meyarivan, IEEE TEC 6, 2002) for several losses: parents win tournaments by rank of non-domination, then by
/// crowding; children come by simulated binary crossover and polynomial mutation (Deb and Agrawal, 1995; Deb and Goyal, 1996).
/// </summary>
/// <remarks>
/// The population is computed from the history, not carried along: the best N, by the paper's order, of the latest 2 N trials and of those that are
/// the best of all trials in some direction of the trade-off (<see cref="NsgaPopulation"/>). So a good trial stays until a better one comes, as
/// elitism wants, and a proposal takes the same time whatever the shape of the front. Choices are taken from either parent, and change with chance
/// 1 / the number of parameters like numbers.
/// </remarks>
public sealed class NsgaSampler(NsgaOptions options) : IMultiObjectiveSampler
{
    // Deb et al., section V: nine in ten children are crossed.
    private const double Crossed = 0.9;
    private readonly RandomSampler random = new();

    /// <summary>With the default options.</summary>
    public NsgaSampler() : this(new NsgaOptions()) { }

    /// <inheritdoc/>
    public string Name => "nsga2";

    /// <inheritdoc/>
    public HyperParameters Suggest(SearchSpace space, IReadOnlyList<TrialObservation> history, IReadOnlyList<HyperParameters> pending, ulong seed,
        int trialNumber)
    {
        if (history.Count < options.Population || space.Parameters.IsEmpty) return random.Suggest(space, history, pending, seed, trialNumber);
        var trials = TrialOrder.ByNumber(history);
        var code = new SpaceCode(space);
        List<double[]> codes = [], losses = [];
        foreach (int place in NsgaPopulation.Candidates(trials, options.Population))
        {
            var coded = new double[code.Count];
            if (!code.TryEncode(trials[place].Parameters, coded)) continue;
            codes.Add(coded);
            losses.Add(NsgaPopulation.Losses(trials[place]));
        }
        if (codes.Count < 2) return random.Suggest(space, history, pending, seed, trialNumber);
        var (members, ranks, crowding) = NsgaPopulation.Select(losses, options.Population);
        var draws = new SeededRandom(seed, (ulong)trialNumber);
        return Untried.First(pending, _ => code.Decode(Child(code, codes[Winner(ref draws)], codes[Winner(ref draws)], ref draws)));

        int Winner(ref SeededRandom source)
        {
            int a = source.Next(members.Length), b = source.Next(members.Length);
            bool second = ranks[b] < ranks[a] || (ranks[b] == ranks[a] && crowding[b] > crowding[a]);
            return members[second ? b : a];
        }
    }

    private double[] Child(SpaceCode code, double[] one, double[] other, ref SeededRandom draws)
    {
        double[] child = [.. one];
        bool crossed = draws.NextDouble() < Crossed;
        for (int p = 0; p < child.Length; p++)
        {
            if (crossed && draws.NextDouble() < 0.5)
                child[p] = code.IsCategorical(p) || double.IsNaN(one[p]) || double.IsNaN(other[p]) ? other[p] : Cross(one[p], other[p], ref draws);
            if (double.IsNaN(child[p]) || draws.NextDouble() * child.Length >= 1) continue;
            child[p] = code.IsCategorical(p) || code.Scale(p).Whole ? Mutation.Of(code, p, child[p], 1 / options.MutationIndex, ref draws)
                : Mutate(child[p], ref draws);
        }
        code.Repair(child, ref draws);
        return child;
    }

    /// <summary>One of the two children of the crossover whose spread has the density ½ (η + 1) β^η inside the parents.</summary>
    private double Cross(double a, double b, ref SeededRandom draws)
    {
        double u = draws.NextDouble(), power = 1 / (options.CrossoverIndex + 1);
        double spread = u <= 0.5 ? Math.Pow(2 * u, power) : Math.Pow(1 / (2 * (1 - u)), power);
        double sign = draws.NextDouble() < 0.5 ? 1 : -1;
        return Mutation.Reflect(((a + b) + sign * spread * (b - a)) / 2);
    }

    private double Mutate(double x, ref SeededRandom draws)
    {
        double u = draws.NextDouble(), power = 1 / (options.MutationIndex + 1);
        return Mutation.Reflect(x + (u < 0.5 ? Math.Pow(2 * u, power) - 1 : 1 - Math.Pow(2 * (1 - u), power)));
    }
}
