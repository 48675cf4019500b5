using Kolosal.Testing;

namespace Kolosal.Incidents;

public class OnCallRotationTests
{
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly string[] People = ["ann", "bob", "cyd"];

    [Theory]
    [InlineData(-1, null), InlineData(0, "ann"), InlineData(167, "ann"), InlineData(168, "bob"), InlineData(336, "cyd"), InlineData(504, "ann")]
    [InlineData(168 * 1_000, "bob")] // 1,000 turns on: 1000 mod 3 = 1
    public void Turns_follow_one_another_without_gaps(int hours, string? who) =>
        Assert.Equal(who, OnCallRotation.At(People, Monday, TimeSpan.FromHours(168), [], Monday.AddHours(hours))?.Subject);

    [Fact]
    public void A_stand_in_takes_over_and_hands_back()
    {
        (string, DateTimeOffset, DateTimeOffset)[] overrides = [("dee", Monday.AddHours(10), Monday.AddHours(20)), ("eve", Monday.AddHours(15),
            Monday.AddHours(18))];
        Assert.Equal([("ann", 10), ("dee", 15), ("eve", 18), ("dee", 20), ("ann", 168)], new[] { 9, 10, 15, 18, 20 }.Select(hour =>
        {
            var turn = OnCallRotation.At(People, Monday, TimeSpan.FromHours(168), overrides, Monday.AddHours(hour))!.Value;
            return (turn.Subject, (int)(turn.Until - Monday).TotalHours);
        }));
    }

    [Fact]
    public void A_stand_in_may_be_called_before_the_first_turn() => Assert.Equal(
        "dee", OnCallRotation.At(People, Monday, TimeSpan.FromHours(1), [("dee", Monday.AddHours(-2), Monday)], Monday.AddHours(-1))?.Subject);

    [Fact]
    public void Summaries_are_those_of_the_textbook()
    {
        Assert.Equal(new DurationSummary(0, null, null, null), DurationSummary.Of([]));
        Assert.Equal(new DurationSummary(1, 7, 7, 7), DurationSummary.Of([7]));

        // 0, 10, …, 100: quantile p of type 7 is 100 p.
        Assert.Equal(new DurationSummary(11, 50, 50, 90), DurationSummary.Of(Enumerable.Range(0, 11).Reverse().Select(i => 10.0 * i)));
    }

    [Fact]
    public async Task A_schedule_is_kept_audited_and_answers_who_is_called()
    {
        await using var silo = await PlatformSilo.StartAsync();
        var grain = silo.Grains.OnCall("ws");
        Assert.Equal("on-call.not-set", (await grain.GetAsync()).Refusal!.Code);
        var schedule = new OnCallSchedule(["ann", "bob"], DateTimeOffset.UtcNow.AddHours(-1), 24, []);
        var set = (await grain.SetAsync(schedule, null)).Value!;
        Assert.Equal(("ann", "bob", 1), (set.Now, set.Next, set.Revision));
        Assert.Equal(1, (await grain.SetAsync(schedule, 0)).Value!.Revision);
        Assert.Equal(RefusalKind.PreconditionFailed, (await grain.SetAsync(schedule with { ShiftHours = 12 }, 0)).Refusal!.Kind);
        await silo.KillAsync();
        Assert.Equal("ann", (await silo.Grains.OnCall("ws").GetAsync()).Value!.Now);
    }
}
