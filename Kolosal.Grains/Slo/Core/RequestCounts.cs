namespace Kolosal.Slo;

/// <summary>Total and bad events by minute for six hours and by hour for the budget's window, three days at least; its size does not depend on the
/// traffic.</summary>
/// <remarks>Rings indexed by time. Time only goes forward: an event older than its
/// ring's reach is counted where it still fits, or not at all.</remarks>
public sealed class RequestCounts
{
    private const int MinutesKept = 360;

    /// <summary>The longest window that an alert looks at.</summary>
    private const int LeastHours = 72;

    /// <summary>Minute (since the epoch) that each slot of <see cref="MinuteTotals"/> counts.</summary>
    public long LastMinute { get; set; } = -1;
    public long[] MinuteTotals { get; set; } = new long[MinutesKept];
    public long[] MinuteBads { get; set; } = new long[MinutesKept];
    public long LastHour { get; set; } = -1;
    public long[] HourTotals { get; set; } = [];
    public long[] HourBads { get; set; } = [];

    /// <summary>Hours of the budget's window; 0 when it is as long as the ring.</summary>
    public int WindowHours { get; set; }

    public static RequestCounts Over(int windowDays)
    {
        int hours = windowDays * 24, kept = Math.Max(hours, LeastHours);
        return new() { HourTotals = new long[kept], HourBads = new long[kept], WindowHours = hours };
    }

    /// <summary>Counts one event.</summary>
    /// <param name="minute">Whole minutes since the Unix epoch.</param>
    /// <param name="bad">It counts against the budget.</param>
    public void Add(long minute, bool bad) => Add(minute, 1, bad ? 1 : 0);

    /// <summary>Counts events, or takes back what turned out otherwise: then in the slot of now, since when it was counted is not known any more.
    /// </summary>
    /// <param name="minute">Whole minutes since the Unix epoch.</param>
    /// <param name="total">Events.</param>
    /// <param name="bad">Of them bad; −1 with no event for a bad one that turned out to be good.</param>
    public void Add(long minute, int total, int bad)
    {
        LastMinute = Advance(MinuteTotals, MinuteBads, LastMinute, minute);
        LastHour = Advance(HourTotals, HourBads, LastHour, minute / 60);
        Count(MinuteTotals, MinuteBads, LastMinute, minute, total, bad);
        Count(HourTotals, HourBads, LastHour, minute / 60, total, bad);
    }

    /// <summary>Events of the last <paramref name="minutes"/> minutes, the present one included; beyond six hours to the hour.</summary>
    public (long Total, long Bad) Recent(long minute, int minutes) => minutes <= MinutesKept
        ? Sum(MinuteTotals, MinuteBads, LastMinute, minute, minutes)
        : Sum(HourTotals, HourBads, LastHour, minute / 60, Math.Min(minutes / 60, HourTotals.Length));

    /// <summary>Events of the whole window, to the hour.</summary>
    public (long Total, long Bad) Window(long minute) =>
        Sum(HourTotals, HourBads, LastHour, minute / 60, WindowHours > 0 ? WindowHours : HourTotals.Length);

    private static long Advance(long[] totals, long[] bads, long last, long now)
    {
        if (now <= last) return last;
        for (long slot = Math.Max(last + 1, now - totals.Length + 1); slot <= now; slot++)
            totals[slot % totals.Length] = bads[slot % totals.Length] = 0;
        return now;
    }

    private static void Count(long[] totals, long[] bads, long last, long slot, int total, int bad)
    {
        if (slot <= last - totals.Length) return;
        totals[slot % totals.Length] += total;
        bads[slot % totals.Length] += bad;
    }

    private static (long Total, long Bad) Sum(long[] totals, long[] bads, long last, long now, int slots)
    {
        long total = 0, bad = 0;
        for (long slot = Math.Max(0, Math.Max(now - slots + 1, last - totals.Length + 1)); slot <= Math.Min(now, last); slot++)
            (total, bad) = (total + totals[slot % totals.Length], bad + bads[slot % totals.Length]);

        // A correction may stand in the window and what it corrects outside.
        return (total, Math.Clamp(bad, 0, total));
    }
}
