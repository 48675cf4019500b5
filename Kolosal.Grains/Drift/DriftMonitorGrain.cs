using System.Globalization;
using System.Text.Json;
using Kolosal.Events;
using Kolosal.Incidents;
using Kolosal.LogConsumers;
using Kolosal.Models;
using Kolosal.Storage;
using Microsoft.Extensions.Options;

namespace Kolosal.Drift;

/// <remarks>
/// Reads <see cref="PredictionStream"/>; keeps <see cref="DriftState"/>, listed as <c>drift_monitor</c>; asks <see cref="IModelVersionGrain"/>
/// for the reference; raises incidents of type drift.
/// </remarks>
[ImplicitStreamSubscription(PredictionStream.Namespace)]
internal sealed class DriftMonitorGrain(
    [PersistentState("drift-monitor")] IPersistentState<DriftState> storage, ICatalogue catalogue, TimeProvider clock, IOptions<DriftOptions> options)
    : WindowMonitorGrain<DriftState>(storage, catalogue, clock), IDriftMonitorGrain
{
    private ColumnBins[] columns = [];

    protected override string CatalogueKind => CatalogueKinds.DriftMonitor;

    private DriftSettings Settings => State.Settings ?? new(options.Value.WindowRows, options.Value.FalseAlarm);

    public Task<Result<DriftMonitor>> GetAsync() => Task.FromResult<Result<DriftMonitor>>(
        State.Reference is null
            ? Refusal.NotFound(
                "drift.no-traffic", $"The drift monitor of '{Model.Name}' has seen no request yet; it begins with the first prediction.")
            : Read());

    public async Task<Result<DriftMonitor>> ConfigureAsync(DriftSettings settings)
    {
        if (settings.WindowRows is < DriftOptions.SmallestWindow or > DriftOptions.LargestWindow)
            return Refusal.Invalid(
                "drift.window-rows",
                $"Need a window of {DriftOptions.SmallestWindow} to {DriftOptions.LargestWindow} rows, got {settings.WindowRows}.");
        if (settings.FalseAlarm is not (>= DriftOptions.SmallestFalseAlarm and <= DriftOptions.LargestFalseAlarm))
            return Refusal.Invalid(
                "drift.false-alarm",
                $"Need a false-alarm rate of {DriftOptions.SmallestFalseAlarm} to {DriftOptions.LargestFalseAlarm}, got {settings.FalseAlarm}.");
        if (!(await GrainFactory.Model(Model).GetAsync()).Accepted)
            return Refusal.NotFound("models.not-found", $"There is no model '{Model.Name}' in this workspace.");
        if (settings == State.Settings) return Read();

        State.Settings = settings;
        if (State.Reference is { } reference) State.Restart(reference);
        await CommitAsync("drift.configure", $"models/{Model.Name}", Model.Name, JsonSerializer.Serialize(
            new { window_rows = settings.WindowRows, false_alarm = settings.FalseAlarm.ToString(CultureInfo.InvariantCulture) }));
        return Read();
    }

    protected override async Task CountAsync(ServedRequest request)
    {
        if (request.Error is not null) return;
        if (request.Version != State.Version)
        {
            if (await GrainFactory.ModelVersion(Model.Version(request.Version)).GetReferenceAsync() is not { Accepted: true, Value: { } reference })
                return;
            State.Restart(reference);
            columns = [];
        }
        if (columns.Length == 0) columns = DriftColumns.Of(State.Reference!);

        State.Count(request, columns);
        if (State.RowsInWindow >= Settings.WindowRows) await CloseWindowAsync(request.At);
    }

    protected override object? Describe() => State.Reference is null && State.Settings is null ? null : Read() with { Reports = [] };

    private async Task CloseWindowAsync(DateTimeOffset closedAt)
    {
        var findings = DriftJudge.Judge(columns, State.Window, Settings.FalseAlarm);
        var report = new DriftReport(
            WindowId("drift"), State.Version, State.WindowBeganAt!.Value, closedAt, State.RowsInWindow, findings.Any(f => f.Drifted),
            IncidentId: null,
            [.. findings[..^1].Select(Describe).OrderByDescending(column => column.Drifted).ThenByDescending(column => column.Psi)],
                Describe(findings[^1]));

        // Signal first, write second: a crash in between repeats the signal, and the desk folds repeats by evidence id.
        if (report.Drifted) report = report with { IncidentId = await GrainFactory.IncidentDesk(Model.Workspace).RaiseAsync(Signal(report)) };
        State.Close(report, columns);
        await CommitAsync("drift.close-window", $"models/{Model.Name}:{State.Version}", Model.Name, JsonSerializer.Serialize(
            new { window_id = report.WindowId, rows = report.Rows, drifted = report.Drifted, incident_id = report.IncidentId }));
    }

    private IncidentSignal Signal(DriftReport report)
    {
        var drifted = report.Columns.Append(report.Decisions).Where(column => column.Drifted).ToArray();
        var severity = drifted.Max(column => column.Psi) >= DriftJudge.MajorPsi ? IncidentSeverity.Sev2 : IncidentSeverity.Sev3;
        string evidence = string.Join(", ", drifted.Take(5)
            .Select(column => string.Create(CultureInfo.InvariantCulture, $"{column.Name} PSI {column.Psi:0.###} (p {column.PValue:0.##e0})")));
        return new(
            report.WindowId, $"models/{Model.Name}", Model.Name, IncidentType.Drift, severity,
            $"Drift in {drifted.Length} of {report.Columns.Length + 1} columns of {Model.Name}",
            report.BeganAt, Clock.GetUtcNow(),
                $"{report.Rows} rows of version {report.Version}: {evidence}{(drifted.Length > 5 ? " and more" : "")}.");
    }

    private DriftMonitor Read() => new(
        Model.Name, State.Version, Settings, State.RowsCounted, State.RowsInWindow, State.Windows, State.Alarms, State.Reports.FirstOrDefault(),
            [.. State.Reports]);

    private static ColumnDrift Describe(ColumnFinding found) =>
        new(found.Name, found.Psi, found.Ks, found.PValue, found.MissingShare, found.UnseenShare, found.Drifted);
}
