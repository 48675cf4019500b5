namespace Kolosal.Experiments;

/// <summary>A clock that is set while a run is at work: budgets, pauses and leases go by the time that passed.</summary>
public sealed class WorkTimeTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1), Second = TimeSpan.FromSeconds(1);

    [Theory, InlineData(1), InlineData(-1)]
    public void An_hour_that_did_not_pass_is_no_time_at_work(int direction)
    {
        var clock = new SetClock();
        var work = new WorkTime(clock);
        Assert.Equal(TimeSpan.Zero, work.Take());
        work.Start();
        clock.Pass(Second);
        clock.Set(direction * Hour);
        Assert.Equal(Second, work.Uncounted);
        Assert.Equal(Second, work.Take());
        clock.Pass(2 * Second);
        Assert.Equal(2 * Second, work.Take());
        work.Stop();
        clock.Pass(Hour);
        Assert.Equal(TimeSpan.Zero, work.Take());
    }

    [Theory, InlineData(1), InlineData(-1)]
    public void A_pause_is_as_long_as_it_was_meant(int direction)
    {
        var clock = new SetClock();
        var pause = new WorkPause(clock);
        Assert.True(pause.IsOver);
        pause.Begin(3 * Second);
        clock.Set(direction * Hour);
        Assert.False(pause.IsOver);
        clock.Pass(3 * Second);
        Assert.True(pause.IsOver);
    }

    [Theory, InlineData(1), InlineData(-1)]
    public void A_lease_is_as_old_as_the_time_since_its_renewal(int direction)
    {
        var clock = new SetClock();
        var calls = new CallsInFlight(clock);
        calls.Renewed();
        clock.Set(direction * Hour);
        clock.Pass(5 * Second);
        Assert.Equal(5 * Second, calls.LeaseAge);
    }

    /// <summary>A machine's time, of which the part that people read can be set.</summary>
    private sealed class SetClock : TimeProvider
    {
        private TimeSpan passed, set;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => passed.Ticks;

        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) + passed + set;

        public void Pass(TimeSpan by) => passed += by;

        public void Set(TimeSpan by) => set += by;
    }
}
