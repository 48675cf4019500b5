namespace Kolosal.Learning.Clustering;

/// <summary>What the clusterers of the list share: the name from their descriptor, and the checks of the rows before they are grouped.</summary>
public abstract class Clusterer : IClusterer
{
    private readonly ClustererDescriptor descriptor;
    private readonly int clusters;

    /// <param name="descriptor">The entry in <see cref="Clusterers.All"/>.</param>
    /// <param name="clusters">Clusters asked for: as many rows must count.</param>
    private protected Clusterer(ClustererDescriptor descriptor, int clusters = 1) => (this.descriptor, this.clusters) = (descriptor, clusters);

    /// <inheritdoc/>
    public string Name => descriptor.Name;

    /// <inheritdoc/>
    public Clustering Fit(FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        Check(rows, cancel);
        return Group(rows, seed, cancel);
    }

    /// <summary>What <see cref="Fit"/> does first, for other ways in.</summary>
    private protected void Check(FeatureRows rows, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        ClusterRows.Check(Name, rows, clusters);
    }

    /// <summary>Groups rows with every value there, at least one column, and as many rows that count as clusters are asked for.</summary>
    private protected abstract Clustering Group(FeatureRows rows, ulong seed, CancellationToken cancel);
}
