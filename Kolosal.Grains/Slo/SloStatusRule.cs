namespace Kolosal.Slo;

/// <summary>How an objective's figures read as a status.</summary>
internal static class SloStatusRule
{
    /// <summary>Share of the budget after which an objective is at risk.</summary>
    private const double Worrying = 0.75;

    /// <param name="consumed">Bad over allowed bad.</param>
    /// <param name="total">Requests in the window; too few say nothing.</param>
    /// <param name="firing">A burn alert fires.</param>
    public static SloStatus Of(double consumed, long total, bool firing) =>
        total >= BurnRule.MinimumRequests && consumed > 1 ? SloStatus.Breached
        : firing || (total >= BurnRule.MinimumRequests && consumed > Worrying) ? SloStatus.AtRisk
        : SloStatus.OnTrack;
}
