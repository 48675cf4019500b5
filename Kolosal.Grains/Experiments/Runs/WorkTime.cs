namespace Kolosal.Experiments;

/// <summary>Counts the time a run is at work; the time between a stop and its resumption does not count.</summary>
internal sealed class WorkTime(TimeProvider clock)
{
    private DateTimeOffset? countedTo;

    /// <summary>What has passed since it was last taken; zero while it stands.</summary>
    public TimeSpan Uncounted => countedTo is { } last ? clock.GetUtcNow() - last : TimeSpan.Zero;

    public void Start() => countedTo = clock.GetUtcNow();

    public void Stop() => countedTo = null;

    /// <summary>The time since the last taking, which from now on counts as taken.</summary>
    public TimeSpan Take()
    {
        var passed = Uncounted;
        if (countedTo is not null) Start();
        return passed;
    }
}
