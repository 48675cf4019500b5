namespace Kolosal.Tracking;

/// <summary>The points of a segment, as bare numbers: names of members would be most of the record.</summary>
/// <remarks>Written before the run's record forgets the points; a crash in between repeats the write.</remarks>
[GenerateSerializer, Alias("kolosal.metric-segment-state")]
internal sealed class MetricSegmentState
{
    private const int Width = 3;

    /// <summary>Bits of the value, time, step, of each point.</summary>
    [Id(0)] public List<long> Numbers { get; set; } = [];

    public int Points => Numbers.Count / Width;

    /// <summary>Whether these very points stand there, and none behind.</summary>
    public bool Ends(int at, ImmutableArray<MetricPoint> points) =>
        Points == at + points.Length && Read(at, points.Length).AsSpan().SequenceEqual(points.AsSpan());

    public void Put(int at, ImmutableArray<MetricPoint> points)
    {
        Numbers.RemoveRange(at * Width, Numbers.Count - at * Width);
        foreach (var point in points) Numbers.AddRange([point.Bits, point.TimestampMs, point.Step]);
    }

    public ImmutableArray<MetricPoint> Read(int from, int most)
    {
        var points = ImmutableArray.CreateBuilder<MetricPoint>();
        for (int i = from; i < Math.Min(Points, from + most); i++)
            points.Add(new(Numbers[i * Width], Numbers[i * Width + 1], Numbers[i * Width + 2]));
        return points.ToImmutable();
    }
}
