namespace Kolosal.Slo;

/// <summary>An alert over two windows: the long one makes it significant, the short one lets it stop soon after the trouble does.</summary>
/// <param name="LongMinutes">The long window.</param>
/// <param name="ShortMinutes">The short window, a twelfth of it by custom.</param>
/// <param name="Burn">Fires when both burn rates are above.</param>
/// <param name="Pages">It wakes somebody; otherwise it is a ticket for the working day.</param>
public readonly record struct BurnRule(int LongMinutes, int ShortMinutes, double Burn, bool Pages = true)
{
    /// <summary>The two paging rules for a 30-day budget: 2 % of it in an hour, 5 % in six (Site Reliability Workbook, ch. 5, table 5-8).</summary>
    public static readonly IReadOnlyList<BurnRule> Paging = [new(60, 5, 14.4), new(360, 30, 6)];

    /// <summary>The two that make tickets: 10 % in a day, 10 % in three days (ibid., table 5-8 and the rule set below it).</summary>
    public static readonly IReadOnlyList<BurnRule> Ticketing = [new(1_440, 120, 3, Pages: false), new(4_320, 360, 1, Pages: false)];

    /// <summary>The most urgent first.</summary>
    public static readonly IReadOnlyList<BurnRule> All = [.. Paging, .. Ticketing];

    /// <summary>The windows whose burn rates are shown, in minutes: 5 m, 30 m, 1 h, 2 h, 6 h, 1 d, 3 d. All that the rules look at.</summary>
    public static readonly IReadOnlyList<int> Windows = [5, 30, 60, 120, 360, 1_440, 4_320];

    /// <summary>Fewer events in the long window never alert: a single failure among them would look like a total outage.</summary>
    public const long MinimumRequests = 20;

    /// <summary>
    /// Fewer bad events in the long window never alert, whatever their share: at night one failure among thirty requests is a burn rate in
    /// the hundreds of a promise of 99.99 %, and nobody is to be woken by it (ibid., "Low-Traffic Services and Error Budget Alerting").
    /// </summary>
    public const long MinimumBad = 5;

    public bool Fires(double longBurn, double shortBurn) => longBurn > Burn && shortBurn > Burn;
}
