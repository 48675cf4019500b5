namespace Kolosal.Chaos;

/// <summary>Watches the latest probes and the burn rate while a fault is in force, and says when it must be lifted.</summary>
/// <param name="maxErrorRate">Share of failed probes within the window that is too much, above 0 to 1: reaching it is enough.</param>
/// <param name="windowSeconds">The window.</param>
/// <param name="maxBurnRate">Burn rate that is too much; null where none is watched.</param>
public sealed class AbortWatch(double maxErrorRate, double windowSeconds, double? maxBurnRate)
{
    /// <summary>Fewer probes within the window do not count.</summary>
    public const int LeastProbes = 5;

    /// <summary>So often in a row the burn rate may be unreadable: a brake that cannot be seen is none.</summary>
    public const int MostUnread = 3;

    private readonly Queue<(double At, bool Failed)> recent = new();
    private int unread;

    /// <summary>A probe ended.</summary>
    /// <param name="at">Seconds on any clock that only goes forward.</param>
    /// <param name="failed">How.</param>
    public void Probed(double at, bool failed) => recent.Enqueue((at, failed));

    /// <summary>A look.</summary>
    /// <param name="now">Seconds on the same clock.</param>
    /// <param name="burnRate">The burn rate as it was read; null when it could not be.</param>
    /// <returns>Why the fault must be lifted, in words for people; null when it need not.</returns>
    public string? Look(double now, double? burnRate)
    {
        while (recent.TryPeek(out var oldest) && oldest.At < now - windowSeconds) recent.Dequeue();
        int failed = recent.Count(probe => probe.Failed);
        if (recent.Count >= LeastProbes && failed >= maxErrorRate * recent.Count)
            return FormattableString.Invariant(
                $"{failed} of the {recent.Count} probes of the last {windowSeconds:0} s failed; the test stops at {maxErrorRate * 100:0.##} %.");
        if (maxBurnRate is not { } limit) return null;
        unread = burnRate is null ? unread + 1 : 0;
        if (burnRate >= limit)
            return FormattableString.Invariant($"The error budget burns at {burnRate:0.0} times its rate; the test stops at {limit:0.0}.");
        return unread >= MostUnread ? $"The burn rate could not be read {MostUnread} times in a row." : null;
    }
}
