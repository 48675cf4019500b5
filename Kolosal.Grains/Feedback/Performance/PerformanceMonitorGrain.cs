using System.Globalization;
using System.Text.Json;
using Kolosal.Events;
using Kolosal.Incidents;
using Kolosal.LogConsumers;
using Kolosal.Models;
using Kolosal.Monitoring;
using Kolosal.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kolosal.Feedback;

/// <remarks>
/// Reads <see cref="PredictionStream"/>; keeps <see cref="PerformanceState"/>, listed as <c>performance_monitor</c>; asks
/// <see cref="IModelVersionGrain"/> for classes and evaluation; raises incidents of type performance. Windows close by the log alone, so a record
/// that is counted again after a crash closes the same one.
/// </remarks>
[ImplicitStreamSubscription(PredictionStream.Namespace)]
internal sealed partial class PerformanceMonitorGrain(
    [PersistentState("performance-monitor")] IPersistentState<PerformanceState> storage, ICatalogue catalogue, TimeProvider clock,
    IOptions<PerformanceOptions> options, PerformanceInstruments instruments, ILogger<PerformanceMonitorGrain> log)
    : LogConsumerGrain<PerformanceState>(storage, catalogue, clock, instruments), IPerformanceMonitorGrain
{
    private readonly PerformanceInstruments instruments = instruments;
    private VersionReport? fetched;
    private (int Version, string Reason)? gone;
    private (string First, string Last, int Windows)? quiet;
    private bool estimated;

    protected override string CatalogueKind => CatalogueKinds.PerformanceMonitor;

    private PerformanceSettings Settings => State.Settings
        ?? new(options.Value.WindowOutcomes, options.Value.EstimateRows, FalseAlarm: options.Value.FalseAlarm);

    public Task<Result<PerformanceMonitor>> GetAsync() => Task.FromResult<Result<PerformanceMonitor>>(
        State.Versions.Count > 0 || State.Settings is not null || State.Unmonitored is not null || Held is not null ? Read()
            : Refusal.NotFound("performance.no-traffic",
                $"The performance monitor of '{Model.Name}' has seen no request yet; it begins with the first prediction."));

    public async Task<Result<PerformanceMonitor>> ConfigureAsync(PerformanceSettings settings)
    {
        if ((PerformanceRules.Refuse(settings) ?? await GrainFactory.RefuseUnknownAsync(Model)) is { } refusal) return refusal;
        if (settings == State.Settings) return Read();
        State.Settings = settings;
        foreach (var version in State.Versions)
        {
            version.EmptyWindow();
            version.EmptyEstimate();
        }

        ReportQuiet();
        await CommitAsync("performance.configure", $"models/{Model.Name}", Model.Name, JsonSerializer.Serialize(new
        {
            window_outcomes = settings.WindowOutcomes,
            estimate_rows = settings.EstimateRows,
            metric = settings.Metric,
            threshold = settings.Threshold?.ToString(CultureInfo.InvariantCulture),
            false_alarm = settings.FalseAlarm.ToString(CultureInfo.InvariantCulture),
        }));
        return Read();
    }

    protected override async ValueTask<string?> PrepareAsync(ServedRequest request)
    {
        if (!Concerns(request) || request.Version == gone?.Version) return null;
        if (State.Versions.Exists(tally => tally.Version == request.Version && tally.Fits(request))) return null;
        try
        {
            var answer = await GrainFactory.ModelVersion(Model.Version(request.Version)).GetAsync();
            if (answer.Refusal?.Kind is RefusalKind.Busy) return answer.Refusal.Message;
            if (!answer.Accepted) gone = (request.Version, answer.Refusal.Message);
            fetched = answer.Value;
            return null;
        }
        catch (Exception fault)
        {
            LogVersionAway(log, fault, this.GetPrimaryKeyString(), request.Version);
            return $"Version {request.Version} cannot be read for the moment.";
        }
    }

    protected override Task CountAsync(ServedRequest request)
    {
        if (!Concerns(request) || Counted(request) is not { } tally || tally.Estimate is not { } estimate) return Task.CompletedTask;
        if (estimate.Rows == 0) tally.EstimateBeganAt = request.At;
        for (int row = 0; row < request.Rows; row++)
            estimate.Add(request.Outputs.AsSpan(row * tally.Classes, tally.Classes), request.Decisions[row]);
        if (estimate.Rows < Settings.EstimateRows) return Task.CompletedTask;
        State.Close(new PerformanceEstimate(
            tally.Version, tally.EstimateBeganAt, request.At, estimate.Rows, PerformanceViews.Of(estimate.Read())));
        estimated = true;
        tally.EmptyEstimate();
        return Task.CompletedTask;
    }

    protected override async Task CountOutcomesAsync(ServedRequest record)
    {
        if (Counted(record) is not { } tally) return;
        foreach (var outcome in record.Outcomes!.Value)
        {
            if (outcome.PredictedAt < tally.CountsFrom) continue;
            tally.Count(outcome, record.At);
            if (outcome.Corrects is null) State.Outcomes++;
            else State.Corrections++;
            if (tally.WindowRows.Count >= Settings.WindowOutcomes) await CloseWindowAsync(tally, record.At);
        }
    }

    protected override bool HasNews => quiet is not null || estimated;

    protected override Task KeepAsync()
    {
        ReportQuiet();

        // A closed window of estimates shows in lists; in the audit trail it is nothing.
        bool listed = estimated;
        estimated = false;
        return listed ? CommitEnteredAsync() : base.KeepAsync();
    }

    /// <summary>As it is read, with the newest windows alone.</summary>
    protected override object? Describe() => State.Versions.Count == 0 && State.Settings is null ? null : Read() with
    {
        Held = null,
        Reports = [.. State.Reports.Take(1)],
        Estimates = [.. State.Estimates.Take(1)],
    };

    private static bool Concerns(ServedRequest record) => record.Outcomes is not null || record.Error is null;

    private void ReportQuiet()
    {
        if (quiet is not { } closed) return;
        quiet = null;
        Enter("performance.close-window", $"models/{Model.Name}", Model.Name, JsonSerializer.Serialize(new
        {
            window_id = closed.Last,
            first_window_id = closed.First,
            windows = closed.Windows,
            below = false,
            incident_id = (string?)null,
        }));
    }

    private VersionTally? Counted(ServedRequest record)
    {
        if (State.Find(record.Version) is { } known && known.Fits(record)) return known;
        string reason = gone is { } lost && lost.Version == record.Version ? lost.Reason
            : $"The outputs of version {record.Version} are not those of its classes.";
        if (record.Version != gone?.Version
            && State.Begin(record.Version, fetched!.Registration.Reference, fetched.Registration.Evaluation, record.At) is { } begun
            && begun.Fits(record)) return begun;
        State.Pass(record, reason);
        instruments.Passed();
        return null;
    }

    private async Task CloseWindowAsync(VersionTally tally, DateTimeOffset closedAt)
    {
        string id = $"performance/{this.GetPrimaryKeyString()}/window-{State.Windows + 1}";
        var limit = tally.Limit(Settings);
        bool below = limit is { } judged && PerformanceJudge.IsBelow(tally.ReadWindow, judged.Metric, judged.Threshold, Settings.FalseAlarm) == true;
        var scores = PerformanceViews.Of(tally.ReadWindow(0.95));
        var expected = tally.Expected is { } estimate ? PerformanceViews.Of(estimate.Read()) : [];
        int outcomes = tally.WindowRows.Count;

        // Signal first, write second: a crash in between repeats the signal, and the desk folds repeats by evidence id.
        string? incident = below ? await GrainFactory.IncidentDesk(Model.Workspace).RaiseAsync(
            Signal(id, tally, limit!.Value, scores.First(score => score.Metric == limit.Value.Metric))) : null;
        State.Close(new PerformanceReport(
            id, tally.Version, tally.WindowBeganAt, closedAt, outcomes, limit?.Metric, limit?.Threshold, below, incident, scores, expected));
        tally.EmptyWindow();
        instruments.WindowClosed(below);
        if (!below) quiet = quiet is { } more ? (more.First, id, more.Windows + 1) : (id, id, 1);
        else
            Enter("performance.close-window", $"models/{Model.Name}:{tally.Version}", Model.Name, JsonSerializer.Serialize(
                new { window_id = id, outcomes, below, incident_id = incident }));
    }

    private IncidentSignal Signal(string window, VersionTally tally, (string Metric, double Threshold) limit, PerformanceScore score) => new(
        window, $"models/{Model.Name}", Model.Name, IncidentType.Performance, IncidentSeverity.Sev2,
        $"{Model.Name} predicts worse than it may", tally.WindowBeganAt, Clock.GetUtcNow(),
        string.Create(CultureInfo.InvariantCulture, $"{tally.WindowRows.Count} outcomes of version {tally.Version}: {score.Metric} "
            + $"{score.Value:0.####} ({score.Low:0.####} to {score.High:0.####}), accepted is {limit.Threshold:0.####}; "
            + $"false-alarm rate {Settings.FalseAlarm}."));

    private PerformanceMonitor Read() => new(
        Model.Name, State.Version, Settings, State.Outcomes, State.Corrections, State.Windows, State.Alarms,
        [.. State.Versions.OrderByDescending(tally => tally.Version).Select(tally => PerformanceViews.Of(tally, Settings))],
        [.. State.Reports], [.. State.Estimates],
        [.. State.Grades.OrderBy(grade => grade.Key, StringComparer.Ordinal).Select(grade => new EstimateGrade(
            grade.Key, grade.Value.Windows, grade.Value.Covered, (double)grade.Value.Covered / grade.Value.Windows,
            grade.Value.Error / grade.Value.Windows))],
        Held, State.Unmonitored);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Performance monitor {Monitor} waits: version {Version} cannot be read.")]
    private static partial void LogVersionAway(ILogger log, Exception fault, string monitor, int version);
}
