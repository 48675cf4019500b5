using Kolosal.LogConsumers;

namespace Kolosal.Predictions;

public class LogCursorsTests
{
    private readonly LogCursors cursors = new() { Positions = { ["log_a"] = 10 } };

    [Fact]
    public void Every_log_has_a_cursor_of_its_own()
    {
        Assert.Equal((10, -1), (cursors.After("log_a"), cursors.After("log_b")));
        cursors.Meet("log_a");
        cursors.Meet("log_b");
        Assert.Equal((10, -1), (cursors.After("log_a"), cursors.After("log_b")));
        Assert.Equal(["log_a", "log_b"], cursors.Positions.Keys.Order());
    }

    [Fact]
    public void A_cursor_never_goes_back()
    {
        cursors.Advance("log_a", 11);
        Assert.Throws<ArgumentOutOfRangeException>(() => cursors.Advance("log_a", 11));
        Assert.Throws<ArgumentOutOfRangeException>(() => cursors.Advance("log_a", 3));
    }
}
