using System.Globalization;
using System.Text.Json.Nodes;
using Kolosal.Events;
using Kolosal.Incidents;
using Kolosal.Models;
using Kolosal.Monitoring;
using Kolosal.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kolosal.Fairness;

/// <remarks>
/// Reads <see cref="PredictionStream"/>; keeps <see cref="FairnessState"/>, listed as <c>fairness_monitor</c>; asks
/// <see cref="IModelVersionGrain"/> for protected attributes and the favourable class; raises incidents of type fairness. Decisions fill one window,
/// outcomes another of their own: they come late, and not of all.
/// </remarks>
[ImplicitStreamSubscription(PredictionStream.Namespace)]
internal sealed class FairnessMonitorGrain(
    [PersistentState("fairness-monitor")] IPersistentState<FairnessState> storage, ICatalogue catalogue, TimeProvider clock,
    IOptions<FairnessOptions> options, FairnessInstruments instruments, ILogger<FairnessMonitorGrain> log)
    : WindowMonitorGrain<FairnessState, FairnessSettings, FairnessReport>("fairness", storage, catalogue, clock, instruments, log),
        IFairnessMonitorGrain
{
    private readonly FairnessInstruments instruments = instruments;
    private PartitionPlan? plan;
    private (int Version, FairnessSettings? Settings) planned;

    /// <summary>The settings are being changed, so that all windows begin again.</summary>
    private bool restart;

    protected override string CatalogueKind => CatalogueKinds.FairnessMonitor;

    protected override FairnessSettings Defaults => options.Value.ToSettings();

    protected override int WindowRows => Settings.WindowRows;

    protected override string AlarmWord => "unfair";

    protected override bool Watches => State.Reference?.FavourableClass is not null && Plan.Attributes > 0;

    /// <summary>Of the reference in use, by the present settings; in memory alone.</summary>
    private PartitionPlan Plan
    {
        get
        {
            if (plan is not null && planned.Version == State.Version && ReferenceEquals(planned.Settings, State.Settings)) return plan;
            planned = (State.Version, State.Settings);
            return plan = FairnessPlans.Of(State.Reference!, Settings);
        }
    }

    private SustainedPolicy Policy => new(Settings.SustainedWindows, Settings.OfLastWindows);

    private FairnessLimits Limits => new(Settings.MinimumGroupRows, Settings.MinimumImpactRatio, Settings.FalseAlarm, Settings.MaximumDifference);

    public Task<Result<FairnessMonitor>> GetAsync() => Task.FromResult(Answer(Read));

    public async Task<Result<FairnessMonitor>> ConfigureAsync(FairnessSettings settings)
    {
        restart = !settings.Equals(State.Settings);
        try
        {
            return await ConfigureAsync(settings, FairnessRules.Refuse(settings), Detail(settings), Read);
        }
        finally
        {
            restart = false;
        }
    }

    protected override bool Concerns(ServedRequest request) => request.Error is null && request.Decisions.Length > 0;

    /// <remarks>Tried out before the version is taken up: a reference that cannot be used must not become the state's.</remarks>
    protected override void Use(MonitoringReference reference) => _ = FairnessPlans.Of(reference, Settings);

    protected override void EmptyCounts()
    {
        State.EmptyCounts(Plan);
        if (!restart && State.OutcomesFit(Plan)) return;
        State.EmptyOutcomes(Plan);
        State.ForgetViolations();
    }

    protected override bool CountsFit => State.Fits(Plan);

    protected override void Count(ServedRequest request) => State.Count(request, Plan, State.Reference!.FavourableClass!.Value);

    protected override WindowVerdict<FairnessReport> Judge(ClosedWindow window)
    {
        var findings = FairnessJudge.Decisions(
            Plan, [.. Plan.Partitions.Select((partition, p) => partition.Labels.Select((_, cell) => State.Read(p, cell)).ToArray())], Limits);
        foreach (var finding in findings)
            if (finding.Measure(MeasureNames.DisparateImpact) is { } impact) instruments.Judged(impact.Value);
        var (sustained, recovered) = Learn(window, findings);
        FairnessState.Slim(State.Reports);
        return new(
            incident => ToReport(window, findings, incident, sustained, recovered),
            sustained.Length == 0 ? null : ViolationText.Alarm(window, Model.Name, findings, sustained, Policy, outcomes: false));
    }

    protected override async Task CountOutcomesAsync(ServedRequest record)
    {
        // Outcomes of a version that is not being counted have no window to go to, and none without a yardstick.
        if (record.Version != State.Version || State.Reference is null || !Watches) return;
        if (!State.OutcomesFit(Plan)) State.EmptyOutcomes(Plan);
        foreach (var outcome in record.Outcomes!.Value)
        {
            if (outcome.Decision < 0) continue;
            State.OutcomesBeganAt ??= record.At;
            State.Count(outcome, Plan, State.Reference.FavourableClass!.Value);
            if (State.OutcomesInWindow >= Settings.OutcomeWindowRows) await CloseOutcomesAsync(record.At);
        }
    }

    protected override object? Describe() => State.Reference is null && State.Settings is null && State.Unmonitored is null ? null : Read() with
    {
        Reports = [],
        OutcomeReports = [],
        Last = FairnessView.Listed(State.Reports.FirstOrDefault()),
        LastOutcomes = FairnessView.Listed(State.OutcomeReports.FirstOrDefault()),
    };

    private static JsonObject Detail(FairnessSettings settings) => new()
    {
        ["window_rows"] = settings.WindowRows,
        ["minimum_group_rows"] = settings.MinimumGroupRows,
        ["minimum_impact_ratio"] = settings.MinimumImpactRatio.ToString(CultureInfo.InvariantCulture),
        ["false_alarm"] = settings.FalseAlarm.ToString(CultureInfo.InvariantCulture),
        ["maximum_difference"] = settings.MaximumDifference.ToString(CultureInfo.InvariantCulture),
        ["outcome_window_rows"] = settings.OutcomeWindowRows,
        ["sustained_windows"] = settings.SustainedWindows,
        ["of_last_windows"] = settings.OfLastWindows,
        ["intersections"] = settings.Intersections,
        ["bands"] = string.Join("; ", (settings.Bands ?? []).Select(bands => $"{bands.Attribute}: "
            + string.Join(", ", bands.Edges.Select(edge => edge.ToString("R", CultureInfo.InvariantCulture))))),
    };

    private async Task CloseOutcomesAsync(DateTimeOffset closedAt)
    {
        var window = new ClosedWindow(
            string.Create(CultureInfo.InvariantCulture, $"fairness/{this.GetPrimaryKeyString()}/outcomes-{State.OutcomeWindows + 1}"), State.Version,
            State.OutcomesBeganAt!.Value, closedAt, State.OutcomesInWindow);
        var findings = FairnessJudge.Outcomes(Plan, State.Outcomes, Limits);
        var (sustained, recovered) = Learn(window, findings);

        // Signal first, write second, as for decisions: a crash in between repeats the same signal.
        string? incident = null;
        if (sustained.Length > 0)
        {
            var alarm = ViolationText.Alarm(window, Model.Name, findings, sustained, Policy, outcomes: true);
            incident = await GrainFactory.IncidentDesk(Model.Workspace).RaiseAsync(new(
                window.Id, $"models/{Model.Name}", Model.Name, alarm.Type, alarm.Severity, alarm.Title, window.BeganAt, Clock.GetUtcNow(),
                alarm.Evidence));
        }
        var report = ToReport(window, findings, incident, sustained, recovered) with { Outcomes = true, Corrections = State.Corrections };
        State.CloseOutcomes(report, Plan, incident is not null);
        instruments.WindowClosed(incident is not null);
        Enter("fairness.close-outcomes", $"models/{Model.Name}:{window.Version}", Model.Name, new JsonObject
        {
            ["window_id"] = window.Id,
            ["rows"] = window.Rows,
            [AlarmWord] = incident is not null,
            ["incident_id"] = incident,
        }.ToJsonString());
    }

    private (string[] Sustained, string[] Recovered) Learn(ClosedWindow window, ImmutableArray<PartitionFinding> findings)
    {
        var (sustained, recovered) = State.Learn(findings, Policy);
        if (recovered.Length > 0)
            Enter("fairness.recover", $"models/{Model.Name}:{window.Version}", Model.Name, new JsonObject
            {
                ["window_id"] = window.Id,
                ["violations"] = string.Join("; ", recovered),
            }.ToJsonString());
        return (sustained, recovered);
    }

    private FairnessReport ToReport(
        ClosedWindow window, ImmutableArray<PartitionFinding> findings, string? incident, string[] sustained, string[] recovered) => new(
        window.Id, window.Version, window.BeganAt, window.ClosedAt, window.Rows, findings.Any(finding => finding.Unfair), incident,
        [.. findings.Select(finding => finding.ToReport(Settings.MinimumGroupRows))], Sustained: [.. sustained], Recovered: [.. recovered]);

    private FairnessMonitor Read() => new(
        Model.Name, State.Version, Settings,
        State.Reference is { FavourableClass: { } favourable } reference ? reference.Classes[favourable] : null,
        State.Reference is null ? [] : [.. State.Reference.Inputs.Where(c => c.Protected).Select(c => c.Name)],
        State.RowsCounted, State.RowsInWindow, State.Windows, State.Alarms, State.Reports.FirstOrDefault(), [.. State.Reports], Held,
        State.Unmonitored, State.OutcomesCounted, State.OutcomesInWindow, State.OutcomeWindows, State.OutcomeReports.FirstOrDefault(),
        [.. State.OutcomeReports], [.. State.Sustained.Order(StringComparer.Ordinal)], State.Reference is null ? null : Plan.LeftOut);
}
