using Microsoft.Extensions.Time.Testing;

namespace Kolosal.Testing;

/// <summary>
/// A test's clock whose timers fire once when a leap passes over many of their periods, as those of the system do for a process that slept.
/// The clock itself would fire once for every period: a leap of a year over a timer of a second takes a minute of the machine.
/// </summary>
/// <param name="clock">Put forward by the test.</param>
internal sealed class LeapingTimers(FakeTimeProvider clock) : TimeProvider
{
    public override TimeZoneInfo LocalTimeZone => clock.LocalTimeZone;

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Rearmed(clock, () => callback(state), dueTime, period);

    /// <summary>Falls due once and is set anew, from the time that it then is.</summary>
    private sealed class Rearmed : ITimer
    {
        private readonly ITimer once;
        private readonly Action callback;
        private long period;

        public Rearmed(FakeTimeProvider clock, Action callback, TimeSpan dueTime, TimeSpan period)
        {
            this.callback = callback;
            once = clock.CreateTimer(_ => Fire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            Change(dueTime, period);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Interlocked.Exchange(ref this.period, period.Ticks);
            return once.Change(dueTime, Timeout.InfiniteTimeSpan);
        }

        public void Dispose() => once.Dispose();

        public ValueTask DisposeAsync() => once.DisposeAsync();

        private void Fire()
        {
            if (Interlocked.Read(ref period) is > 0 and var ticks) once.Change(TimeSpan.FromTicks(ticks), Timeout.InfiniteTimeSpan);
            callback();
        }
    }
}
