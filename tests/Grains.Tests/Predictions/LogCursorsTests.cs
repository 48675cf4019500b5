using Kolosal.Events;
using Kolosal.LogConsumers;

namespace Kolosal.Predictions;

public class LogCursorsTests
{
    private readonly LogCursors cursors = new() { Positions = { ["log_a"] = 10 } };

    [Theory]
    [InlineData(3, 5, 10, LogArrival.Seen)]
    [InlineData(10, 12, 15, LogArrival.Next)]
    [InlineData(9, 10, 15, LogArrival.Next)] // cut differently: its first request was counted
    [InlineData(4, 8, 11, LogArrival.Next)]
    [InlineData(11, 12, 15, LogArrival.Gap)]
    public void An_event_is_placed_by_the_record_before_it(long previous, long first, long last, LogArrival expected) =>
        Assert.Equal(expected, cursors.Place(Served("log_a", previous, first, last)));

    [Fact]
    public void Another_log_has_a_cursor_of_its_own()
    {
        Assert.Equal(LogArrival.Next, cursors.Place(Served("log_b", -1, 0, 3)));
        Assert.Equal(LogArrival.Gap, cursors.Place(Served("log_b", 0, 1, 3)));
    }

    [Fact]
    public void Only_what_lies_behind_the_cursor_is_counted() =>
        Assert.Equal([11L, 12], cursors.Unseen(Served("log_a", 8, 9, 12)).Select(request => request.Position));

    [Fact]
    public void A_cursor_never_goes_back()
    {
        cursors.Advance("log_a", 11);
        Assert.Throws<ArgumentOutOfRangeException>(() => cursors.Advance("log_a", 11));
        Assert.Throws<ArgumentOutOfRangeException>(() => cursors.Advance("log_a", 3));
    }

    private static PredictionsServed Served(string log, long previous, long first, long last) => new(log, previous, first, last,
        [.. Enumerable.Range((int)first, (int)(last - first + 1)).Select(position =>
            new ServedRequest(position, Guid.Empty, 1, DateTimeOffset.UnixEpoch, 0, null, false, 1, [], [], []))]);
}
