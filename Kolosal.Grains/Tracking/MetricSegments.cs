using System.Security.Cryptography;
using System.Text;

namespace Kolosal.Tracking;

/// <summary>The part of a run's metric histories that is in segments: which grain holds which points.</summary>
internal readonly struct MetricSegments(IGrainFactory grains, ResourceKey run)
{
    /// <summary>Points of one segment.</summary>
    public const int Size = 1000;

    /// <summary>Most points of one reading.</summary>
    public const int MostAtOnce = 10_000;

    /// <summary>Writes points from a position of the metric's history on.</summary>
    public async Task WriteAsync(string metric, long position, ImmutableArray<MetricPoint> points)
    {
        for (int done = 0; done < points.Length;)
        {
            var (number, at) = (position + done) switch { var place => (place / Size, (int)(place % Size)) };
            int count = Math.Min(Size - at, points.Length - done);
            await Segment(metric, number).PutAsync(at, points.Slice(done, count));
            done += count;
        }
    }

    /// <summary>Reads points that are there.</summary>
    public async Task<ImmutableArray<MetricPoint>> ReadAsync(string metric, long position, int count)
    {
        var points = ImmutableArray.CreateBuilder<MetricPoint>(count);
        while (points.Count < count)
        {
            long place = position + points.Count;
            int at = (int)(place % Size), most = Math.Min(Size - at, count - points.Count);
            var part = await Segment(metric, place / Size).ReadAsync(at, most);
            if (part.Length != most)
                throw new InvalidOperationException(
                    $"Segment {place / Size} of a metric of {run} has {part.Length} points from {at} on, not {most}.");
            points.AddRange(part);
        }
        return points.ToImmutable();
    }

    private IMetricSegmentGrain Segment(string metric, long number) => grains.GetGrain<IMetricSegmentGrain>(
        $"{run}/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(metric)).AsSpan(0, 16))}/{number}");
}
