namespace Kolosal.Chaos;

/// <summary>The silo's clock, which is wrong while a fault says so. Timers and measured durations stay right, as those of a machine whose wall clock
/// was set do.</summary>
internal sealed class SkewedClock(TimeProvider inner, FaultInjector faults) : TimeProvider
{
    public override TimeZoneInfo LocalTimeZone => inner.LocalTimeZone;

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() =>
        faults.Strike(ChaosFault.ClockSkew, null) is { } wrong ? inner.GetUtcNow() + wrong.Skew : inner.GetUtcNow();

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        inner.CreateTimer(callback, state, dueTime, period);
}
