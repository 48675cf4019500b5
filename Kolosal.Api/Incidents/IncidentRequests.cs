using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Kolosal.Http;

namespace Kolosal.Incidents;

/// <param name="Title">One line, 1 to 200 characters.</param>
/// <param name="Type">Kind of trouble.</param>
/// <param name="Severity">sev1 (worst) to sev4.</param>
/// <param name="Subject">What it concerns, 1 to 200 characters; with the type it decides which open incident is joined.</param>
/// <param name="Evidence">What was seen, at most 2,000 characters.</param>
/// <param name="BeganAt">When it began; now, when left out.</param>
/// <param name="ModelId">The model it concerns.</param>
/// <param name="EvidenceId">Names this observation, 1 to 200 characters: a rule that reports it again changes nothing. A new one when left
/// out.</param>
/// <param name="Reportable">An authority must be told, whatever the type.</param>
internal sealed record RaiseIncidentRequest(
    [property: JsonRequired] string Title, [property: JsonRequired] IncidentType Type, [property: JsonRequired] IncidentSeverity Severity,
    [property: JsonRequired] string Subject,
    [property: DataType(DataType.MultilineText), MaxLength(2_000)] string? Evidence = null, DateTimeOffset? BeganAt = null,
    string? ModelId = null, string? EvidenceId = null, bool Reportable = false)
{
    /// <summary>Null when the report can be taken.</summary>
    public Refusal? Refuse(DateTimeOffset now) => BeganAt > now ? Bad("$.began_at", "Expected a time that has come.") : null;

    public IncidentSignal ToSignal(string reporter, CommandKey command, DateTimeOffset now) => new(
        EvidenceId is { } known ? $"report/rule/{known}" : $"report/{reporter}/{command.Digits}", Subject.Trim(), ModelId, Type, Severity,
        Title.Trim(), BeganAt ?? now, now, Evidence ?? "", Reportable);

    private static Refusal Bad(string path, string message) =>
        new(RefusalKind.Invalid, "incidents.bad-report", "The report cannot be taken.", ImmutableDictionary<string, string>.Empty.Add(path, message));
}

/// <param name="Status">The status wanted.</param>
/// <param name="Note">What was found or done.</param>
internal sealed record ChangeIncidentStatusRequest(
    [property: JsonRequired] IncidentStatus Status, [property: DataType(DataType.MultilineText), MaxLength(2_000)] string? Note = null);

/// <param name="Assignee">Who works on it, at most 100 characters; null for nobody.</param>
internal sealed record AssignIncidentRequest([property: JsonRequired, MaxLength(100)] string? Assignee);

/// <param name="Summary">What happened.</param>
/// <param name="Impact">Whom it touched, and how.</param>
/// <param name="RootCause">Why it happened.</param>
/// <param name="Detection">How it was noticed, and why not earlier.</param>
/// <param name="Response">What was done, and what helped.</param>
/// <param name="Lessons">What is done otherwise from now on.</param>
internal sealed record PostmortemRequest(
    [property: JsonRequired, DataType(DataType.MultilineText), MinLength(1), MaxLength(8_000)] string Summary,
    [property: JsonRequired, DataType(DataType.MultilineText), MinLength(1), MaxLength(8_000)] string Impact,
    [property: JsonRequired, DataType(DataType.MultilineText), MinLength(1), MaxLength(8_000)] string RootCause,
    [property: DataType(DataType.MultilineText), MaxLength(8_000)] string Detection = "",
    [property: DataType(DataType.MultilineText), MaxLength(8_000)] string Response = "",
    [property: DataType(DataType.MultilineText), MaxLength(8_000)] string Lessons = "")
{
    public PostmortemText ToText() => new(Summary, Impact, RootCause, Detection, Response, Lessons);
}

/// <param name="Title">What is to be done, 1 to 500 characters.</param>
/// <param name="Owner">Who does it, at most 100 characters.</param>
/// <param name="DueAt">Until when.</param>
internal sealed record ActionItemRequest(
    [property: JsonRequired, MinLength(1), MaxLength(500)] string Title, [property: MaxLength(100)] string? Owner = null,
        DateTimeOffset? DueAt = null);

/// <param name="Owner">Who does it.</param>
/// <param name="DueAt">Until when.</param>
/// <param name="Done">Whether it is done.</param>
internal sealed record ChangeActionItemRequest([property: MaxLength(100)] string? Owner = null, DateTimeOffset? DueAt = null, bool? Done = null);

/// <param name="Reportable">Whether an authority must be told.</param>
/// <param name="Reason">Why, or why not, 1 to 2,000 characters.</param>
internal sealed record ReportingRequest(
    [property: JsonRequired] bool Reportable, [property: JsonRequired, DataType(DataType.MultilineText), MinLength(1),
        MaxLength(2_000)] string Reason);

/// <param name="Authority">Which authority was told, 1 to 200 characters.</param>
/// <param name="Reference">Its reference for the report, at most 200 characters.</param>
/// <param name="ReportedAt">When; now, when left out.</param>
internal sealed record AuthorityReportRequest(
    [property: JsonRequired, MinLength(1), MaxLength(200)] string Authority, [property: MaxLength(200)] string? Reference = null,
    DateTimeOffset? ReportedAt = null)
{
    /// <summary>Null when the report can be noted.</summary>
    public Refusal? Refuse(DateTimeOffset now) => ReportedAt > now
        ? new(RefusalKind.Invalid, "incidents.bad-report", "The report cannot be noted.",
            ImmutableDictionary<string, string>.Empty.Add("$.reported_at", "Expected a time that has come."))
        : null;
}
