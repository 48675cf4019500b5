namespace Kolosal.Tracking;

/// <remarks>Keeps <see cref="MetricSegmentState"/>; calls nobody.</remarks>
internal sealed class MetricSegmentGrain(
    [PersistentState("metric-segment")] IPersistentState<MetricSegmentState> storage) : Grain, IMetricSegmentGrain
{
    public async Task PutAsync(int at, ImmutableArray<MetricPoint> points)
    {
        if (at < 0 || at > storage.State.Points || at + points.Length > MetricSegments.Size)
            throw new ArgumentOutOfRangeException(nameof(at), at, $"The segment has {storage.State.Points} of {MetricSegments.Size} points.");
        if (storage.State.Ends(at, points)) return;
        storage.State.Put(at, points);
        try
        {
            await storage.WriteStateAsync();
        }
        catch
        {
            // Memory is ahead of the store: the next caller must meet the stored points.
            DeactivateOnIdle();
            throw;
        }
    }

    public Task<ImmutableArray<MetricPoint>> ReadAsync(int from, int most) => Task.FromResult(storage.State.Read(from, most));
}
