using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Slo;

/// <summary>Holds one model's service levels against its served requests. Key <c>workspace/model</c>.</summary>
[Alias("kolosal.slo.ISloMonitorGrain")]
public interface ISloMonitorGrain : IGrainWithStringKey
{
    /// <summary>Every objective with its budget and burn rates. Availability and latency have defaults that hold until others are defined.</summary>
    [Alias("Get"), ReadOnly, RequiresPermission(Permission.MonitoringRead)]
    Task<Result<SloMonitor>> GetAsync();

    /// <summary>Adds an objective, or replaces the one of the same id; a replaced objective's counts begin again.</summary>
    /// <returns>Refused with <c>slo.name</c> when the id is not one of this model's (<see cref="SloId"/>).</returns>
    [Alias("Define"), RequiresPermission(Permission.MonitoringWrite)]
    Task<Result<SloStanding>> DefineAsync(SloObjective objective);

    /// <summary>One objective as it stands now. Refused with <c>slo.not-found</c>.</summary>
    [Alias("GetObjective"), ReadOnly, RequiresPermission(Permission.MonitoringRead)]
    Task<Result<SloStanding>> GetObjectiveAsync(string id);
}

[GenerateSerializer, Alias("kolosal.slo-status")]
public enum SloStatus { OnTrack, AtRisk, Breached }

/// <summary>A model's service levels as they are read and listed.</summary>
/// <param name="ModelId">The model's name.</param>
/// <param name="Requests">Requests counted since the monitor exists.</param>
/// <param name="Latency">Quantiles of answered requests in the current and the previous hour; null without any.</param>
/// <param name="Objectives">One standing per objective.</param>
/// <param name="Status">The worst of the objectives'.</param>
/// <param name="Recent">Requests of the last 60 minutes.</param>
/// <param name="Quality">Outcomes that came in the last 24 hours, by the first objective about quality; null without one or without outcomes.</param>
/// <param name="At">When these figures were taken. A list shows them as they were then: with traffic at most
/// <c>Kolosal:Slo:ListSeconds</c> ago.</param>
/// <param name="Hours">Hour by hour, the last three days; empty in lists.</param>
/// <param name="Days">Day by day (UTC), the last ninety days; empty in lists.</param>
[GenerateSerializer, Immutable, Alias("kolosal.slo-monitor")]
public sealed record SloMonitor(
    string ModelId, long Requests, LatencyQuantiles? Latency, ImmutableArray<SloStanding> Objectives, SloStatus Status, RecentTraffic Recent,
    RecentQuality? Quality, DateTimeOffset At, ImmutableArray<ServicePoint> Hours, ImmutableArray<ServicePoint> Days);

/// <param name="Requests">All requests.</param>
/// <param name="Errors">Those that failed by our fault.</param>
/// <param name="PerSecond">Requests a second on average.</param>
/// <param name="ErrorShare">Errors over requests; null without requests.</param>
[GenerateSerializer, Immutable, Alias("kolosal.recent-traffic")]
public sealed record RecentTraffic(long Requests, long Errors, double PerSecond, double? ErrorShare);

/// <param name="Outcomes">Outcomes that came.</param>
/// <param name="Good">Share of correct decisions, or of errors within the objective's limit.</param>
[GenerateSerializer, Immutable, Alias("kolosal.recent-quality")]
public sealed record RecentQuality(long Outcomes, double Good);

/// <summary>One period of a model's service, for charts.</summary>
/// <param name="At">When the period began.</param>
/// <param name="Requests">All requests.</param>
/// <param name="Errors">Failed by our fault.</param>
/// <param name="ClientErrors">Failed by the caller's.</param>
/// <param name="P50">Milliseconds of answered requests, to 1 %; null without any.</param>
/// <param name="P95">The same.</param>
/// <param name="P99">The same.</param>
[GenerateSerializer, Immutable, Alias("kolosal.service-point")]
public sealed record ServicePoint(
    DateTimeOffset At, long Requests, long Errors, long ClientErrors, double? P50, double? P95, double? P99);

/// <summary>Milliseconds, to 1 % of their value.</summary>
[GenerateSerializer, Immutable, Alias("kolosal.latency-quantiles")]
public sealed record LatencyQuantiles(double P50, double P95, double P99, long Requests);

/// <summary>Where an objective stands.</summary>
/// <param name="SloId">The objective's id.</param>
/// <param name="ModelId">The model it is about.</param>
/// <param name="Objective">The promise.</param>
/// <param name="Status">on_track; at_risk while a burn alert fires or three quarters of the budget are gone; breached when the budget is.</param>
/// <param name="Total">Events in the window: requests, outcomes or windows of decisions.</param>
/// <param name="Bad">Bad ones.</param>
/// <param name="Sli">1 − bad / total; 1 without events.</param>
/// <param name="BudgetConsumed">Bad over allowed bad; above 1 the promise is broken.</param>
/// <param name="BurnRates">Per alert rule.</param>
/// <param name="IncidentId">The incident that the last alert raised or joined.</param>
/// <param name="Windows">Burn rates over 5 m, 30 m, 1 h, 2 h, 6 h, 1 d and 3 d, as far as the budget's window holds them; beyond six hours to
/// the hour.</param>
/// <param name="BudgetRemaining">1 − consumed; below 0 when the promise is broken.</param>
/// <param name="PromotionFrozen">Its policy keeps versions from becoming active at present.</param>
[GenerateSerializer, Immutable, Alias("kolosal.slo-standing")]
public sealed record SloStanding(
    string SloId, string ModelId, SloObjective Objective, SloStatus Status, long Total, long Bad, double Sli, double BudgetConsumed,
    ImmutableArray<BurnStanding> BurnRates, string? IncidentId, ImmutableArray<BurnRate> Windows, double BudgetRemaining, bool PromotionFrozen);

/// <param name="LongMinutes">The long window.</param>
/// <param name="ShortMinutes">The short window, which ends an alert soon after the trouble.</param>
/// <param name="LongBurn">Error rate of the long window over the budget's.</param>
/// <param name="ShortBurn">The same of the short window.</param>
/// <param name="Limit">Both above it: alert.</param>
/// <param name="Firing">It fires now.</param>
/// <param name="Pages">It wakes somebody; otherwise it is a ticket.</param>
[GenerateSerializer, Immutable, Alias("kolosal.burn-standing")]
public sealed record BurnStanding(
    int LongMinutes, int ShortMinutes, double LongBurn, double ShortBurn, double Limit, bool Firing, bool Pages);

/// <param name="WindowMinutes">The window, up to now.</param>
/// <param name="Total">Events in it.</param>
/// <param name="Bad">Bad ones.</param>
/// <param name="Burn">Their share over the budget's; 0 without events.</param>
[GenerateSerializer, Immutable, Alias("kolosal.burn-rate")]
public sealed record BurnRate(int WindowMinutes, long Total, long Bad, double Burn);

public static class SloGrains
{
    public static ISloMonitorGrain SloMonitor(this IGrainFactory grains, ModelKey model) => grains.GetGrain<ISloMonitorGrain>(model.ToString());
}
