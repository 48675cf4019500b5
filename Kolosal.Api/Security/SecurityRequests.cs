using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Kolosal.Http;

namespace Kolosal.Security;

/// <param name="Type">login_failure, unauthorized_access, data_breach, policy_violation or suspicious_activity.</param>
/// <param name="Severity">low, medium, high or critical.</param>
/// <param name="Title">One line, 1 to 200 characters.</param>
/// <param name="Source">Who or what it comes from, at most 200 characters: a subject, an address, a system. Default: the reporter.</param>
/// <param name="Detail">What was seen, at most 2,000 characters.</param>
/// <param name="OccurredAt">When it happened; now, when left out.</param>
/// <param name="Reportable">An authority must be told, whatever the type; of a data_breach one must.</param>
internal sealed record ReportSecurityEventRequest(
    [property: JsonRequired] SecurityEventType Type, [property: JsonRequired] SecuritySeverity Severity,
    [property: JsonRequired, Length(1, 200)] string Title, [property: MaxLength(200)] string? Source = null,
    [property: DataType(DataType.MultilineText), MaxLength(2_000)] string? Detail = null, DateTimeOffset? OccurredAt = null,
    bool Reportable = false)
{
    /// <summary>Null when the report can be taken.</summary>
    public Refusal? Refuse(DateTimeOffset now) => OccurredAt > now ? BreachReportRequest.Late("$.occurred_at") : null;

    /// <summary>The same evidence for a repeated key of one caller; another for every request without.</summary>
    public SecurityReport ToReport(string reporter, CommandKey command, DateTimeOffset now)
    {
        var at = (OccurredAt ?? now).ToUniversalTime();
        return new(
            $"report/{command.Text}", Type, Severity, string.IsNullOrWhiteSpace(Source) ? reporter : Source.Trim(), Title.Trim(),
            Detail?.Trim() ?? "", 1, at, at, Reportable);
    }
}

/// <param name="Status">open, investigating, resolved or false_positive.</param>
/// <param name="Note">What was found or done.</param>
internal sealed record ChangeSecurityEventStatusRequest(
    [property: JsonRequired] SecurityEventStatus Status, [property: DataType(DataType.MultilineText), MaxLength(2_000)] string? Note = null);

/// <param name="Authority">Which authority was told, 1 to 200 characters.</param>
/// <param name="Reference">Its reference for the report, at most 200 characters.</param>
/// <param name="ReportedAt">When; now, when left out.</param>
internal sealed record BreachReportRequest(
    [property: JsonRequired, Length(1, 200)] string Authority, [property: MaxLength(200)] string? Reference = null,
    DateTimeOffset? ReportedAt = null)
{
    /// <summary>Null when the report can be noted.</summary>
    public Refusal? Refuse(DateTimeOffset now) => ReportedAt > now ? Late("$.reported_at") : null;

    internal static Refusal Late(string path) => new(
        RefusalKind.Invalid, "security.bad-report", "The report cannot be taken.",
        ImmutableDictionary<string, string>.Empty.Add(path, "Expected a time that has come."));
}
