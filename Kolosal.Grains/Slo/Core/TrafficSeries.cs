namespace Kolosal.Slo;

/// <summary>Requests, errors and latency quantiles period by period, for charts; its size depends on neither traffic nor age.</summary>
public sealed class TrafficSeries
{
    /// <summary>Minutes of a period: 60 for hours, 1,440 for days.</summary>
    public int PeriodMinutes { get; set; }

    /// <summary>Closed periods that are kept.</summary>
    public int Kept { get; set; }

    /// <summary>Closed periods with traffic, oldest first.</summary>
    public List<TrafficPoint> Points { get; set; } = [];

    /// <summary>Number of the open period since the epoch; −1 before the first request.</summary>
    public long Period { get; set; } = -1;
    public long Requests { get; set; }
    public long Errors { get; set; }
    public long ClientErrors { get; set; }

    /// <summary>Latencies of the open period's answered requests.</summary>
    public LatencySketch Latency { get; set; } = new();

    public static TrafficSeries Of(int periodMinutes, int kept) => new() { PeriodMinutes = periodMinutes, Kept = kept };

    /// <summary>Counts one request; one of a period that is closed counts in the open one.</summary>
    /// <param name="minute">Whole minutes since the Unix epoch.</param>
    /// <param name="error">It failed by our fault.</param>
    /// <param name="clientError">It failed by its caller's.</param>
    /// <param name="bin">Its latency by <see cref="LatencySketch.BinOf"/>; null when it failed.</param>
    public void Add(long minute, bool error, bool clientError, int? bin)
    {
        long period = minute / PeriodMinutes;
        if (period > Period) Close(period);
        Requests++;
        if (error) Errors++;
        if (clientError) ClientErrors++;
        if (bin is { } found) Latency.AddBin(found);
    }

    /// <summary>The periods kept, oldest first, the open one last. Periods without traffic are left out.</summary>
    /// <param name="minute">Now.</param>
    public ImmutableArray<TrafficPoint> Read(long minute)
    {
        long oldest = minute / PeriodMinutes - Kept;
        return [.. Points.Where(point => point.Period > oldest), .. Period > oldest && Requests > 0 ? [Open()] : Array.Empty<TrafficPoint>()];
    }

    private void Close(long next)
    {
        if (Requests > 0) Points.Add(Open());
        Points.RemoveAll(point => point.Period <= next - Kept);
        (Period, Requests, Errors, ClientErrors, Latency) = (next, 0, 0, 0, new());
    }

    private TrafficPoint Open()
    {
        bool any = Latency.Bins.Count > 0;
        return new(Period, Requests, Errors, ClientErrors,
            any ? Latency.Quantile(0.5) : null, any ? Latency.Quantile(0.95) : null, any ? Latency.Quantile(0.99) : null);
    }
}

/// <param name="Period">Number of the period since the epoch.</param>
/// <param name="Requests">All requests.</param>
/// <param name="Errors">Failed by our fault.</param>
/// <param name="ClientErrors">Failed by the caller's.</param>
/// <param name="P50">Milliseconds, of answered requests; null without any.</param>
/// <param name="P95">The same.</param>
/// <param name="P99">The same.</param>
public sealed record TrafficPoint(long Period, long Requests, long Errors, long ClientErrors, double? P50, double? P95, double? P99);
