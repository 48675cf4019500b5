using Kolosal.Access;

namespace Kolosal.Incidents;

/// <summary>Lets clients of a cluster hear of a workspace's incidents as they change. Key <c>workspace/incidents</c>.</summary>
/// <remarks>It only wakes: who listens reads the incident itself, and lists the open ones when it begins, since it hears of no change that came
/// before it or while it was cut off.</remarks>
[Alias("kolosal.incidents.IIncidentWatchGrain")]
public interface IIncidentWatchGrain : IGrainWithStringKey
{
    /// <summary>The changes from now on, until the caller stops. Of a caller that falls behind by more than 256 the oldest are dropped.</summary>
    /// <param name="cancel">Ends the enumeration.</param>
    [Alias("Changes"), RequiresPermission(Permission.IncidentsRead)]
    IAsyncEnumerable<IncidentChanged> ChangesAsync(CancellationToken cancel = default);

    /// <summary>Passes a change on to whoever listens.</summary>
    [Alias("Tell")]
    Task TellAsync(IncidentChanged change);
}
