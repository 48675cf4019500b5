namespace Kolosal.Notifications;

public class RetryScheduleTests
{
    private static readonly RetrySchedule Schedule = new(TimeSpan.FromSeconds(5), 4, TimeSpan.FromHours(6), 10);

    [Theory]
    [InlineData(1, 5), InlineData(2, 20), InlineData(3, 80), InlineData(4, 320), InlineData(5, 1_280), InlineData(6, 5_120)]
    [InlineData(7, 20_480), InlineData(8, 21_600), InlineData(9, 21_600)] // 5 · 4⁷ = 81,920 is cut to six hours
    public void A_pause_lies_between_half_and_the_whole_of_its_step(int failures, double whole)
    {
        double[] pauses = [.. Enumerable.Range(0, 400).Select(i => Schedule.After($"msg_{i}", failures)!.Value.TotalSeconds)];
        Assert.All(pauses, pause => Assert.InRange(pause, whole / 2, whole));

        // Uniform: mean 3/4, standard error of 400 of them whole/2/√12/20 < 0.01 whole; five of those.
        Assert.InRange(pauses.Average() / whole, 0.71, 0.79);
    }

    [Fact]
    public void The_last_attempt_has_no_next() => Assert.Null(Schedule.After("msg_1", 10));

    [Fact]
    public void The_same_failure_decides_the_same() => Assert.Equal(Schedule.After("msg_1", 3), Schedule.After("msg_1", 3));

    [Fact]
    public void A_receiver_may_ask_for_more_and_not_for_less_nor_for_ever()
    {
        Assert.Equal(TimeSpan.FromHours(1), Schedule.After("msg_1", 1, TimeSpan.FromHours(1)));
        Assert.Equal(TimeSpan.FromHours(6), Schedule.After("msg_1", 1, TimeSpan.FromDays(9)));
        Assert.Equal(Schedule.After("msg_1", 1), Schedule.After("msg_1", 1, TimeSpan.FromSeconds(-5)));
    }

    [Fact]
    public void All_attempts_are_spread_over_about_twenty_hours() =>
        Assert.InRange(Enumerable.Range(1, 9).Sum(failures => Schedule.After("msg_1", failures)!.Value.TotalHours), 10, 20.1);
}
