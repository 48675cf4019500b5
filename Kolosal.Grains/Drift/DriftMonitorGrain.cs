using System.Globalization;
using System.Text.Json.Nodes;
using Kolosal.Events;
using Kolosal.Incidents;
using Kolosal.Models;
using Kolosal.Monitoring;
using Kolosal.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kolosal.Drift;

/// <remarks>
/// Reads <see cref="PredictionStream"/>; keeps <see cref="DriftState"/>, listed as <c>drift_monitor</c>; asks <see cref="IModelVersionGrain"/>
/// for the reference; raises incidents of type drift and records <see cref="IDriftDetectionGrain"/>. Here are the windows of predictions.
/// </remarks>
[ImplicitStreamSubscription(PredictionStream.Namespace)]
internal sealed partial class DriftMonitorGrain(
    [PersistentState("drift-monitor")] IPersistentState<DriftState> storage, ICatalogue catalogue, TimeProvider clock, IOptions<DriftOptions> options,
    DriftInstruments instruments, ILogger<DriftMonitorGrain> log)
    : WindowMonitorGrain<DriftState, DriftSettings, DriftReport>("drift", storage, catalogue, clock, instruments, log), IDriftMonitorGrain
{
    private const int FindingsNamed = 5;

    private readonly DriftInstruments instruments = instruments;
    private MonitoringReference? measured;
    private DriftYardstick? yardstick, outcomeYardstick;
    private EarlyAlarm? early;

    protected override string CatalogueKind => CatalogueKinds.DriftMonitor;

    protected override DriftSettings Defaults => new(options.Value.WindowRows, options.Value.FalseAlarm);

    protected override int WindowRows => Settings.WindowRows;

    protected override string AlarmWord => "drifted";

    protected override bool EndsEarly => early is not null;

    protected override bool CountsFit => State.Tally.Fits(Yardstick) && (State.BetsAbout.Length == 0 || State.BetsAbout == About);

    private DriftYardstick Yardstick
    {
        get
        {
            // Settings may have changed since the reference was taken up.
            if (yardstick is null || yardstick.FalseAlarm != Settings.FalseAlarm) Use(measured ?? State.Reference!);
            return yardstick!;
        }
    }

    private string About => string.Create(CultureInfo.InvariantCulture, $"{State.Version}/{Settings.FalseAlarm}");

    public Task<Result<DriftMonitor>> GetAsync() => Task.FromResult(Answer(Read));

    public Task<Result<DriftMonitor>> ConfigureAsync(DriftSettings settings) => ConfigureAsync(
        settings, DriftRules.Refuse(settings),
        new()
        {
            ["window_rows"] = settings.WindowRows,
            ["false_alarm"] = settings.FalseAlarm.ToString(CultureInfo.InvariantCulture),
            ["window_minutes"] = settings.WindowMinutes,
            ["test"] = settings.Test,
            ["early_alarm"] = settings.EarlyAlarm,
            ["detectors"] = string.Join(",", settings.Chosen()),
        }, Read);

    protected override bool Concerns(ServedRequest request) => request.Error is null;

    protected override void Use(MonitoringReference reference)
    {
        var detail = reference.ToTraining();
        yardstick = DriftYardstick.OfPredictions(reference.InputDistributions(), reference.OutputDistribution(), detail, Settings.FalseAlarm);
        outcomeYardstick = DriftYardstick.OfOutcomes(detail, Settings.FalseAlarm);
        (measured, early) = (reference, null);
    }

    protected override void EmptyCounts()
    {
        early = null;
        State.EmptyCounts(Yardstick, outcomeYardstick, About);
    }

    protected override void Count(ServedRequest request)
    {
        if (State.Count(request, Yardstick) is { } found && Settings.EarlyAlarm) early ??= found;
    }

    protected override DateTimeOffset? EndedBefore(ServedRequest request) => OldAt(State.WindowBeganAt, State.RowsInWindow, request);

    protected override WindowVerdict<DriftReport> Judge(ClosedWindow window)
    {
        State.Tally.Rows = window.Rows;
        ulong seed = (ulong)State.Windows;
        bool closedEarly = window.ClosedBy == ClosedWindow.Early;
        var judged = closedEarly ? WindowJudge.Judge(Yardstick, State.Tally, Settings.Test, seed, early!)
            : WindowJudge.Judge(Yardstick, State.Tally, Settings.Test, seed);
        foreach (var column in judged.Columns) instruments.Judged(column.Psi);

        // After an early alarm full windows speak, until one is calm.
        if (closedEarly) State.Tally.Muted = true;
        else if (!judged.Drifted) State.Tally.Unmute();
        DriftFinding[] findings = [.. judged.Findings.Select(finding => finding.ToFinding(Settings.FalseAlarm))];
        string? worst = DriftFindings.Worst(findings);
        int inputs = Yardstick.Inputs;
        return new(
            incident => new DriftReport(
                window.Id, window.Version, window.BeganAt, window.ClosedAt, window.Rows, judged.Drifted, incident,
                [.. judged.Columns[..inputs].Select(c => c.ToColumn()).OrderByDescending(c => c.Drifted).ThenByDescending(c => c.Psi)],
                judged.Columns[inputs].ToColumn(), window.ClosedBy, worst, [.. findings], [.. judged.Causes.Select(cause => cause.ToCause())],
                judged.Joint, Settings.FalseAlarm),
            judged.Drifted ? Alarm(window.Rows, window.Version, findings, worst, $"{inputs} inputs") : null);
    }

    protected override Task TellAsync(ClosedWindow window, DriftReport report) =>
        RecordDetectionsAsync(window.Id, report.Version, report.IncidentId, window.ClosedAt, report.Rows, report.Findings ?? []);

    protected override object? Describe() =>
        State.Reference is null && State.Settings is null && State.Unmonitored is null ? null : Listed(Read());

    /// <summary>A list shows where each monitor stands; the windows are for whoever reads one.</summary>
    private static DriftMonitor Listed(DriftMonitor monitor) =>
        monitor with { Reports = [], Outcomes = monitor.Outcomes is { } outcomes ? outcomes with { Reports = [] } : null };

    private DateTimeOffset? OldAt(DateTimeOffset? began, long rows, ServedRequest request) =>
        Settings.WindowMinutes is { } minutes && began is { } from && rows >= WindowJudge.LeastRows && from.AddMinutes(minutes) is var over
        && request.At >= over ? over : null;

    private WindowAlarm Alarm(long rows, int version, DriftFinding[] findings, string? worst, string judged)
    {
        DriftFinding[] drifted = [.. findings.Where(finding => finding.Drifted).OrderByDescending(f => DriftFindings.ToSeverity(f.Severity))
            .ThenBy(f => f.PValue)];
        string evidence = string.Join(", ", drifted.Take(FindingsNamed).Select(finding => finding.Say()));
        return new(
            IncidentType.Drift, DriftFindings.ToSeverity(worst) >= DriftSeverity.High ? IncidentSeverity.Sev2 : IncidentSeverity.Sev3,
            $"Drift of {Model.Name}: {drifted.Length} finding{(drifted.Length == 1 ? "" : "s")} over {judged}",
            $"{rows} rows of version {version}: {evidence}{(drifted.Length > FindingsNamed ? " and more" : "")}.");
    }

    private DriftMonitor Read() => new(
        Model.Name, State.Version, Settings, State.RowsCounted, State.RowsInWindow, State.Windows, State.Alarms, State.Reports.FirstOrDefault(),
        [.. State.Reports], Held, State.Unmonitored,
        State.OutcomesCounted == 0 ? null : new(
            State.OutcomesCounted, State.OutcomesInWindow, State.OutcomeWindows, State.OutcomeAlarms, State.OutcomeReports.FirstOrDefault(),
            [.. State.OutcomeReports]),
        Settings.EarlyAlarm && State.Reference is not null
            ? new(State.Capital, 2 / Settings.FalseAlarm, Settings.FalseAlarm, State.Blocks, ColumnTally.BlockRows, State.Muted) : null);
}
