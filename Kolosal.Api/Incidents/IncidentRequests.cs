using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Kolosal.Incidents;

/// <param name="Title">One line, 1 to 200 characters.</param>
/// <param name="Type">Kind of trouble.</param>
/// <param name="Severity">sev1 (worst) to sev4.</param>
/// <param name="Subject">What it concerns, 1 to 200 characters; with the type it decides which open incident is joined.</param>
/// <param name="Evidence">What was seen, at most 2,000 characters.</param>
/// <param name="BeganAt">When it began; now, when left out.</param>
/// <param name="ModelId">The model it concerns.</param>
internal sealed record RaiseIncidentRequest(
    [property: JsonRequired] string Title, [property: JsonRequired] IncidentType Type, [property: JsonRequired] IncidentSeverity Severity,
    [property: JsonRequired] string Subject,
    [property: DataType(DataType.MultilineText), MaxLength(2_000)] string? Evidence = null, DateTimeOffset? BeganAt = null,
    string? ModelId = null)
{
    /// <summary>Null when the report can be taken.</summary>
    public Refusal? Refuse(DateTimeOffset now) => BeganAt > now ? Bad("$.began_at", "Expected a time that has come.") : null;

    public IncidentSignal ToSignal(string reporter, DateTimeOffset now) => new(
        $"report/{reporter}/{Guid.NewGuid():N}", Subject.Trim(), ModelId, Type, Severity, Title.Trim(), BeganAt ?? now, now, Evidence ?? "");

    private static Refusal Bad(string path, string message) =>
        new(RefusalKind.Invalid, "incidents.bad-report", "The report cannot be taken.", ImmutableDictionary<string, string>.Empty.Add(path, message));
}

/// <param name="Status">The status wanted.</param>
/// <param name="Note">What was found or done.</param>
internal sealed record ChangeIncidentStatusRequest(
    [property: JsonRequired] IncidentStatus Status, [property: DataType(DataType.MultilineText), MaxLength(2_000)] string? Note = null);
