using System.Globalization;
using System.Text.Json;
using Kolosal.Events;
using Kolosal.Incidents;
using Kolosal.LogConsumers;
using Kolosal.Models;
using Kolosal.Storage;
using Microsoft.Extensions.Options;

namespace Kolosal.Fairness;

/// <remarks>
/// Reads <see cref="PredictionStream"/>; keeps <see cref="FairnessState"/>, listed as <c>fairness_monitor</c>; asks
/// <see cref="IModelVersionGrain"/> for protected attributes and the favourable class; raises incidents of type fairness.
/// </remarks>
[ImplicitStreamSubscription(PredictionStream.Namespace)]
internal sealed class FairnessMonitorGrain(
    [PersistentState("fairness-monitor")] IPersistentState<FairnessState> storage, ICatalogue catalogue, TimeProvider clock,
    IOptions<FairnessOptions> options)
    : WindowMonitorGrain<FairnessState>(storage, catalogue, clock), IFairnessMonitorGrain
{
    private ProtectedGroups[]? attributes;

    protected override string CatalogueKind => CatalogueKinds.FairnessMonitor;

    private FairnessSettings Settings => State.Settings
        ?? new(options.Value.WindowRows, options.Value.MinimumGroupRows, options.Value.MinimumImpactRatio, options.Value.FalseAlarm);

    public Task<Result<FairnessMonitor>> GetAsync() => Task.FromResult<Result<FairnessMonitor>>(
        State.Reference is null
            ? Refusal.NotFound(
                "fairness.no-traffic", $"The fairness monitor of '{Model.Name}' has seen no request yet; it begins with the first prediction.")
            : Read());

    public async Task<Result<FairnessMonitor>> ConfigureAsync(FairnessSettings settings)
    {
        if (Refuse(settings) is { } refusal) return refusal;
        if (!(await GrainFactory.Model(Model).GetAsync()).Accepted)
            return Refusal.NotFound("models.not-found", $"There is no model '{Model.Name}' in this workspace.");
        if (settings == State.Settings) return Read();

        State.Settings = settings;
        if (State.Reference is { } reference) State.Restart(reference);
        await CommitAsync("fairness.configure", $"models/{Model.Name}", Model.Name, JsonSerializer.Serialize(new
        {
            window_rows = settings.WindowRows,
            minimum_group_rows = settings.MinimumGroupRows,
            minimum_impact_ratio = settings.MinimumImpactRatio.ToString(CultureInfo.InvariantCulture),
            false_alarm = settings.FalseAlarm.ToString(CultureInfo.InvariantCulture),
        }));
        return Read();
    }

    protected override async Task CountAsync(ServedRequest request)
    {
        if (request.Error is not null || request.Decisions.Length == 0) return;
        if (request.Version != State.Version)
        {
            if (await GrainFactory.ModelVersion(Model.Version(request.Version)).GetReferenceAsync() is not { Accepted: true, Value: { } reference })
                return;
            State.Restart(reference);
            attributes = null;
        }
        if (State.Reference!.FavourableClass is not { } favourable) return;
        attributes ??= FairnessGroups.Of(State.Reference);
        if (attributes.Length == 0) return;

        State.Count(request, attributes, favourable);
        if (State.RowsInWindow >= Settings.WindowRows) await CloseWindowAsync(attributes, request.At);
    }

    protected override object? Describe() => State.Reference is null && State.Settings is null ? null : Read() with { Reports = [] };

    private async Task CloseWindowAsync(ProtectedGroups[] judged, DateTimeOffset closedAt)
    {
        ImmutableArray<AttributeFairness> verdicts = [.. judged.Select(
            (groups, index) => Judge(groups, State.Rows[index], State.Selected[index], judged.Length))];
        var report = new FairnessReport(
            WindowId("fairness"), State.Version, State.WindowBeganAt!.Value, closedAt, State.RowsInWindow, verdicts.Any(v => v.Unfair),
                IncidentId: null, verdicts);

        // Signal first, write second: a crash in between repeats the signal, and the desk folds repeats by evidence id.
        if (report.Unfair) report = report with { IncidentId = await GrainFactory.IncidentDesk(Model.Workspace).RaiseAsync(Signal(report)) };
        State.Close(report, judged);
        await CommitAsync("fairness.close-window", $"models/{Model.Name}:{State.Version}", Model.Name, JsonSerializer.Serialize(
            new { window_id = report.WindowId, rows = report.Rows, unfair = report.Unfair, incident_id = report.IncidentId }));
    }

    private AttributeFairness Judge(ProtectedGroups groups, long[] rows, long[] selected, int attributeCount)
    {
        ImmutableArray<GroupSelection> seen = [.. groups.Labels
            .Select((label, g) => new GroupSelection(label, rows[g], selected[g], rows[g] == 0 ? 0 : selected[g] / (double)rows[g],
                rows[g] >= Settings.MinimumGroupRows))
            .Where(group => group.Rows > 0)];
        if (Disparity.Measure(rows, selected, Settings.MinimumGroupRows) is not { } found)
            return new(groups.Name, seen, null, null, null, null, null, Unfair: false);
        bool unfair = found.Impact < Settings.MinimumImpactRatio && found.PValue <= Settings.FalseAlarm / attributeCount;
        return new(groups.Name, seen, found.Impact, found.ImpactLow, found.ImpactHigh, found.Difference, found.PValue, unfair);
    }

    private IncidentSignal Signal(FairnessReport report)
    {
        var failing = report.Attributes.Where(a => a.Unfair).ToArray();
        string evidence = string.Join("; ", failing.Select(a => string.Create(
            CultureInfo.InvariantCulture, $"{a.Attribute}: disparate impact {a.DisparateImpact:0.###} ({a.DisparateImpactLow:0.##} to "
                + $"{a.DisparateImpactHigh:0.##}), p {a.PValue:0.##e0}")));
        return new(
            report.WindowId, $"models/{Model.Name}", Model.Name, IncidentType.Fairness, IncidentSeverity.Sev2,
            $"Unequal selection by {string.Join(", ", failing.Select(a => a.Attribute))} in {Model.Name}",
            report.BeganAt, Clock.GetUtcNow(), $"{report.Rows} rows of version {report.Version}: {evidence}.");
    }

    private FairnessMonitor Read() => new(
        Model.Name, State.Version, Settings,
        State.Reference is { FavourableClass: { } favourable } reference ? reference.Classes[favourable] : null,
        State.Reference is null ? [] : [.. State.Reference.Inputs.Where(c => c.Protected).Select(c => c.Name)],
        State.RowsCounted, State.RowsInWindow, State.Windows, State.Alarms, State.Reports.FirstOrDefault(), [.. State.Reports]);

    private static Refusal? Refuse(FairnessSettings settings) => settings switch
    {
        { WindowRows: < FairnessOptions.SmallestWindow or > FairnessOptions.LargestWindow } => Refusal.Invalid(
            "fairness.window-rows",
                $"Need a window of {FairnessOptions.SmallestWindow} to {FairnessOptions.LargestWindow} rows, got {settings.WindowRows}."),
        { MinimumGroupRows: < FairnessOptions.SmallestGroup or > FairnessOptions.LargestGroup } => Refusal.Invalid(
            "fairness.minimum-group-rows",
                $"Need a minimum group of {FairnessOptions.SmallestGroup} to {FairnessOptions.LargestGroup} rows, got {settings.MinimumGroupRows}."),
        { MinimumImpactRatio: not (>= 0 and <= 1) } => Refusal.Invalid(
            "fairness.minimum-impact-ratio", $"Need a smallest disparate impact of 0 to 1, got {settings.MinimumImpactRatio}."),
        { FalseAlarm: not (>= FairnessOptions.SmallestFalseAlarm and <= FairnessOptions.LargestFalseAlarm) } => Refusal.Invalid(
            "fairness.false-alarm", $"Need a false-alarm rate of {FairnessOptions.SmallestFalseAlarm} to {FairnessOptions.LargestFalseAlarm}, got "
                + $"{settings.FalseAlarm}."),
        _ => null,
    };
}
