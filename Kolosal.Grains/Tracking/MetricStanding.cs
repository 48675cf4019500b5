namespace Kolosal.Tracking;

/// <summary>Where one metric of a run stands.</summary>
[GenerateSerializer, Alias("kolosal.metric-standing")]
internal sealed class MetricStanding
{
    /// <summary>Among the run's metrics, from 0 in the order in which they came.</summary>
    [Id(0)] public int Number { get; init; }

    [Id(1)] public MetricPoint Latest { get; set; }

    /// <summary>Points in all.</summary>
    [Id(2)] public long Points { get; set; }

    /// <summary>Points that are in segments, which are the oldest.</summary>
    [Id(3)] public long InSegments { get; set; }

    public void Count(MetricPoint point)
    {
        Points++;
        if (MetricOrder.IsLater((Latest.Step, Latest.TimestampMs, Latest.Value), (point.Step, point.TimestampMs, point.Value))) Latest = point;
    }

    public void StoreAll() => InSegments = Points;

    public TrackedMetric Read() => new(
        double.IsFinite(Latest.Value) ? Latest.Value : null, MetricPoint.NotFinite(Latest.Value), Latest.TimestampMs, Latest.Step, Points);
}
