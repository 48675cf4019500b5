namespace Kolosal.Notifications;

/// <summary>Something that people or programs outside asked to be told of.</summary>
/// <param name="EventId">Unique in the workspace and the same for the same occurrence, so that a repeated report is recognised:
/// <c>incident/INC-2026-000042/opened/0</c>.</param>
/// <param name="Type">Dotted, lower-case, past: <c>incident.opened</c>, <c>alert.firing</c>, <c>model.promoted</c>.</param>
/// <param name="At">When it happened.</param>
/// <param name="Severity"><c>sev1</c> to <c>sev4</c>; null when it has none.</param>
/// <param name="Model">The model's name; null when it concerns none.</param>
/// <param name="Subject">What it is about: <c>incidents/INC-2026-000042</c>.</param>
/// <param name="Title">One line a person reads first.</param>
/// <param name="Data">A JSON object: the <c>data</c> of a webhook's body. At most 32,000 characters; no rows of data and no personal data.</param>
/// <param name="Endpoints">The endpoints that get it, whatever their filters; empty for all whose filter it passes.</param>
[GenerateSerializer, Immutable, Alias("kolosal.notification-event")]
public sealed record NotificationEvent(
    string EventId, string Type, DateTimeOffset At, string? Severity, string? Model, string Subject, string Title, string Data,
    ImmutableArray<string> Endpoints);
