using Kolosal.Access;
using Kolosal.Events;
using Orleans.Concurrency;

namespace Kolosal.Drift;

/// <summary>Watches one model's inputs and decisions for drift from what training saw. Key <c>workspace/model</c>.</summary>
[Alias("kolosal.drift.IDriftMonitorGrain")]
public interface IDriftMonitorGrain : IGrainWithStringKey
{
    /// <summary>The monitor's standing: open window, last reports. Refused with <c>drift.no-traffic</c> before the first request.</summary>
    [Alias("Get"), ReadOnly, RequiresPermission(Permission.MonitoringRead)]
    Task<Result<DriftMonitor>> GetAsync();

    /// <summary>Changes window and false-alarm rate; the open window starts again.</summary>
    [Alias("Configure"), RequiresPermission(Permission.MonitoringWrite)]
    Task<Result<DriftMonitor>> ConfigureAsync(DriftSettings settings);
}

/// <param name="WindowRows">Rows in a window, 50 to 1,000,000.</param>
/// <param name="FalseAlarm">Probability that a window without drift raises an alarm, over all columns together; 0.0001 to 0.2.</param>
[GenerateSerializer, Immutable, Alias("kolosal.drift-settings")]
public sealed record DriftSettings(int WindowRows, double FalseAlarm);

/// <summary>A drift monitor as it is read and listed.</summary>
/// <param name="ModelId">The model's name.</param>
/// <param name="Version">The version that the open window counts.</param>
/// <param name="Settings">What it judges by.</param>
/// <param name="RowsCounted">Rows counted since the monitor exists, over all versions.</param>
/// <param name="RowsInWindow">Rows in the open window.</param>
/// <param name="Windows">Windows closed.</param>
/// <param name="Alarms">Windows that raised an alarm.</param>
/// <param name="Last">The last window's report; null before the first.</param>
/// <param name="Reports">The latest reports, newest first.</param>
/// <param name="Held">What it waits for; null while it keeps up. Only a read of the monitor shows it, lists do not.</param>
/// <param name="Unmonitored">Requests that it passed over for good; null when there are none.</param>
[GenerateSerializer, Immutable, Alias("kolosal.drift-monitor")]
public sealed record DriftMonitor(
    string ModelId, int Version, DriftSettings Settings, long RowsCounted, long RowsInWindow, long Windows, long Alarms,
    DriftReport? Last, ImmutableArray<DriftReport> Reports, MonitorHold? Held = null, UnmonitoredRequests? Unmonitored = null);

/// <summary>The verdict over one window.</summary>
/// <param name="WindowId">Names the window for ever.</param>
/// <param name="Version">The model version it judged.</param>
/// <param name="BeganAt">First request.</param>
/// <param name="ClosedAt">Last request.</param>
/// <param name="Rows">Rows judged.</param>
/// <param name="Drifted">At least one column or the decisions drifted.</param>
/// <param name="IncidentId">The incident it raised or joined.</param>
/// <param name="Columns">Every input column, the most drifted first.</param>
/// <param name="Decisions">The predicted classes or values.</param>
[GenerateSerializer, Immutable, Alias("kolosal.drift-report")]
public sealed record DriftReport(
    string WindowId, int Version, DateTimeOffset BeganAt, DateTimeOffset ClosedAt, long Rows, bool Drifted, string? IncidentId,
    ImmutableArray<ColumnDrift> Columns, ColumnDrift Decisions);

/// <summary>One column's distance from training.</summary>
/// <param name="Name">The column.</param>
/// <param name="Psi">Population stability index over the training bins, a bin for missing and one for unseen values; nats.</param>
/// <param name="Ks">Kolmogorov-Smirnov distance at the training bins' edges (a lower bound of the exact one); null for categories.</param>
/// <param name="PValue">Probability of distances as large without drift; the smaller of the two tests', doubled.</param>
/// <param name="MissingShare">Share of rows without a value.</param>
/// <param name="UnseenShare">Share of rows whose category training did not see.</param>
/// <param name="Drifted">Significant at the false-discovery rate and of at least moderate size.</param>
[GenerateSerializer, Immutable, Alias("kolosal.column-drift")]
public sealed record ColumnDrift(string Name, double Psi, double? Ks, double PValue, double MissingShare, double UnseenShare, bool Drifted);

public static class DriftGrains
{
    public static IDriftMonitorGrain DriftMonitor(this IGrainFactory grains, ModelKey model) =>
        grains.GetGrain<IDriftMonitorGrain>(model.ToString());
}
