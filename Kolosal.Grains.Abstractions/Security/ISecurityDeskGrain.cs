using Kolosal.Access;

namespace Kolosal.Security;

/// <summary>Where the doors of a workspace and its people report security events. Key <c>workspace/security</c>.</summary>
/// <remarks>Numbers events without gaps, folds what one source does again into its open event, and recognises bursts.</remarks>
[Alias("kolosal.security.ISecurityDeskGrain")]
public interface ISecurityDeskGrain : IGrainWithStringKey
{
    /// <summary>Takes what the doors of one process have seen since they last told. Idempotent by its id.</summary>
    /// <param name="batch">What was seen, and by whom.</param>
    [Alias("Observe"), HostOnly]
    Task ObserveAsync(SightingBatch batch);

    /// <summary>Takes a person's or a tool's report. Idempotent by its evidence id.</summary>
    /// <returns>The event.</returns>
    [Alias("Report"), RequiresPermission(Permission.IncidentsWrite)]
    Task<SecurityEvent> ReportAsync(SecurityReport report);
}

/// <summary>Sightings of one process.</summary>
/// <param name="Watcher">The process.</param>
/// <param name="Number">Rises with every batch of the process.</param>
/// <param name="Seen">What was seen.</param>
[GenerateSerializer, Immutable, Alias("kolosal.sighting-batch")]
public sealed record SightingBatch(string Watcher, long Number, ImmutableArray<CountedSighting> Seen);

/// <param name="Type">What the sightings are, as an event.</param>
/// <param name="Source">A subject or an address.</param>
/// <param name="Title">One line.</param>
/// <param name="What">At what, the last time.</param>
/// <param name="Count">How often.</param>
/// <param name="FirstAt">The first time.</param>
/// <param name="LastAt">The last time.</param>
/// <param name="LeastSeverity">How grave one alone is.</param>
[GenerateSerializer, Immutable, Alias("kolosal.counted-sighting")]
public sealed record CountedSighting(
    SecurityEventType Type, string Source, string Title, string What, long Count, DateTimeOffset FirstAt, DateTimeOffset LastAt,
    SecuritySeverity LeastSeverity);
