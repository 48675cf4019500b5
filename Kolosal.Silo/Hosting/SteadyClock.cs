namespace Kolosal.Hosting;

/// <summary>The time of day as it was when this was made, and from there on what has been measured: it goes on at an even pace and never back, also
/// when somebody sets the machine's clock.</summary>
/// <param name="inner">The clock that is read once, and measures.</param>
internal sealed class SteadyClock(TimeProvider inner) : TimeProvider
{
    private readonly DateTimeOffset origin = inner.GetUtcNow();
    private readonly long began = inner.GetTimestamp();

    public override TimeZoneInfo LocalTimeZone => inner.LocalTimeZone;

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => origin + inner.GetElapsedTime(began);

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        inner.CreateTimer(callback, state, dueTime, period);
}
