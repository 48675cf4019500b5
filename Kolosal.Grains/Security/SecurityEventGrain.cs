using System.Text.Json;
using Kolosal.Events;
using Kolosal.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Streams;

namespace Kolosal.Security;

/// <remarks>Keeps <see cref="SecurityEventState"/>; listed as <c>security_event</c>. Calls the audit trail alone; tells of grave events on
/// <see cref="SecurityStream"/>, after the write.</remarks>
internal sealed partial class SecurityEventGrain(
    [PersistentState("security-event")] IPersistentState<SecurityEventState> storage, ICatalogue catalogue, TimeProvider clock,
    IOptionsMonitor<SecurityOptions> options, SecurityInstruments instruments, ILogger<SecurityEventGrain> log)
    : RecordGrain<SecurityEventState>(storage, catalogue, clock), ISecurityEventGrain
{
    protected override string CatalogueKind => CatalogueKinds.SecurityEvent;

    private string Subject => $"security-events/{Key.Id}";

    public async Task<SecurityEvent> RecordAsync(SecurityReport report)
    {
        if (State.Knows(report.EvidenceId)) return Read();
        bool opens = !State.Exists, grave = State is { Exists: true, IsGrave: true };
        State.Add(report, TimeSpan.FromHours(options.CurrentValue.ReportingHours), Actor, Clock.GetUtcNow());
        await CommitAsync(opens ? "security.open" : "security.see-again", Subject, null, JsonSerializer.Serialize(new
        {
            type = WireJson.Word(State.Type),
            severity = WireJson.Word(State.Severity),
            source = State.Source,
            occurrences = State.Occurrences,
        }));
        if (opens) instruments.Opened(State.Type);
        if (!grave && State.IsGrave)
        {
            instruments.Escalated(State.Type);
            await AnnounceAsync();
        }

        return Read();
    }

    public Task<Result<SecurityEvent>> GetAsync() =>
        Task.FromResult<Result<SecurityEvent>>(State.Exists ? Read() : SecurityEventLifecycle.NotFound(Key.Id));

    public async Task<Result<SecurityEvent>> ChangeStatusAsync(SecurityStatusChange change)
    {
        if (!State.Exists) return SecurityEventLifecycle.NotFound(Key.Id);

        // First: who repeats a change whose answer was lost holds the revision from before it.
        if (change.Status == State.Status) return Read();
        if (change.IfRevision is { } revision && revision != State.Revision)
            return new Refusal(RefusalKind.PreconditionFailed, "security.changed",
                $"The event is at revision {State.Revision}, not {revision}; read it again.");
        if (SecurityEventLifecycle.Table.Refuse(State.Status, change.Status, $"Security event {Key.Id}") is { } refusal) return refusal;
        if (change.Status == SecurityEventStatus.Resolved && State is { ReportBy: not null, Report: null })
            return Refusal.Conflict("security.report-due",
                $"An authority must be told of {Key.Id} first; note the report, or say that it was false.");
        string before = WireJson.Word(State.Status);
        State.Become(change.Status, change.Note, Actor, Clock.GetUtcNow());
        await CommitAsync("security.change-status", Subject, null, JsonSerializer.Serialize(new
        {
            from = before,
            to = WireJson.Word(change.Status)
        }));
        return Read();
    }

    public async Task<Result<SecurityEvent>> NoteReportAsync(BreachReport report)
    {
        if (!State.Exists) return SecurityEventLifecycle.NotFound(Key.Id);
        if (State.ReportBy is null) return Refusal.Conflict("security.not-reportable", $"No authority has to be told of {Key.Id}.");
        if (State.Report == report) return Read();
        if (State.Report is { } told)
            return Refusal.Conflict("security.already-reported", $"{Key.Id} was reported to {told.Authority} already.");
        State.NoteReport(report, Actor, Clock.GetUtcNow());
        await CommitAsync("security.report", Subject, null, JsonSerializer.Serialize(new { authority = report.Authority }));
        return Read();
    }

    /// <summary>The news only wakes who listens; losing it loses nothing but time, and must not fail a change that is made.</summary>
    public async Task AnnounceAsync()
    {
        if (State is not { Exists: true, IsGrave: true }) return;
        try
        {
            await this.GetStreamProvider(PredictionStream.Provider)
                .GetStream<SecurityEscalated>(StreamId.Create(SecurityStream.Namespace, Key.Workspace))
                .OnNextAsync(new(Key.Id, State.Severity));
        }
        catch (Exception fault)
        {
            LogUntold(log, fault, Key.Id);
        }
    }

    protected override object? Describe() => State.Exists ? Read() with { History = [] } : null;

    private SecurityEvent Read() => State.Read(Key.Id, Clock.GetUtcNow());

    [LoggerMessage(Level = LogLevel.Warning, Message = "The stream did not take the news of {Event}; the desk tells again")]
    private static partial void LogUntold(ILogger log, Exception fault, string @event);
}
