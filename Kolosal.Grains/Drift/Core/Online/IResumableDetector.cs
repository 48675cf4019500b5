namespace Kolosal.Drift;

/// <summary>A detector whose memory can be kept, so that it goes on in another process.</summary>
public interface IResumableDetector : IChangeDetector
{
    /// <summary>All that it remembers, as finite numbers.</summary>
    double[] Keep();

    /// <summary>Goes on from what a detector of the same options kept.</summary>
    /// <exception cref="ArgumentException">It is not of such a detector.</exception>
    void Resume(ReadOnlySpan<double> kept);
}
