using Kolosal.Access;

namespace Kolosal.Incidents;

/// <summary>Where monitors and people report what needs attention. One per workspace, key <c>workspace/incidents</c>.</summary>
/// <remarks>Numbers incidents without gaps and folds signals of one subject and type into the one incident that is open for them.</remarks>
[Alias("kolosal.incidents.IIncidentDeskGrain")]
public interface IIncidentDeskGrain : IGrainWithStringKey
{
    /// <summary>Opens an incident or adds to the open one; idempotent by <see cref="IncidentSignal.EvidenceId"/>.</summary>
    /// <returns>The incident's id, <c>INC-2026-000042</c>.</returns>
    [Alias("Raise"), RequiresPermission(Permission.IncidentsWrite)]
    Task<string> RaiseAsync(IncidentSignal signal);

    /// <summary>Takes an incident to another status. The desk's business since reopening one must not leave two open for one matter.</summary>
    /// <param name="id">The incident.</param>
    /// <param name="change">The status wanted and why.</param>
    /// <returns>Refused with <c>workflow.transition-not-allowed</c> outside the transition table, and with <c>incidents.another-open</c> when
    /// another incident is open for the same subject and type; asking for the present status changes nothing.</returns>
    [Alias("ChangeStatus"), RequiresPermission(Permission.IncidentsWrite)]
    Task<Result<Incident>> ChangeStatusAsync(string id, IncidentStatusChange change);
}

/// <summary>A report that something is wrong.</summary>
/// <param name="EvidenceId">Unique for this observation (a window's id); a repeated one is dropped.</param>
/// <param name="Subject">What it concerns: <c>models/credit-risk</c>.</param>
/// <param name="Model">The model's name, when it concerns one.</param>
/// <param name="Type">One incident at a time is open per subject and type.</param>
/// <param name="Severity">The signal's severity; the incident takes the worst it has seen.</param>
/// <param name="Title">One line a person reads first.</param>
/// <param name="BeganAt">When the trouble began (first row of the bad window); the time to detect counts from here.</param>
/// <param name="DetectedAt">When it was noticed.</param>
/// <param name="Evidence">The verdict in words and figures.</param>
/// <param name="Reportable">An authority must be told, whatever the type (<see cref="IncidentReporting"/>).</param>
[GenerateSerializer, Immutable, Alias("kolosal.incident-signal")]
public sealed record IncidentSignal(
    string EvidenceId, string Subject, string? Model, IncidentType Type, IncidentSeverity Severity, string Title,
    DateTimeOffset BeganAt, DateTimeOffset DetectedAt, string Evidence, bool Reportable = false);

[GenerateSerializer, Alias("kolosal.incident-type")]
public enum IncidentType { Security, Availability, DataLoss, Performance, Drift, Fairness, Privacy }

/// <summary>Worst first.</summary>
[GenerateSerializer, Alias("kolosal.incident-severity")]
public enum IncidentSeverity { Sev1, Sev2, Sev3, Sev4 }
