namespace Kolosal.Learning.Search;

/// <summary>Every sampler there is.</summary>
public static class Samplers
{
    /// <summary>The samplers; the first is the default.</summary>
    public static ImmutableArray<ISampler> All { get; } =
    [
        new TpeSampler(), new RandomSampler(), new QuasiRandomSampler(), new GridSampler(), new GaussianProcessSampler(),
        new GaussianProcessSampler(new(AcquisitionKind.LowerConfidenceBound)),
        new GaussianProcessSampler(new(AcquisitionKind.NoisyExpectedImprovement)), new CmaEsSampler(), new RegularizedEvolutionSampler(),
        new NsgaSampler(),
    ];

    /// <summary>The sampler with a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public static ISampler Get(string name) => All.FirstOrDefault(s => s.Name == name)
        ?? throw new KeyNotFoundException($"There is no sampler '{name}'; there are {string.Join(", ", All.Select(s => s.Name))}.");
}
