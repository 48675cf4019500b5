namespace Kolosal.Referrals;

public class ReviewLevelsTests
{
    [Fact]
    public void Rates_are_of_what_is_over_and_times_of_what_was_decided()
    {
        var levels = ReviewLevels.Of([
            new(true, false, false, null), new(false, false, true, null), new(false, true, false, 30), new(false, false, false, 10),
            new(false, false, false, 20), new(false, false, false, 400),
        ]);
        Assert.Equal((1, 3, 1, 1), (levels.Open, levels.Upheld, levels.Overridden, levels.Expired));
        Assert.Equal((0.25, 0.8, 20.0, 400.0), (
            levels.OverrideRate!.Value, levels.InTimeShare!.Value, levels.MedianSeconds!.Value, levels.P95Seconds!.Value));
    }

    [Fact]
    public void Nothing_decided_has_no_rates()
    {
        var levels = ReviewLevels.Of([new(true, false, false, null)]);
        Assert.Equal(new(1, 0, 0, 0, null, null, null, null), levels);
        Assert.Equal(0, ReviewLevels.Of([new(false, false, true, null)]).InTimeShare);
    }
}
