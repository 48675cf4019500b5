using System.Text.Json.Nodes;
using Kolosal.Events;
using Kolosal.Incidents;
using Kolosal.LogConsumers;
using Kolosal.Models;
using Kolosal.Storage;
using Microsoft.Extensions.Logging;

namespace Kolosal.Monitoring;

/// <summary>
/// A monitor of one model that counts requests into windows against what training saw and judges each full window. A subclass says which
/// requests it is about, what they add, and what a full window means; the rest is settled here.
/// </summary>
/// <remarks>
/// A window's boundaries and its id follow from the log alone. So a crash after a signal and before the write repeats the same signal,
/// which the incident desk recognises, and never closes another window in its place. A version whose reference cannot be read for the
/// moment holds the cursor; one whose reference is gone is passed over, counted and named.
/// </remarks>
/// <param name="feature">Lower-case: begins window ids, refusal codes and audited actions.</param>
public abstract partial class WindowMonitorGrain<TState, TSettings, TReport>(
    string feature, IPersistentState<TState> storage, ICatalogue catalogue, TimeProvider clock, MonitorInstruments instruments, ILogger log)
    : LogConsumerGrain<TState>(storage, catalogue, clock, instruments)
    where TState : MonitorState<TSettings, TReport>, new()
    where TSettings : class
{
    private readonly MonitorInstruments instruments = instruments;
    private MonitoringReference? fetched;
    private (int Version, string Reason)? gone;
    private int inUse;

    /// <summary>A version was taken up since the last write: lists show the monitor from its first request on, not from its first window.</summary>
    private bool begun;

    /// <summary>Windows that closed without an alarm since the last write.</summary>
    private (ClosedWindow First, ClosedWindow Last, int Windows, long Rows)? quiet;

    protected TSettings Settings => State.Settings ?? Defaults;

    /// <summary>What holds until somebody configures the monitor.</summary>
    protected abstract TSettings Defaults { get; }

    protected abstract int WindowRows { get; }

    /// <summary>The word under which the audit trail says whether a window raised an alarm.</summary>
    protected abstract string AlarmWord { get; }

    /// <summary>Whether the monitor is about such requests at all.</summary>
    protected abstract bool Concerns(ServedRequest request);

    /// <summary>Whether the version in use has anything to watch.</summary>
    protected virtual bool Watches => true;

    /// <summary>Derives from a reference what counting needs; in memory alone.</summary>
    /// <exception cref="ArgumentException">The reference cannot be used.</exception>
    protected abstract void Use(MonitoringReference reference);

    /// <summary>Sets the feature's own counts to nothing, in the shape that the reference in use asks for.</summary>
    protected abstract void EmptyCounts();

    /// <summary>Whether the stored counts have that shape.</summary>
    protected abstract bool CountsFit { get; }

    protected abstract void Count(ServedRequest request);

    protected abstract WindowVerdict<TReport> Judge(ClosedWindow window);

    /// <summary>When the open window's time was over, if it was before a request; null for windows that end by rows alone.</summary>
    protected virtual DateTimeOffset? EndedBefore(ServedRequest request) => null;

    /// <summary>Whether what was counted so far must be judged at once, full or not.</summary>
    protected virtual bool EndsEarly => false;

    /// <summary>Leaves word of a judged window with others, before it is written: a crash repeats it, so it has to be recognised.</summary>
    protected virtual Task TellAsync(ClosedWindow window, TReport report) => Task.CompletedTask;

    protected Result<TMonitor> Answer<TMonitor>(Func<TMonitor> view) =>
        State.Reference is not null || State.Unmonitored is not null || Held is not null ? view()
            : Refusal.NotFound(
                $"{feature}.no-traffic", $"The {feature} monitor of '{Model.Name}' has seen no request yet; it begins with the first prediction.");

    /// <summary>Takes settings that were found in order; the open window starts again.</summary>
    /// <param name="settings">What to judge by.</param>
    /// <param name="refusal">What is wrong with them, if anything.</param>
    /// <param name="detail">The settings as the audit trail takes them: strings and integers.</param>
    /// <param name="view">The monitor as it is read.</param>
    protected async Task<Result<TMonitor>> ConfigureAsync<TMonitor>(TSettings settings, Refusal? refusal, JsonObject detail, Func<TMonitor> view)
    {
        if (refusal is not null || (refusal = await GrainFactory.RefuseUnknownAsync(Model)) is not null) return refusal;
        if (settings.Equals(State.Settings)) return view();

        State.Settings = settings;
        if (State.Reference is { } reference)
        {
            UseStored(reference);
            State.Empty();
            EmptyCounts();
        }

        ReportQuiet();
        await CommitAsync($"{feature}.configure", $"models/{Model.Name}", Model.Name, detail.ToJsonString());
        return view();
    }

    protected sealed override async ValueTask<string?> PrepareAsync(ServedRequest request)
    {
        if (request.Outcomes is not null || !Concerns(request) || request.Version == State.Version || request.Version == gone?.Version) return null;
        try
        {
            var answer = await GrainFactory.ModelVersion(Model.Version(request.Version)).GetReferenceAsync();
            if (answer.Refusal?.Kind is RefusalKind.Busy) return answer.Refusal.Message;
            if (!answer.Accepted) gone = (request.Version, answer.Refusal.Message);
            fetched = answer.Value;
            return null;
        }
        catch (Exception fault)
        {
            // Whatever it is, it may pass: a storage that is away, a silo that is being replaced. The details are for the log alone.
            LogReferenceAway(log, fault, this.GetPrimaryKeyString(), request.Version);
            return $"The reference of version {request.Version} cannot be read for the moment.";
        }
    }

    protected sealed override async Task CountAsync(ServedRequest request)
    {
        if (!Concerns(request)) return;
        if (request.Version != State.Version && request.Version != gone?.Version) Begin(request.Version, fetched!);
        if (request.Version == gone?.Version)
        {
            State.Pass(request, gone.Value.Reason);
            instruments.Passed();
            return;
        }

        UseStored(State.Reference!);
        if (!Watches) return;
        if (State.RowsInWindow > 0 && EndedBefore(request) is { } over) await CloseWindowAsync(over, ClosedWindow.Old);
        Count(request);
        State.Add(request);
        if (State.RowsInWindow >= WindowRows) await CloseWindowAsync(request.At, ClosedWindow.Full);
        else if (EndsEarly) await CloseWindowAsync(request.At, ClosedWindow.Early);
    }

    protected sealed override bool HasNews => quiet is not null;

    protected sealed override async Task KeepAsync()
    {
        ReportQuiet();
        if (!begun || State.Outbox.Count > 0) await base.KeepAsync();
        else await StoreListedAsync();
        begun = false;
    }

    private void Begin(int version, MonitoringReference reference)
    {
        try
        {
            Use(reference);
        }
        catch (ArgumentException fault)
        {
            (gone, inUse) = ((version, $"The reference of version {version} cannot be used: {fault.Message}"), 0);
            return;
        }

        inUse = version;
        begun = true;
        State.Begin(version, reference);
        EmptyCounts();
    }

    private void UseStored(MonitoringReference reference)
    {
        if (inUse == State.Version) return;
        Use(reference);
        inUse = State.Version;
        if (CountsFit) return;

        // An earlier program cut the open window otherwise: what it counted cannot be compared, so the window begins again.
        State.Empty();
        EmptyCounts();
    }

    private async Task CloseWindowAsync(DateTimeOffset closedAt, string closedBy)
    {
        var window = new ClosedWindow(
            $"{feature}/{this.GetPrimaryKeyString()}/window-{State.Windows + 1}", State.Version, State.WindowBeganAt!.Value, closedAt,
            State.RowsInWindow, closedBy);
        var verdict = Judge(window);

        // Signal first, write second: a crash in between repeats the signal, and the desk folds repeats by evidence id.
        string? incident = verdict.Alarm is { } alarm
            ? await GrainFactory.IncidentDesk(Model.Workspace).RaiseAsync(new(
                window.Id, $"models/{Model.Name}", Model.Name, alarm.Type, alarm.Severity, alarm.Title, window.BeganAt, Clock.GetUtcNow(),
                alarm.Evidence))
            : null;
        var report = verdict.Report(incident);
        await TellAsync(window, report);

        // Several windows may close before the write, which then holds them all.
        State.Close(report, alarmed: incident is not null);
        EmptyCounts();
        instruments.WindowClosed(incident is not null);
        if (incident is not null || quiet?.Last.Version != window.Version) ReportQuiet();
        if (incident is not null) Report(window, window.Rows, incident, []);
        else quiet = quiet is { } more ? (more.First, window, more.Windows + 1, more.Rows + window.Rows) : (window, window, 1, window.Rows);
    }

    /// <summary>
    /// One entry for the windows of one write, which names the first and the last: under load a model closes hundreds a second, and of those
    /// without an alarm the trail needs to know no more.
    /// </summary>
    private void ReportQuiet()
    {
        if (quiet is not { } closed) return;
        quiet = null;
        Report(closed.Last, closed.Rows, null, closed.Windows == 1 ? [] : new()
        {
            ["first_window_id"] = closed.First.Id,
            ["windows"] = closed.Windows,
        });
    }

    private void Report(ClosedWindow window, long rows, string? incident, JsonObject more)
    {
        more["window_id"] = window.Id;
        more["rows"] = rows;
        more[AlarmWord] = incident is not null;
        more["incident_id"] = incident;
        Enter($"{feature}.close-window", $"models/{Model.Name}:{window.Version}", Model.Name, more.ToJsonString());
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Monitor {Monitor} waits: the reference of version {Version} cannot be read.")]
    private static partial void LogReferenceAway(ILogger log, Exception fault, string monitor, int version);
}
