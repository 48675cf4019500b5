using Kolosal.Access;
using Kolosal.Events;
using Orleans.Concurrency;

namespace Kolosal.Fairness;

/// <summary>Watches how one model's decisions fall on the groups of each protected attribute. Key <c>workspace/model</c>.</summary>
[Alias("kolosal.fairness.IFairnessMonitorGrain")]
public interface IFairnessMonitorGrain : IGrainWithStringKey
{
    /// <summary>The monitor's standing. Refused with <c>fairness.no-traffic</c> before the first request.</summary>
    [Alias("Get"), ReadOnly, RequiresPermission(Permission.FairnessRead)]
    Task<Result<FairnessMonitor>> GetAsync();

    /// <summary>Changes window, limits and minimum group size; the open window starts again.</summary>
    [Alias("Configure"), RequiresPermission(Permission.FairnessWrite)]
    Task<Result<FairnessMonitor>> ConfigureAsync(FairnessSettings settings);
}

/// <param name="WindowRows">Rows in a window, 50 to 1,000,000.</param>
/// <param name="MinimumGroupRows">Smaller groups are shown and not judged, 5 to 100,000.</param>
/// <param name="MinimumImpactRatio">Smallest disparate impact that passes, 0 to 1; the four-fifths rule is 0.8.</param>
/// <param name="FalseAlarm">Probability that a window of equal treatment raises an alarm, over all attributes together; 0.0001 to 0.2.</param>
[GenerateSerializer, Immutable, Alias("kolosal.fairness-settings")]
public sealed record FairnessSettings(int WindowRows, int MinimumGroupRows, double MinimumImpactRatio, double FalseAlarm);

/// <summary>A fairness monitor as it is read and listed.</summary>
/// <param name="ModelId">The model's name.</param>
/// <param name="Version">The version that the open window counts.</param>
/// <param name="Settings">What it judges by.</param>
/// <param name="FavourableClass">The decision that counts as selection; null when none is declared, and then nothing is judged.</param>
/// <param name="Attributes">The protected attributes watched.</param>
/// <param name="RowsCounted">Rows counted since the monitor exists.</param>
/// <param name="RowsInWindow">Rows in the open window.</param>
/// <param name="Windows">Windows closed.</param>
/// <param name="Alarms">Windows that raised an alarm.</param>
/// <param name="Last">The last window's report.</param>
/// <param name="Reports">The latest reports, newest first.</param>
/// <param name="Held">What it waits for; null while it keeps up. Only a read of the monitor shows it, lists do not.</param>
/// <param name="Unmonitored">Requests that it passed over for good; null when there are none.</param>
[GenerateSerializer, Immutable, Alias("kolosal.fairness-monitor")]
public sealed record FairnessMonitor(
    string ModelId, int Version, FairnessSettings Settings, string? FavourableClass, ImmutableArray<string> Attributes, long RowsCounted,
    long RowsInWindow, long Windows, long Alarms, FairnessReport? Last, ImmutableArray<FairnessReport> Reports,
    MonitorHold? Held = null, UnmonitoredRequests? Unmonitored = null);

/// <summary>The verdict over one window.</summary>
/// <param name="WindowId">Names the window for ever.</param>
/// <param name="Version">The model version it judged.</param>
/// <param name="BeganAt">First request.</param>
/// <param name="ClosedAt">Last request.</param>
/// <param name="Rows">Rows judged.</param>
/// <param name="Unfair">At least one attribute fails.</param>
/// <param name="IncidentId">The incident it raised or joined.</param>
/// <param name="Attributes">One per protected attribute.</param>
[GenerateSerializer, Immutable, Alias("kolosal.fairness-report")]
public sealed record FairnessReport(
    string WindowId, int Version, DateTimeOffset BeganAt, DateTimeOffset ClosedAt, long Rows, bool Unfair, string? IncidentId,
    ImmutableArray<AttributeFairness> Attributes);

/// <summary>How decisions fall on one attribute's groups.</summary>
/// <param name="Attribute">The protected column.</param>
/// <param name="Groups">Every group seen.</param>
/// <param name="DisparateImpact">Smallest selection rate over largest, among groups of
/// sufficient size; null with fewer than two such groups or no selection at all.</param>
/// <param name="DisparateImpactLow">Lower end of its 95 % interval (Katz et al. 1978).</param>
/// <param name="DisparateImpactHigh">Upper end.</param>
/// <param name="ParityDifference">Largest selection rate − smallest.</param>
/// <param name="PValue">Probability of a difference as large under equal treatment, over all pairs of groups.</param>
/// <param name="Unfair">Below the smallest ratio that passes, and significant.</param>
[GenerateSerializer, Immutable, Alias("kolosal.attribute-fairness")]
public sealed record AttributeFairness(
    string Attribute, ImmutableArray<GroupSelection> Groups, double? DisparateImpact, double? DisparateImpactLow, double? DisparateImpactHigh,
    double? ParityDifference, double? PValue, bool Unfair);

/// <param name="Group">The category, or the band of a numeric attribute.</param>
/// <param name="Rows">Decisions on this group.</param>
/// <param name="Selected">Favourable ones.</param>
/// <param name="SelectionRate">Selected / rows.</param>
/// <param name="Judged">Large enough to be judged.</param>
[GenerateSerializer, Immutable, Alias("kolosal.group-selection")]
public sealed record GroupSelection(string Group, long Rows, long Selected, double SelectionRate, bool Judged);

public static class FairnessGrains
{
    public static IFairnessMonitorGrain FairnessMonitor(this IGrainFactory grains, ModelKey model) =>
        grains.GetGrain<IFairnessMonitorGrain>(model.ToString());
}
