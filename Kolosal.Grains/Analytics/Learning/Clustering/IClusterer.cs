namespace Kolosal.Learning.Clustering;

/// <summary>An algorithm that groups rows without a target, with its options fixed.</summary>
/// <remarks>Same rows, same seed and same options give the same clusters.</remarks>
public interface IClusterer
{
    /// <summary>The name in <see cref="Clusterers.All"/>.</summary>
    string Name { get; }

    /// <summary>Groups the rows.</summary>
    /// <param name="rows">Dense: no NaN, no codes.</param>
    /// <param name="seed">The only source of randomness.</param>
    /// <param name="cancel">Polled inside the loops, at least every 100 ms.</param>
    /// <exception cref="TrainingException">The rows cannot be grouped as asked, for example fewer rows than clusters.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Clustering Fit(FeatureRows rows, ulong seed, CancellationToken cancel);
}

/// <summary>Rows in groups.</summary>
/// <param name="Labels">For each training row its cluster, 0 … <paramref name="Clusters"/> − 1, or −1 for noise.</param>
/// <param name="Clusters">The number of clusters, 0 when all is noise.</param>
/// <param name="Assigner">Puts new rows into the clusters, or null where the algorithm defines no such thing (DBSCAN, agglomerative).</param>
public sealed record Clustering(ImmutableArray<int> Labels, int Clusters, IClusterAssigner? Assigner);

/// <summary>Puts a row into one of the clusters learnt; immutable, thread-safe, no allocation per row.</summary>
public interface IClusterAssigner
{
    /// <summary>The number of values in a row.</summary>
    int Inputs { get; }

    /// <summary>The number of clusters.</summary>
    int Clusters { get; }

    /// <summary>The cluster of a row.</summary>
    int Assign(ReadOnlySpan<double> row);

    /// <summary>Writes the payload that the descriptor's reader turns back into an equal assigner.</summary>
    void Write(BinaryWriter writer);
}

/// <summary>One entry of <see cref="Clusterers.All"/>.</summary>
/// <param name="Name">Stable, snake_case.</param>
/// <param name="Space">Its options with ranges and defaults.</param>
/// <param name="Create">A clusterer from options.</param>
/// <param name="Read">The inverse of <see cref="IClusterAssigner.Write"/>, or null where there is no assigner.</param>
public sealed record ClustererDescriptor(string Name, SearchSpace Space,
    Func<HyperParameters, IClusterer> Create, Func<BinaryReader, IClusterAssigner>? Read)
{
    /// <summary>A clusterer from options; those left out take the defaults of <see cref="Space"/>.</summary>
    public Func<HyperParameters, IClusterer> Create { get; } = given => Create(Space.Filled(given));
}

/// <summary>Every clustering algorithm there is.</summary>
public static class Clusterers
{
    /// <summary>The algorithms; conformance finds them here.</summary>
    public static ImmutableArray<ClustererDescriptor> All { get; } =
    [
        KMeansClusterer.Descriptor,
        MiniBatchKMeansClusterer.Descriptor,
        DbscanClusterer.Descriptor,
        AgglomerativeClusterer.Descriptor,
        GaussianMixtureClusterer.Descriptor,
        HdbscanClusterer.Descriptor,
        SelfOrganizingMapClusterer.Descriptor,
    ];

    /// <summary>The algorithm with a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message lists those there are.</exception>
    public static ClustererDescriptor Get(string name) => All.FirstOrDefault(c => c.Name == name)
        ?? throw new KeyNotFoundException($"There is no clusterer '{name}'; there are {string.Join(", ", All.Select(c => c.Name))}.");
}
