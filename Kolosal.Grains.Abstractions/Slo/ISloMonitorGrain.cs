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

/// <summary>What is promised about a model's requests.</summary>
/// <param name="Id"><c>slo_model.name</c>; unique in the workspace.</param>
/// <param name="Type">What is counted as bad; availability, error_rate and latency are measured from requests.</param>
/// <param name="Target">Promised share of good requests, 0.5 to 0.99999.</param>
/// <param name="ThresholdMilliseconds">Latency: slower is bad. Null for the other types.</param>
/// <param name="WindowDays">The budget's window, 1 to 90 days, rolling.</param>
[GenerateSerializer, Immutable, Alias("kolosal.slo-objective")]
public sealed record SloObjective(string Id, SloType Type, double Target, double? ThresholdMilliseconds, int WindowDays);

[GenerateSerializer, Alias("kolosal.slo-type")]
public enum SloType { Availability, Latency, ErrorRate, Freshness, Quality, Fairness }

[GenerateSerializer, Alias("kolosal.slo-status")]
public enum SloStatus { OnTrack, AtRisk, Breached }

/// <param name="ModelId">The model's name.</param>
/// <param name="Requests">Requests counted since the monitor exists.</param>
/// <param name="Latency">Quantiles of answered requests in the current and the previous hour; null without any.</param>
/// <param name="Objectives">One standing per objective.</param>
[GenerateSerializer, Immutable, Alias("kolosal.slo-monitor")]
public sealed record SloMonitor(string ModelId, long Requests, LatencyQuantiles? Latency, ImmutableArray<SloStanding> Objectives);

/// <summary>Milliseconds, to 1 % of their value.</summary>
[GenerateSerializer, Immutable, Alias("kolosal.latency-quantiles")]
public sealed record LatencyQuantiles(double P50, double P95, double P99, long Requests);

/// <summary>Where an objective stands.</summary>
/// <param name="SloId">The objective's id.</param>
/// <param name="ModelId">The model it is about.</param>
/// <param name="Objective">The promise.</param>
/// <param name="Status">on_track; at_risk while a burn alert fires or three quarters of the budget are gone; breached when the budget is.</param>
/// <param name="Total">Requests in the window.</param>
/// <param name="Bad">Bad ones.</param>
/// <param name="Sli">1 − bad / total; 1 without requests.</param>
/// <param name="BudgetConsumed">Bad over allowed bad; above 1 the promise is broken.</param>
/// <param name="BurnRates">Per alert rule.</param>
/// <param name="IncidentId">The incident that the last alert raised or joined.</param>
[GenerateSerializer, Immutable, Alias("kolosal.slo-standing")]
public sealed record SloStanding(
    string SloId, string ModelId, SloObjective Objective, SloStatus Status, long Total, long Bad, double Sli, double BudgetConsumed,
    ImmutableArray<BurnStanding> BurnRates, string? IncidentId);

/// <param name="LongMinutes">The long window.</param>
/// <param name="ShortMinutes">The short window, which ends an alert soon after the trouble.</param>
/// <param name="LongBurn">Error rate of the long window over the budget's.</param>
/// <param name="ShortBurn">The same of the short window.</param>
/// <param name="Limit">Both above it: alert.</param>
/// <param name="Firing">It fires now.</param>
[GenerateSerializer, Immutable, Alias("kolosal.burn-standing")]
public sealed record BurnStanding(int LongMinutes, int ShortMinutes, double LongBurn, double ShortBurn, double Limit, bool Firing);

public static class SloGrains
{
    public static ISloMonitorGrain SloMonitor(this IGrainFactory grains, ModelKey model) => grains.GetGrain<ISloMonitorGrain>(model.ToString());
}
