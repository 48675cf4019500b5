namespace Kolosal.Alerts;

public class SampleSeriesTests
{
    private static readonly DateTimeOffset T0 = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_window_reaches_back_to_the_newest_sample_that_is_old_enough()
    {
        var series = new SampleSeries();
        for (int minute = 0; minute <= 10; minute++) series.Add(T0.AddMinutes(minute), minute, 2 * minute);
        Assert.Equal((T0.AddMinutes(5), 5, 10), series.Before(T0.AddMinutes(10), TimeSpan.FromMinutes(5)));
        Assert.Equal((T0.AddMinutes(4), 4, 8), series.Before(T0.AddMinutes(10), TimeSpan.FromMinutes(5.5)));
        Assert.Null(series.Before(T0.AddMinutes(10), TimeSpan.FromMinutes(11)));
        Assert.Null(new SampleSeries().Before(T0, TimeSpan.Zero));
    }

    [Fact]
    public void It_stays_small()
    {
        var series = new SampleSeries();
        for (int second = 0; second < 100_000; second++) series.Add(T0.AddSeconds(second), second);
        Assert.InRange(series.Count, 120, 126); // two a minute over 62 minutes
        Assert.NotNull(series.Before(T0.AddSeconds(99_999), TimeSpan.FromMinutes(60)));
    }
}
