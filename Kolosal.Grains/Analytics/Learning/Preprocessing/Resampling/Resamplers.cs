namespace Kolosal.Learning.Preprocessing.Resampling;

/// <summary>One entry of <see cref="Resamplers.All"/>.</summary>
/// <param name="Name">Stable, snake_case.</param>
/// <param name="Space">Its options with ranges and defaults.</param>
/// <param name="Create">A resampler from options; missing ones take their defaults, out-of-range ones throw.</param>
public sealed record ResamplerDescriptor(string Name, SearchSpace Space, Func<HyperParameters, IResampler> Create)
{
    /// <summary>A resampler from options; those left out take the defaults of <see cref="Space"/>.</summary>
    public Func<HyperParameters, IResampler> Create { get; } = given => Create(Space.Filled(given));
}

/// <summary>Every way there is to change the training rows. To add one: a file, and its line here.</summary>
public static class Resamplers
{
    /// <summary>The ways; conformance finds them here.</summary>
    public static ImmutableArray<ResamplerDescriptor> All { get; } =
    [
        BalancedClassWeights.Descriptor,
        RandomOverSampler.Descriptor,
        RandomUnderSampler.Descriptor,
        Smote.Descriptor,
        BorderlineSmote.Descriptor,
        Adasyn.Descriptor,
        NearMiss.Descriptor,
        OutlierFilter.Descriptor,
        AnomalyFilter.Descriptor,
    ];

    /// <summary>The one with a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message lists those there are.</exception>
    public static ResamplerDescriptor Get(string name) => All.FirstOrDefault(r => r.Name == name)
        ?? throw new KeyNotFoundException($"There is no resampler '{name}'; there are {string.Join(", ", All.Select(r => r.Name))}.");
}
