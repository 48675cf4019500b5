namespace Kolosal.Slo;

/// <summary>What is kept as it is read and listed.</summary>
internal static class SloViews
{
    private const int Hour = 60, Day = 24 * 60;

    /// <param name="state">What is kept.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="now">For which instant.</param>
    /// <param name="history">With the points of charts.</param>
    public static SloMonitor Monitor(SloState state, string model, DateTimeOffset now, bool history)
    {
        long minute = Minute(now);
        ImmutableArray<SloStanding> standings = [.. state.Objectives.Select(tracked => Standing(tracked, model, minute))];
        var (requests, errors) = state.Traffic.Recent(minute, Hour);
        return new(
            model, state.Requests, state.Recent(), standings,
            standings.IsEmpty ? SloStatus.OnTrack : standings.Max(standing => standing.Status),
            new(requests, errors, requests / 3_600.0, requests == 0 ? null : errors / (double)requests),
            Quality(state, minute), now, history ? Points(state.Hours, minute) : [], history ? Points(state.Days, minute) : []);
    }

    public static SloStanding Standing(TrackedObjective tracked, string model, long minute)
    {
        var found = tracked.Judge(minute);
        return new(
            tracked.Objective.Id, model, tracked.Objective, Status(found.Verdict), found.Total, found.Bad, found.GoodShare, found.Consumed,
            [.. found.Burns.Select(burn => new BurnStanding(
                burn.Rule.LongMinutes, burn.Rule.ShortMinutes, burn.LongBurn, burn.ShortBurn, burn.Rule.Burn, burn.Firing, burn.Rule.Pages))],
            tracked.IncidentId, [.. found.Windows.Select(window => new BurnRate(window.Minutes, window.Total, window.Bad, window.Burn))],
            1 - found.Consumed, tracked.Frozen);
    }

    public static long Minute(DateTimeOffset at) => at.ToUnixTimeSeconds() / 60;

    private static RecentQuality? Quality(SloState state, long minute)
    {
        if (state.Objectives.Find(tracked => tracked.Objective.Type == SloType.Quality) is not { } tracked) return null;
        var (outcomes, wrong) = tracked.Counts.Recent(minute, Day);
        return outcomes == 0 ? null : new(outcomes, 1 - wrong / (double)outcomes);
    }

    private static ImmutableArray<ServicePoint> Points(TrafficSeries series, long minute) =>
    [
        .. series.Read(minute).Select(point => new ServicePoint(
            DateTimeOffset.FromUnixTimeSeconds(point.Period * series.PeriodMinutes * 60), point.Requests, point.Errors, point.ClientErrors,
            point.P50, point.P95, point.P99)),
    ];

    private static SloStatus Status(BudgetVerdict verdict) => verdict switch
    {
        BudgetVerdict.Breached => SloStatus.Breached,
        BudgetVerdict.AtRisk => SloStatus.AtRisk,
        _ => SloStatus.OnTrack,
    };
}
