namespace Kolosal.Slo;

/// <summary>Judges an objective's counts: how much of the budget is gone, how fast it goes, and what to call that.</summary>
/// <remarks>
/// Multi-window, multi-burn-rate alerts over error budgets (Beyer et al., The Site Reliability Workbook, ch. 5). Beyond it, windows of fewer
/// than <see cref="BurnRule.MinimumRequests"/> requests neither alert nor breach: one failure among them would look like an outage.
/// </remarks>
public static class SloJudge
{
    /// <summary>Share of the budget after which an objective is at risk.</summary>
    private const double Worrying = 0.75;

    /// <param name="budget">The promise.</param>
    /// <param name="counts">Requests so far.</param>
    /// <param name="minute">Now, in whole minutes since the Unix epoch.</param>
    public static SloFinding Judge(ErrorBudget budget, RequestCounts counts, long minute)
    {
        var (total, bad) = counts.Window(minute);
        double consumed = budget.Consumed(total, bad);
        ImmutableArray<BurnFinding> burns = [.. BurnRule.Paging.Select(rule => Judge(rule, budget, counts, minute))];
        bool enough = total >= BurnRule.MinimumRequests;
        var verdict = enough && consumed > 1 ? BudgetVerdict.Breached
            : burns.Any(burn => burn.Firing) || (enough && consumed > Worrying) ? BudgetVerdict.AtRisk
            : BudgetVerdict.OnTrack;
        return new(total, bad, total == 0 ? 1 : 1 - bad / (double)total, consumed, burns, verdict);
    }

    private static BurnFinding Judge(BurnRule rule, ErrorBudget budget, RequestCounts counts, long minute)
    {
        var (longTotal, longBad) = counts.Recent(minute, rule.LongMinutes);
        var (shortTotal, shortBad) = counts.Recent(minute, rule.ShortMinutes);
        double longBurn = budget.Burn(longTotal, longBad), shortBurn = budget.Burn(shortTotal, shortBad);
        return new(rule, longBurn, shortBurn, longTotal >= BurnRule.MinimumRequests && rule.Fires(longBurn, shortBurn));
    }
}

/// <param name="Total">Requests in the budget's window.</param>
/// <param name="Bad">Bad ones.</param>
/// <param name="GoodShare">1 − bad / total; 1 without requests.</param>
/// <param name="Consumed">Bad over allowed bad.</param>
/// <param name="Burns">One per paging rule.</param>
/// <param name="Verdict">What to call it.</param>
public sealed record SloFinding(long Total, long Bad, double GoodShare, double Consumed, ImmutableArray<BurnFinding> Burns, BudgetVerdict Verdict)
{
    /// <summary>The rule that fires, the most urgent first; null when none does.</summary>
    public BurnFinding? Firing => Burns.FirstOrDefault(burn => burn.Firing);
}

/// <param name="Rule">The two windows and their limit.</param>
/// <param name="LongBurn">Burn rate of the long window.</param>
/// <param name="ShortBurn">Burn rate of the short one.</param>
/// <param name="Firing">Both are above the limit, over enough requests.</param>
public sealed record BurnFinding(BurnRule Rule, double LongBurn, double ShortBurn, bool Firing);

/// <summary>Best first.</summary>
public enum BudgetVerdict
{
    OnTrack,

    /// <summary>A burn alert fires, or three quarters of the budget are gone.</summary>
    AtRisk,

    /// <summary>The budget is gone.</summary>
    Breached,
}
