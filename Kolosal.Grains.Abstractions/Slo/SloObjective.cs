namespace Kolosal.Slo;

/// <summary>What is promised about a model.</summary>
/// <param name="Id"><c>slo_model.name</c>; unique in the workspace.</param>
/// <param name="Type">What is counted, and what of it as bad.</param>
/// <param name="Target">Promised share of good events, 0.5 to 0.99999.</param>
/// <param name="ThresholdMilliseconds">Latency: slower is bad. Null for the other types.</param>
/// <param name="WindowDays">The budget's window, 1 to 90 days, rolling.</param>
/// <param name="Percentile">Latency: 50, 95 or 99 where the promise was made of a quantile. "p95 within 200 ms" is the same as "95 % within
/// 200 ms", so <paramref name="Target"/> is its share. Null when the share itself was promised.</param>
/// <param name="MaxAgeHours">Freshness: a request is good when the version that answered it was registered at most so long before. Null for the
/// other types.</param>
/// <param name="MaxError">Quality of a regression: an outcome is good when |actual − predicted| is at most this, in the target's unit. Null for a
/// classification, whose outcome is good when the decision was correct, and for the other types.</param>
/// <param name="MinImpactRatio">Fairness: smallest disparate impact with which a window of decisions is good, 0 to 1. Null for the other types.
/// </param>
/// <param name="Policy">What is done when the budget is gone or burns.</param>
[GenerateSerializer, Immutable, Alias("kolosal.slo-objective")]
public sealed record SloObjective(
    string Id, SloType Type, double Target, double? ThresholdMilliseconds, int WindowDays, int? Percentile = null, double? MaxAgeHours = null,
    double? MaxError = null, double? MinImpactRatio = null, BudgetPolicy Policy = BudgetPolicy.None);

/// <summary>What an objective counts.</summary>
[GenerateSerializer, Alias("kolosal.slo-type")]
public enum SloType
{
    /// <summary>Requests; those that failed by our fault are bad.</summary>
    Availability,

    /// <summary>Answered requests; slow ones are bad.</summary>
    Latency,

    /// <summary>Requests; all that failed are bad, also by the caller's fault.</summary>
    ErrorRate,

    /// <summary>Answered requests; those that an old version answered are bad (The Site Reliability Workbook, ch. 2: the share of requests that were
    /// served from data fresher than a threshold).</summary>
    Freshness,

    /// <summary>Outcomes; wrong decisions are bad, or errors that are too large.</summary>
    Quality,

    /// <summary>Windows of decisions; those in which a protected group was selected too seldom are bad.</summary>
    Fairness,
}

/// <summary>The error-budget policy: what happens by itself.</summary>
[GenerateSerializer, Alias("kolosal.budget-policy")]
public enum BudgetPolicy
{
    /// <summary>Nothing beside incidents.</summary>
    None,

    /// <summary>While the budget is breached no other version becomes active.</summary>
    FreezePromotion,

    /// <summary>When it burns at a paging rate since a version was promoted, the version before it serves again.</summary>
    Rollback,
}
