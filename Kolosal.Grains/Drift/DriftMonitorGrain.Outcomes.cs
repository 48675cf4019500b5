using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Kolosal.Events;
using Kolosal.Incidents;
using Kolosal.Monitoring;

namespace Kolosal.Drift;

/// <summary>The windows of outcomes, and the records of what was detected.</summary>
internal sealed partial class DriftMonitorGrain
{
    protected override async Task CountOutcomesAsync(ServedRequest record)
    {
        // Of a version that is not counted there is nothing to compare with; a corrected outcome was counted when it first came.
        if (record.Version != State.Version || State.Reference is null || Yardstick is null || outcomeYardstick is not { } yardstick) return;
        PredictionOutcome[] first = [.. record.Outcomes!.Value.Where(outcome => outcome.Corrects is null)];
        if (first.Length == 0) return;
        if (!State.Outcomes.Columns.Fits(yardstick.Columns)) State.Outcomes.Begin(yardstick);
        if (OldAt(State.OutcomesBeganAt, State.OutcomesInWindow, record) is { } over)
            await CloseOutcomesAsync(over, ClosedWindow.Old, null, yardstick);
        State.OutcomesBeganAt ??= record.At;
        var detectors = DetectorBank.Of(Settings.Chosen(), yardstick.Columns[1].Categorical, State.Detectors);
        var found = State.Outcomes.Count(
            yardstick, detectors, Array.ConvertAll(first, o => o.Actual),
            Array.ConvertAll(first, o => PredictionScore.ErrorOf(o.Actual, o.Decision, o.Outputs)));
        State.Detectors = detectors.ToDictionary(d => d.Key, d => d.Value.Keep());
        State.OutcomesCounted += first.Length;
        if (State.OutcomesInWindow >= WindowRows) await CloseOutcomesAsync(record.At, ClosedWindow.Full, null, yardstick);
        else if (found is not null && Settings.EarlyAlarm) await CloseOutcomesAsync(record.At, ClosedWindow.Early, found, yardstick);
    }

    private async Task CloseOutcomesAsync(DateTimeOffset closedAt, string closedBy, EarlyAlarm? alarm, DriftYardstick yardstick)
    {
        string id = $"drift/{this.GetPrimaryKeyString()}/outcomes-{State.OutcomeWindows + 1}";
        var began = State.OutcomesBeganAt!.Value;
        long rows = State.OutcomesInWindow;
        var judged = OutcomeJudge.Judge(yardstick, State.Outcomes, Settings.Test, (ulong)State.OutcomeWindows, alarm);
        if (alarm is not null) State.OutcomesMuted = true;
        else if (!judged.Drifted) State.Outcomes.Unmute();
        DriftFinding[] findings = [.. judged.Findings.Select(finding => finding.ToFinding(Settings.FalseAlarm))];
        string? incident = null;
        if (judged.Drifted)
        {
            // Signal first, as with windows of predictions: the desk folds what a crash repeats.
            var said = Alarm(rows, State.Version, findings, DriftFindings.Worst(findings), "its outcomes");
            incident = await GrainFactory.IncidentDesk(Model.Workspace).RaiseAsync(new(
                id, $"models/{Model.Name}", Model.Name, said.Type, said.Severity, said.Title, began, Clock.GetUtcNow(), said.Evidence));
        }

        await RecordDetectionsAsync(id, State.Version, incident, closedAt, rows, [.. findings]);
        State.Close(new(id, State.Version, began, closedAt, rows, judged.Drifted, incident, closedBy, [.. findings]), yardstick);
        instruments.OutcomesClosed(incident is not null);
        Enter("drift.close-outcomes", $"models/{Model.Name}:{State.Version}", Model.Name, new JsonObject
        {
            ["window_id"] = id,
            ["rows"] = rows,
            ["drifted"] = judged.Drifted,
            ["incident_id"] = incident,
        }.ToJsonString());
    }

    /// <summary>One record for each kind of drift that a window found. Named by the window, so a repeat after a crash is recognised.</summary>
    private async Task RecordDetectionsAsync(
        string windowId, int version, string? incident, DateTimeOffset at, long rows, ImmutableArray<DriftFinding> findings)
    {
        foreach (var kind in findings.Where(finding => finding.Drifted).GroupBy(finding => finding.Type))
        {
            DriftFinding[] drifted = [.. kind];
            await GrainFactory.DriftDetection(Model.Workspace, IdOf(windowId, kind.Key)).RecordAsync(new(
                Model.Name, version, kind.Key, DriftFindings.ToSeverity(DriftFindings.Worst(drifted)), "monitor", windowId, incident, at, rows,
                string.Join(", ", drifted.OrderBy(f => f.PValue).Take(FindingsNamed).Select(f => f.Say())), [.. drifted.Take(FindingsNamed * 2)]));
        }
    }

    private static string IdOf(string windowId, DriftType type) =>
        $"dd_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{windowId}|{type}")))[..20]}";
}
