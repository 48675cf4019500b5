namespace Kolosal.Slo;

/// <summary>Judges an objective's counts: how much of the budget is gone, how fast it goes, and what to call that.</summary>
/// <remarks>
/// Multi-window, multi-burn-rate alerts over error budgets (Beyer et al., The Site Reliability Workbook, ch. 5). Beyond it, windows of fewer
/// than <see cref="BurnRule.MinimumRequests"/> events, or fewer than <see cref="BurnRule.MinimumBad"/> bad ones, do not alert, and fewer than
/// the former do not breach. A rule whose long window is longer than the budget's does not apply.
/// </remarks>
public static class SloJudge
{
    private const int MinutesOfDay = 24 * 60;

    /// <summary>Share of the budget after which an objective is at risk.</summary>
    private const double Worrying = 0.75;

    /// <param name="budget">The promise.</param>
    /// <param name="counts">Events so far.</param>
    /// <param name="minute">Now, in whole minutes since the Unix epoch.</param>
    public static SloFinding Judge(ErrorBudget budget, RequestCounts counts, long minute)
    {
        var (total, bad) = counts.Window(minute);
        double consumed = budget.Consumed(total, bad);
        var windows = BurnRule.Windows.Where(minutes => minutes <= budget.WindowDays * MinutesOfDay)
            .Select(minutes => Window(minutes, budget, counts, minute)).ToImmutableArray();
        ImmutableArray<BurnFinding> burns =
        [
            .. BurnRule.All.Where(rule => rule.LongMinutes <= budget.WindowDays * MinutesOfDay).Select(rule => Judge(rule, windows)),
        ];
        bool enough = total >= BurnRule.MinimumRequests;
        var verdict = enough && consumed > 1 ? BudgetVerdict.Breached
            : burns.Any(burn => burn.Firing) || (enough && consumed > Worrying) ? BudgetVerdict.AtRisk
            : BudgetVerdict.OnTrack;
        return new(total, bad, total == 0 ? 1 : 1 - bad / (double)total, consumed, burns, windows, verdict);
    }

    private static WindowBurn Window(int minutes, ErrorBudget budget, RequestCounts counts, long minute)
    {
        var (total, bad) = counts.Recent(minute, minutes);
        return new(minutes, total, bad, budget.Burn(total, bad));
    }

    private static BurnFinding Judge(BurnRule rule, ImmutableArray<WindowBurn> windows)
    {
        var wide = windows.First(window => window.Minutes == rule.LongMinutes);
        double shortBurn = windows.First(window => window.Minutes == rule.ShortMinutes).Burn;
        bool significant = wide is { Total: >= BurnRule.MinimumRequests, Bad: >= BurnRule.MinimumBad };
        return new(rule, wide.Burn, shortBurn, significant && rule.Fires(wide.Burn, shortBurn));
    }
}

/// <param name="Total">Events in the budget's window.</param>
/// <param name="Bad">Bad ones.</param>
/// <param name="GoodShare">1 − bad / total; 1 without events.</param>
/// <param name="Consumed">Bad over allowed bad.</param>
/// <param name="Burns">One per rule that applies, the most urgent first.</param>
/// <param name="Windows">Burn rates by window.</param>
/// <param name="Verdict">What to call it.</param>
public sealed record SloFinding(
    long Total, long Bad, double GoodShare, double Consumed, ImmutableArray<BurnFinding> Burns, ImmutableArray<WindowBurn> Windows,
    BudgetVerdict Verdict)
{
    /// <summary>The rule that fires, the most urgent first; null when none does.</summary>
    public BurnFinding? Firing => Burns.FirstOrDefault(burn => burn.Firing);

    /// <summary>The budget is gone, over enough bad events for something to be done about it.</summary>
    public bool Actionable => Verdict == BudgetVerdict.Breached && Bad >= BurnRule.MinimumBad;
}

/// <param name="Minutes">Length of the window.</param>
/// <param name="Total">Events in it.</param>
/// <param name="Bad">Bad ones.</param>
/// <param name="Burn">Their share over the budget's.</param>
public sealed record WindowBurn(int Minutes, long Total, long Bad, double Burn);

/// <param name="Rule">The two windows and their limit.</param>
/// <param name="LongBurn">Burn rate of the long window.</param>
/// <param name="ShortBurn">Burn rate of the short one.</param>
/// <param name="Firing">Both are above the limit, over enough events.</param>
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

/// <summary>How loud an objective's alert is, quietest first.</summary>
public enum AlertLevel
{
    None,
    Ticket,
    Page,
}
