using System.Text.Json;

namespace Kolosal.Slo;

public class TrafficSeriesTests
{
    private const long Noon = 30_000_000 / 60 * 60;

    [Fact]
    public void An_hour_says_what_happened_in_it()
    {
        var hours = TrafficSeries.Of(60, 72);
        for (int i = 1; i <= 100; i++) hours.Add(Noon + i % 60, error: false, clientError: false, LatencySketch.BinOf(i));
        hours.Add(Noon + 5, error: true, clientError: false, null);
        hours.Add(Noon + 5, error: false, clientError: true, null);
        hours.Add(Noon + 60, error: false, clientError: false, LatencySketch.BinOf(7));

        var points = hours.Read(Noon + 60);
        Assert.Equal([Noon / 60, Noon / 60 + 1], points.Select(point => point.Period));
        Assert.Equal((102L, 1L, 1L), (points[0].Requests, points[0].Errors, points[0].ClientErrors));

        // 1 … 100 milliseconds: the quantiles are near 50, 95 and 99, to 1 %.
        Assert.InRange(points[0].P50!.Value, 49, 51.5);
        Assert.InRange(points[0].P95!.Value, 93.5, 96);
        Assert.InRange(points[0].P99!.Value, 97.5, 100.5);
        Assert.Equal((1L, 7d), (points[1].Requests, Math.Round(points[1].P50!.Value, 1)));
    }

    [Fact]
    public void Old_hours_and_hours_without_traffic_are_not_kept()
    {
        var hours = TrafficSeries.Of(60, 72);
        for (int hour = 0; hour < 500; hour += 2) hours.Add(Noon + hour * 60, false, false, 0);
        Assert.Equal(36, hours.Read(Noon + 498 * 60).Length);
        Assert.Empty(hours.Read(Noon + 1_000 * 60));
        Assert.True(hours.Points.Count <= 72);
    }

    [Fact]
    public void A_period_in_which_everything_failed_has_no_latency()
    {
        var days = TrafficSeries.Of(24 * 60, 90);
        days.Add(Noon, error: true, clientError: false, null);
        Assert.Null(Assert.Single(days.Read(Noon)).P50);
    }

    [Fact]
    public void Ninety_days_of_traffic_are_small()
    {
        var random = new Random(1);
        TrafficSeries hours = TrafficSeries.Of(60, 72), days = TrafficSeries.Of(24 * 60, 90);
        for (int i = 0; i < 200_000; i++)
        {
            long minute = Noon + i * 90L * 24 * 60 / 200_000;
            int bin = LatencySketch.BinOf(Math.Exp(random.NextDouble() * 12 - 5));
            hours.Add(minute, false, false, bin);
            days.Add(minute, false, false, bin);
        }
        Assert.True(JsonSerializer.SerializeToUtf8Bytes(new { hours, days }).Length < 60_000);
    }
}
