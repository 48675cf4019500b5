namespace Kolosal.Learning.Search;

/// <summary>Every pruner there is.</summary>
public static class Pruners
{
    /// <summary>The last step when nobody says: four halvings by three, the example of Li et al. 2018, table 1.</summary>
    public const int DefaultMaxStep = 81;

    /// <summary>The pruners with their default options; the first prunes nothing and is the default.</summary>
    public static ImmutableArray<IPruner> All { get; } = Create(DefaultMaxStep);

    /// <summary>The pruner with a name.</summary>
    /// <param name="name">One of <see cref="All"/>.</param>
    /// <param name="maxStep">The last step a trial can reach, from which rungs and brackets are cut; at least 1.</param>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public static IPruner Get(string name, int maxStep = DefaultMaxStep) =>
        (maxStep == DefaultMaxStep ? All : Create(maxStep)).FirstOrDefault(p => p.Name == name)
            ?? throw new KeyNotFoundException($"There is no pruner '{name}'; there are {string.Join(", ", All.Select(p => p.Name))}.");

    private static ImmutableArray<IPruner> Create(int maxStep) =>
    [
        new NoPruner(), new MedianPruner(new()), new PercentilePruner(new()), new SuccessiveHalvingPruner(new(maxStep)),
        new AshaPruner(new(maxStep)), new HyperbandPruner(new(maxStep)), new WilcoxonPruner(new()),
    ];
}
