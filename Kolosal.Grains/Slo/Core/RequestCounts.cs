namespace Kolosal.Slo;

/// <summary>Total and bad requests by minute for six hours and by hour for the budget's window; its size does not depend on the traffic.</summary>
/// <remarks>Rings indexed by time. Time only goes forward: a request older than its
/// ring's reach is counted where it still fits, or not at all.</remarks>
public sealed class RequestCounts
{
    private const int MinutesKept = 360;

    /// <summary>Minute (since the epoch) that each slot of <see cref="MinuteTotals"/> counts.</summary>
    public long LastMinute { get; set; } = -1;
    public long[] MinuteTotals { get; set; } = new long[MinutesKept];
    public long[] MinuteBads { get; set; } = new long[MinutesKept];
    public long LastHour { get; set; } = -1;
    public long[] HourTotals { get; set; } = [];
    public long[] HourBads { get; set; } = [];

    public static RequestCounts Over(int windowDays) => new() { HourTotals = new long[windowDays * 24], HourBads = new long[windowDays * 24] };

    /// <summary>Counts one request.</summary>
    /// <param name="minute">Whole minutes since the Unix epoch.</param>
    /// <param name="bad">It counts against the budget.</param>
    public void Add(long minute, bool bad)
    {
        LastMinute = Advance(MinuteTotals, MinuteBads, LastMinute, minute);
        LastHour = Advance(HourTotals, HourBads, LastHour, minute / 60);
        Count(MinuteTotals, MinuteBads, LastMinute, minute, bad);
        Count(HourTotals, HourBads, LastHour, minute / 60, bad);
    }

    /// <summary>Requests of the last <paramref name="minutes"/> minutes, the present one included; at most six hours.</summary>
    public (long Total, long Bad) Recent(long minute, int minutes) =>
        Sum(MinuteTotals, MinuteBads, LastMinute, minute, Math.Min(minutes, MinutesKept));

    /// <summary>Requests of the whole window, to the hour.</summary>
    public (long Total, long Bad) Window(long minute) => Sum(HourTotals, HourBads, LastHour, minute / 60, HourTotals.Length);

    private static long Advance(long[] totals, long[] bads, long last, long now)
    {
        if (now <= last) return last;
        for (long slot = Math.Max(last + 1, now - totals.Length + 1); slot <= now; slot++)
            totals[slot % totals.Length] = bads[slot % totals.Length] = 0;
        return now;
    }

    private static void Count(long[] totals, long[] bads, long last, long slot, bool bad)
    {
        if (slot <= last - totals.Length) return;
        totals[slot % totals.Length]++;
        if (bad) bads[slot % totals.Length]++;
    }

    private static (long Total, long Bad) Sum(long[] totals, long[] bads, long last, long now, int slots)
    {
        long total = 0, bad = 0;
        for (long slot = Math.Max(0, Math.Max(now - slots + 1, last - totals.Length + 1)); slot <= Math.Min(now, last); slot++)
            (total, bad) = (total + totals[slot % totals.Length], bad + bads[slot % totals.Length]);
        return (total, bad);
    }
}
