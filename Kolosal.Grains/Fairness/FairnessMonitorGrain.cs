using System.Globalization;
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
/// <see cref="IModelVersionGrain"/> for protected attributes and the favourable class; raises incidents of type fairness.
/// </remarks>
[ImplicitStreamSubscription(PredictionStream.Namespace)]
internal sealed class FairnessMonitorGrain(
    [PersistentState("fairness-monitor")] IPersistentState<FairnessState> storage, ICatalogue catalogue, TimeProvider clock,
    IOptions<FairnessOptions> options, FairnessInstruments instruments, ILogger<FairnessMonitorGrain> log)
    : WindowMonitorGrain<FairnessState, FairnessSettings, FairnessReport>("fairness", storage, catalogue, clock, instruments, log),
        IFairnessMonitorGrain
{
    private readonly FairnessInstruments instruments = instruments;
    private ProtectedGroups[] attributes = [];

    protected override string CatalogueKind => CatalogueKinds.FairnessMonitor;

    protected override FairnessSettings Defaults =>
        new(options.Value.WindowRows, options.Value.MinimumGroupRows, options.Value.MinimumImpactRatio, options.Value.FalseAlarm);

    protected override int WindowRows => Settings.WindowRows;

    protected override string AlarmWord => "unfair";

    protected override bool Watches => State.Reference?.FavourableClass is not null && attributes.Length > 0;

    public Task<Result<FairnessMonitor>> GetAsync() => Task.FromResult(Answer(Read));

    public Task<Result<FairnessMonitor>> ConfigureAsync(FairnessSettings settings) => ConfigureAsync(
        settings, FairnessRules.Refuse(settings),
        new()
        {
            ["window_rows"] = settings.WindowRows,
            ["minimum_group_rows"] = settings.MinimumGroupRows,
            ["minimum_impact_ratio"] = settings.MinimumImpactRatio.ToString(CultureInfo.InvariantCulture),
            ["false_alarm"] = settings.FalseAlarm.ToString(CultureInfo.InvariantCulture),
        }, Read);

    protected override bool Concerns(ServedRequest request) => request.Error is null && request.Decisions.Length > 0;

    protected override void Use(MonitoringReference reference)
    {
        var inputs = reference.InputDistributions();
        attributes = [.. Enumerable.Range(0, inputs.Length).Where(i => reference.Inputs[i].Protected).Select(i => ProtectedGroups.Of(inputs[i], i))];
    }

    protected override void EmptyCounts() => State.EmptyCounts(attributes);

    protected override bool CountsFit => State.Fits(attributes);

    protected override void Count(ServedRequest request) => State.Count(request, attributes, State.Reference!.FavourableClass!.Value);

    protected override WindowVerdict<FairnessReport> Judge(ClosedWindow window)
    {
        var findings = FairnessJudge.Judge(
            attributes, State.Rows, State.Selected, new(Settings.MinimumGroupRows, Settings.MinimumImpactRatio, Settings.FalseAlarm));
        foreach (var finding in findings)
            if (finding.Disparity is { } disparity) instruments.Judged(disparity.Impact);
        var failing = findings.Where(finding => finding.Unfair).ToArray();
        return new(
            incident => new FairnessReport(
                window.Id, window.Version, window.BeganAt, window.ClosedAt, window.Rows, failing.Length > 0, incident,
                [.. findings.Select(Describe)]),
            failing.Length == 0 ? null : Alarm(window, failing));
    }

    protected override object? Describe() =>
        State.Reference is null && State.Settings is null && State.Unmonitored is null ? null : Read() with { Reports = [] };

    private WindowAlarm Alarm(ClosedWindow window, AttributeFinding[] failing)
    {
        string evidence = string.Join("; ", failing.Select(a => string.Create(
            CultureInfo.InvariantCulture, $"{a.Attribute}: disparate impact {a.Disparity!.Impact:0.###} ({a.Disparity.ImpactLow:0.##} to "
                + $"{a.Disparity.ImpactHigh:0.##}), p {a.Disparity.PValue:0.##e0}")));
        return new(
            IncidentType.Fairness, IncidentSeverity.Sev2,
            $"Unequal selection by {string.Join(", ", failing.Select(a => a.Attribute))} in {Model.Name}",
            $"{window.Rows} rows of version {window.Version}: {evidence}.");
    }

    private FairnessMonitor Read() => new(
        Model.Name, State.Version, Settings,
        State.Reference is { FavourableClass: { } favourable } reference ? reference.Classes[favourable] : null,
        State.Reference is null ? [] : [.. State.Reference.Inputs.Where(c => c.Protected).Select(c => c.Name)],
        State.RowsCounted, State.RowsInWindow, State.Windows, State.Alarms, State.Reports.FirstOrDefault(), [.. State.Reports], Held,
        State.Unmonitored);

    private static AttributeFairness Describe(AttributeFinding found) => new(
        found.Attribute, [.. found.Groups.Select(group => new GroupSelection(group.Group, group.Rows, group.Selected, group.Rate, group.Judged))],
        found.Disparity?.Impact, found.Disparity?.ImpactLow, found.Disparity?.ImpactHigh, found.Disparity?.Difference, found.Disparity?.PValue,
        found.Unfair);
}
