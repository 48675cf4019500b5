namespace Kolosal.Slo;

/// <summary>An alert over two windows: the long one makes it significant, the short one lets it stop soon after the trouble does.</summary>
/// <param name="LongMinutes">The long window.</param>
/// <param name="ShortMinutes">The short window, a twelfth of it by custom.</param>
/// <param name="Burn">Fires when both burn rates are above.</param>
public readonly record struct BurnRule(int LongMinutes, int ShortMinutes, double Burn)
{
    /// <summary>The two paging rules for a 30-day budget: 2 % of it in an hour, 5 % in six (Site Reliability Workbook, ch. 5, table 5-8).</summary>
    public static readonly IReadOnlyList<BurnRule> Paging = [new(60, 5, 14.4), new(360, 30, 6)];

    /// <summary>Fewer requests in the long window never alert: a single failure among them would look like a total outage.</summary>
    public const long MinimumRequests = 20;

    public bool Fires(double longBurn, double shortBurn) => longBurn > Burn && shortBurn > Burn;
}
