namespace Kolosal.Incidents;

/// <summary>The stream that says of each workspace (its key) which incident changed. It only wakes: who listens reads the incident itself, and
/// finds what a lost message would have told by its own reminder.</summary>
public static class IncidentStream
{
    public const string Namespace = "incidents";
}

/// <summary>An incident opened, took another signal or changed its status.</summary>
/// <param name="IncidentId">The incident.</param>
/// <param name="Revision">Its revision after the change.</param>
/// <param name="Type">Its type.</param>
/// <param name="Severity">How grave it is now.</param>
/// <param name="Status">Where it stands now.</param>
/// <param name="Subject">What it is about, <c>models/credit-risk</c>.</param>
/// <param name="Model">The model's name; null when it is not about a model.</param>
[GenerateSerializer, Immutable, Alias("kolosal.incident-changed")]
public sealed record IncidentChanged(
    string IncidentId, long Revision, IncidentType Type, IncidentSeverity Severity, IncidentStatus Status, string Subject, string? Model);
