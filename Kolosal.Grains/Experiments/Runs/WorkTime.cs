namespace Kolosal.Experiments;

/// <summary>Counts the time a run is at work; the time between a stop and its resumption does not count.</summary>
/// <remarks>By the machine's own count, which goes on when somebody sets its clock: a budget is neither eaten by an hour that did not pass nor
/// given one back.</remarks>
internal sealed class WorkTime(TimeProvider clock)
{
    private long? countedTo;

    /// <summary>What has passed since it was last taken; zero while it stands.</summary>
    public TimeSpan Uncounted => countedTo is { } last ? clock.GetElapsedTime(last) : TimeSpan.Zero;

    public void Start() => countedTo = clock.GetTimestamp();

    public void Stop() => countedTo = null;

    /// <summary>The time since the last taking, which from now on counts as taken.</summary>
    public TimeSpan Take()
    {
        if (countedTo is not { } last) return TimeSpan.Zero;
        long now = clock.GetTimestamp();
        countedTo = now;
        return clock.GetElapsedTime(last, now);
    }
}
