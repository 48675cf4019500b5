using Kolosal.Access;
using Kolosal.Events;
using Orleans.Concurrency;

namespace Kolosal.Fairness;

/// <summary>Watches how one model's decisions, and their outcomes, fall on the groups of each protected attribute and of every two of them crossed.
/// Key <c>workspace/model</c>.</summary>
[Alias("kolosal.fairness.IFairnessMonitorGrain")]
public interface IFairnessMonitorGrain : IGrainWithStringKey
{
    /// <summary>The monitor's standing. Refused with <c>fairness.no-traffic</c> before the first request.</summary>
    [Alias("Get"), ReadOnly, RequiresPermission(Permission.FairnessRead)]
    Task<Result<FairnessMonitor>> GetAsync();

    /// <summary>Changes what it judges by; the open windows start again. Refuses settings out of bounds with a code that names the setting
    /// (<c>fairness.window-rows</c> …) and a model that does not exist.</summary>
    [Alias("Configure"), RequiresPermission(Permission.FairnessWrite)]
    Task<Result<FairnessMonitor>> ConfigureAsync(FairnessSettings settings);
}

/// <summary>A fairness monitor as it is read and listed.</summary>
/// <param name="ModelId">The model's name.</param>
/// <param name="Version">The version that the open window counts.</param>
/// <param name="Settings">What it judges by.</param>
/// <param name="FavourableClass">The decision that counts as selection; null when none is declared, and then nothing is judged.</param>
/// <param name="Attributes">The protected attributes watched.</param>
/// <param name="RowsCounted">Rows counted since the monitor exists.</param>
/// <param name="RowsInWindow">Rows in the open window of decisions.</param>
/// <param name="Windows">Windows of decisions closed.</param>
/// <param name="Alarms">Windows that raised an alarm, of either kind.</param>
/// <param name="Last">The last report on decisions.</param>
/// <param name="Reports">The latest reports on decisions, newest first; the groups stand in the newest alone.</param>
/// <param name="Held">What it waits for; null while it keeps up. Only a read of the monitor shows it, lists do not.</param>
/// <param name="Unmonitored">Requests that it passed over for good; null when there are none.</param>
/// <param name="OutcomesCounted">Outcomes counted since the monitor exists; corrections are none of their own.</param>
/// <param name="OutcomesInWindow">Outcomes in the open window of outcomes.</param>
/// <param name="OutcomeWindows">Windows of outcomes closed.</param>
/// <param name="LastOutcomes">The last report on outcomes; null before the first.</param>
/// <param name="OutcomeReports">The latest reports on outcomes, newest first; the groups stand in the newest alone.</param>
/// <param name="Sustained">Violations that are sustained at present, as <c>sex: disparate_impact</c>.</param>
/// <param name="NotCrossed">Intersections that are not counted, because there would be too many groups.</param>
[GenerateSerializer, Immutable, Alias("kolosal.fairness-monitor")]
public sealed record FairnessMonitor(
    string ModelId, int Version, FairnessSettings Settings, string? FavourableClass, ImmutableArray<string> Attributes, long RowsCounted,
    long RowsInWindow, long Windows, long Alarms, FairnessReport? Last, ImmutableArray<FairnessReport> Reports,
    MonitorHold? Held = null, UnmonitoredRequests? Unmonitored = null, long OutcomesCounted = 0, long OutcomesInWindow = 0, long OutcomeWindows = 0,
    FairnessReport? LastOutcomes = null, ImmutableArray<FairnessReport>? OutcomeReports = null, ImmutableArray<string>? Sustained = null,
    ImmutableArray<string>? NotCrossed = null);

public static class FairnessGrains
{
    public static IFairnessMonitorGrain FairnessMonitor(this IGrainFactory grains, ModelKey model) =>
        grains.GetGrain<IFairnessMonitorGrain>(model.ToString());

    public static IVersionFairnessGrain VersionFairness(this IGrainFactory grains, VersionKey version) =>
        grains.GetGrain<IVersionFairnessGrain>(version.ToString());
}
