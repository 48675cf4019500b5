using System.Globalization;
using System.Text.Json.Nodes;
using Kolosal.Events;
using Kolosal.Incidents;
using Kolosal.Models;
using Kolosal.Monitoring;
using Kolosal.Storage;
using Kolosal.Tabular;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kolosal.Drift;

/// <remarks>
/// Reads <see cref="PredictionStream"/>; keeps <see cref="DriftState"/>, listed as <c>drift_monitor</c>; asks <see cref="IModelVersionGrain"/>
/// for the reference; raises incidents of type drift.
/// </remarks>
[ImplicitStreamSubscription(PredictionStream.Namespace)]
internal sealed class DriftMonitorGrain(
    [PersistentState("drift-monitor")] IPersistentState<DriftState> storage, ICatalogue catalogue, TimeProvider clock, IOptions<DriftOptions> options,
    DriftInstruments instruments, ILogger<DriftMonitorGrain> log)
    : WindowMonitorGrain<DriftState, DriftSettings, DriftReport>("drift", storage, catalogue, clock, instruments, log), IDriftMonitorGrain
{
    private const int ColumnsNamed = 5;

    private readonly DriftInstruments instruments = instruments;
    private ColumnDistribution[] columns = [];

    protected override string CatalogueKind => CatalogueKinds.DriftMonitor;

    protected override DriftSettings Defaults => new(options.Value.WindowRows, options.Value.FalseAlarm);

    protected override int WindowRows => Settings.WindowRows;

    protected override string AlarmWord => "drifted";

    public Task<Result<DriftMonitor>> GetAsync() => Task.FromResult(Answer(Read));

    public Task<Result<DriftMonitor>> ConfigureAsync(DriftSettings settings) => ConfigureAsync(
        settings, DriftRules.Refuse(settings),
        new() { ["window_rows"] = settings.WindowRows, ["false_alarm"] = settings.FalseAlarm.ToString(CultureInfo.InvariantCulture) }, Read);

    protected override bool Concerns(ServedRequest request) => request.Error is null;

    protected override void Use(MonitoringReference reference) => columns = [.. reference.InputDistributions(), reference.OutputDistribution()];

    protected override void EmptyCounts() => State.EmptyCounts(columns);

    protected override bool CountsFit => State.Fits(columns);

    protected override void Count(ServedRequest request) => State.Count(request, columns);

    protected override WindowVerdict<DriftReport> Judge(ClosedWindow window)
    {
        var findings = DriftJudge.Judge(columns, State.Window, Settings.FalseAlarm);
        foreach (var finding in findings) instruments.Judged(finding.Psi);
        var drifted = findings.Where(finding => finding.Drifted).ToArray();
        return new(
            incident => new DriftReport(
                window.Id, window.Version, window.BeganAt, window.ClosedAt, window.Rows, drifted.Length > 0, incident,
                [.. findings[..^1].Select(DriftDetection.Describe).OrderByDescending(c => c.Drifted).ThenByDescending(c => c.Psi)],
                DriftDetection.Describe(findings[^1])),
            drifted.Length == 0 ? null : Alarm(window, drifted, findings.Length));
    }

    protected override object? Describe() =>
        State.Reference is null && State.Settings is null && State.Unmonitored is null ? null : Read() with { Reports = [] };

    private WindowAlarm Alarm(ClosedWindow window, ColumnFinding[] drifted, int judged)
    {
        string evidence = string.Join(", ", drifted.OrderByDescending(column => column.Psi).Take(ColumnsNamed).Select(
            column => string.Create(CultureInfo.InvariantCulture, $"{column.Name} PSI {column.Psi:0.###} (p {column.PValue:0.##e0})")));
        return new(
            IncidentType.Drift, DriftJudge.IsMajor(drifted) ? IncidentSeverity.Sev2 : IncidentSeverity.Sev3,
            $"Drift in {drifted.Length} of {judged} columns of {Model.Name}",
            $"{window.Rows} rows of version {window.Version}: {evidence}{(drifted.Length > ColumnsNamed ? " and more" : "")}.");
    }

    private DriftMonitor Read() => new(
        Model.Name, State.Version, Settings, State.RowsCounted, State.RowsInWindow, State.Windows, State.Alarms, State.Reports.FirstOrDefault(),
        [.. State.Reports], Held, State.Unmonitored);
}
