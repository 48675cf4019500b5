using Kolosal.Learning.Clustering;

namespace Kolosal.Learning.Anomaly;

/// <summary>What the detectors of the list share: the name from their descriptor, and the checks of the rows before anything is learnt.</summary>
public abstract class AnomalyTrainer : IAnomalyTrainer
{
    private readonly AnomalyDescriptor descriptor;

    /// <param name="descriptor">The entry in <see cref="AnomalyTrainers.All"/>.</param>
    private protected AnomalyTrainer(AnomalyDescriptor descriptor) => this.descriptor = descriptor;

    /// <inheritdoc/>
    public string Name => descriptor.Name;

    /// <inheritdoc/>
    public IAnomalyDetector Fit(FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        Check(rows, cancel);
        return Learn(rows, seed, cancel);
    }

    /// <summary>What <see cref="Fit"/> does first, for other ways in.</summary>
    private protected void Check(FeatureRows rows, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        ClusterRows.Check(Name, rows);
    }

    /// <summary>Learns from rows with every value there and at least one column.</summary>
    private protected abstract IAnomalyDetector Learn(FeatureRows rows, ulong seed, CancellationToken cancel);
}
