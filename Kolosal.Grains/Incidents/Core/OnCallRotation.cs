namespace Kolosal.Incidents;

/// <summary>Who is on call at an instant: the rotation's turns have one length and follow one another without gaps.</summary>
internal static class OnCallRotation
{
    /// <param name="rotation">Whose turn follows whose; not empty.</param>
    /// <param name="startsAt">When the first turn begins.</param>
    /// <param name="shift">Length of a turn, positive.</param>
    /// <param name="overrides">Stand-ins; of several at one instant the last counts.</param>
    /// <param name="at">The instant.</param>
    /// <returns>Who, and until when that holds; null before the first turn without a stand-in.</returns>
    public static (string Subject, DateTimeOffset Until)? At(
        ReadOnlySpan<string> rotation, DateTimeOffset startsAt, TimeSpan shift,
        ReadOnlySpan<(string Subject, DateTimeOffset From, DateTimeOffset Until)> overrides, DateTimeOffset at)
    {
        // Whatever begins next ends what holds now.
        DateTimeOffset next = DateTimeOffset.MaxValue;
        (string Subject, DateTimeOffset Until)? standIn = null;
        foreach (var (subject, from, until) in overrides)
        {
            if (from > at) next = Min(next, from);
            else if (until > at) standIn = (subject, until);
        }

        if (standIn is { } found) return (found.Subject, Min(found.Until, next));
        if (at < startsAt) return null;
        long turn = (at - startsAt).Ticks / shift.Ticks;
        return (rotation[(int)(turn % rotation.Length)], Min(next, startsAt + (turn + 1) * shift));
    }

    private static DateTimeOffset Min(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
