namespace Kolosal.Experiments;

/// <summary>A pause after something failed, by the machine's own count: a clock that is set back does not stretch it by an hour.</summary>
internal sealed class WorkPause(TimeProvider clock)
{
    private long began;
    private TimeSpan length;

    public bool IsOver => length == TimeSpan.Zero || clock.GetElapsedTime(began) >= length;

    public void Begin(TimeSpan pause) => (began, length) = (clock.GetTimestamp(), pause);
}
