namespace Kolosal.Incidents;

/// <summary>The duty to tell an authority: within 72 hours of becoming aware (GDPR Art. 33(1); the same hours for the incident notification
/// of NIS 2, Art. 23(4)(b)). It begins with incidents of type <c>security</c> and <c>privacy</c>, and with any that is said to be
/// reportable.</summary>
/// <remarks>The clock counts from the incident's detection, also when it is said to be reportable only later: the earliest that awareness can be
/// held to have begun.</remarks>
/// <param name="Deadline">Until when.</param>
/// <param name="ReportedAt">When the authority was told; null before.</param>
/// <param name="ReportedBy">Who noted it.</param>
/// <param name="Authority">Which authority.</param>
/// <param name="Reference">Its reference for the report; null when it gave none.</param>
/// <param name="Overdue">The deadline has passed, or passed before the report.</param>
[GenerateSerializer, Immutable, Alias("kolosal.incident-reporting")]
public sealed record IncidentReporting(
    DateTimeOffset Deadline, DateTimeOffset? ReportedAt, string? ReportedBy, string? Authority, string? Reference, bool Overdue);

/// <param name="Authority">Which authority was told.</param>
/// <param name="Reference">Its reference for the report; null when it gave none.</param>
/// <param name="ReportedAt">When.</param>
[GenerateSerializer, Immutable, Alias("kolosal.authority-report")]
public sealed record AuthorityReport(string Authority, string? Reference, DateTimeOffset ReportedAt);
