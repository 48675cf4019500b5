using Kolosal.Storage.Retention;
using Kolosal.Testing;

namespace Kolosal.Storage;

public class RetentionTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Ten segments of 100 records and 1,000 bytes, one a day, the newest a day old; 500 bytes are being written.</summary>
    private static readonly FinishedSegment[] Ten = [.. Enumerable.Range(1, 10).Select(i => new FinishedSegment(i * 100, 1000, Now.AddDays(i - 11)))];

    [Theory]
    [InlineData(1000, 30, 100_000, 0)]    // nothing is too old or too much
    [InlineData(1000, 5, 100_000, 500)]   // written 10 to 6 days ago
    [InlineData(320, 5, 100_000, 300)]    // a consumer stands at 320
    [InlineData(1000, 30, 10_500, 0)]     // exactly what is allowed
    [InlineData(1000, 30, 10_499, 100)]   // a byte too much
    [InlineData(1000, 30, 2_000, 900)]    // 8,500 bytes too many: nine segments
    [InlineData(0, 1, 1, 0)]              // nobody has counted anything
    public void Segments_go_by_age_and_size_once_everybody_has_passed_them(long passed, int days, long bytes, long expected) =>
        Assert.Equal(expected, RetentionPolicy.Before(Ten, 500, passed, Now.AddDays(-days), bytes));

    [Fact]
    public void The_day_the_disk_is_full_follows_from_the_rate()
    {
        Assert.Equal(Now.AddDays(4), DiskForecast.Of(Now, freeBytes: 400, logBytes: 50, bytesPerDay: 100, maximumBytes: 10_000).FullOn);
        Assert.Null(DiskForecast.Of(Now, 400, 50, 100, maximumBytes: 300).FullOn); // retention stops it before
        Assert.Null(DiskForecast.Of(Now, 400, 50, 0, 10_000).FullOn);
        Assert.Null(DiskForecast.Of(Now, 400, 50, null, 10_000).FullOn);
        Assert.Null(DiskForecast.Of(Now, long.MaxValue / 2, 50, 1, long.MaxValue).FullOn);
    }
}
