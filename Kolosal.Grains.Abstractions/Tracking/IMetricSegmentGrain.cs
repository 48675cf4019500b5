using Orleans.Concurrency;

namespace Kolosal.Tracking;

/// <summary>
/// A stretch of one metric's history, so that no record grows with the whole of it. Key <c>workspace/run/hash-of-the-metric/number</c>. Called by
/// the run alone, whose part it is.
/// </summary>
[Alias("kolosal.tracking.IMetricSegmentGrain")]
public interface IMetricSegmentGrain : IGrainWithStringKey
{
    /// <summary>Writes points from a place on; what stood there goes, so that a repeated write changes nothing.</summary>
    /// <param name="at">Place of the first, from 0, at most one behind the last that is there.</param>
    /// <param name="points">The points.</param>
    [Alias("Put")]
    Task PutAsync(int at, ImmutableArray<MetricPoint> points);

    [Alias("Read"), ReadOnly]
    Task<ImmutableArray<MetricPoint>> ReadAsync(int from, int most);
}
