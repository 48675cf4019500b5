using Kolosal.Statistics;

namespace Kolosal.Learning.Search;

/// <param name="Population">The latest trials that can have children; before there are so many, draws are random. Default: 20.</param>
/// <param name="Tournament">Members drawn, of which the best has the child. Default: 6.</param>
public sealed record RegularizedEvolutionOptions(int Population = 20, int Tournament = 6)
{
    /// <summary>At least 2.</summary>
    public int Population { get; } = Require.AtLeast(Population, 2);

    /// <summary>1 … <see cref="Population"/>.</summary>
    public int Tournament { get; } = Require.Between(Tournament, 1, Population);
}

/// <summary>
/// Regularised evolution (Real, Aggarwal, Huang and Le, AAAI 2019, arXiv:1802.01548, algorithm 1): the population is the latest trials, good or
/// bad, so that age removes what was lucky once; the best of a few drawn members has a child that differs in one parameter or few.
/// </summary>
/// <remarks>A number moves by a normal step on its unit scale, reflected at the ends, a choice becomes another one. At least one
/// parameter changes, each further one with chance 1 / their number.</remarks>
public sealed class RegularizedEvolutionSampler(RegularizedEvolutionOptions options) : ISampler
{
    // Chosen, not derived: most steps stay in the neighbourhood, some cross the range.
    private const double Step = 0.15;
    private readonly RandomSampler random = new();

    /// <summary>With the default options.</summary>
    public RegularizedEvolutionSampler() : this(new RegularizedEvolutionOptions()) { }

    /// <inheritdoc/>
    public string Name => "regularized_evolution";

    /// <inheritdoc/>
    public HyperParameters Suggest(SearchSpace space, IReadOnlyList<TrialObservation> history, IReadOnlyList<HyperParameters> pending, ulong seed,
        int trialNumber)
    {
        if (history.Count < options.Population || space.Parameters.IsEmpty) return random.Suggest(space, history, pending, seed, trialNumber);
        var trials = TrialOrder.ByNumber(history);
        var code = new SpaceCode(space);
        var population = new List<(double Loss, double[] Code)>(options.Population);
        for (int i = trials.Length - options.Population; i < trials.Length; i++)
        {
            var member = new double[code.Count];
            if (double.IsFinite(trials[i].Loss) && code.TryEncode(trials[i].Parameters, member)) population.Add((trials[i].Loss, member));
        }
        if (population.Count == 0) return random.Suggest(space, history, pending, seed, trialNumber);

        var draws = new SeededRandom(seed, (ulong)trialNumber);
        var parent = population[draws.Next(population.Count)];
        for (int i = 1; i < options.Tournament; i++)
            if (population[draws.Next(population.Count)] is var other && other.Loss < parent.Loss) parent = other;
        return Untried.First(pending, _ => code.Decode(Child(code, parent.Code, ref draws)));
    }

    private static double[] Child(SpaceCode code, double[] parent, ref SeededRandom draws)
    {
        double[] child = [.. parent];
        int[] active = [.. Enumerable.Range(0, child.Length).Where(p => !double.IsNaN(parent[p]))];
        int certain = active[draws.Next(active.Length)];
        foreach (int p in active)
            if (p == certain || draws.NextDouble() * active.Length < 1) child[p] = Mutation.Of(code, p, child[p], Step, ref draws);
        code.Repair(child, ref draws);
        return child;
    }
}
