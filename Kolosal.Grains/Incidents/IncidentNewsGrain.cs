using Kolosal.Events;
using Microsoft.Extensions.Logging;

namespace Kolosal.Incidents;

/// <summary>Hears of a workspace's incidents for those who watch them. Its key is the stream's: the workspace.</summary>
[Alias("kolosal.incidents.IIncidentNewsGrain")]
internal interface IIncidentNewsGrain : IGrainWithStringKey;

/// <remarks>Reads <see cref="IncidentStream"/>; keeps nothing; tells <see cref="IIncidentWatchGrain"/>, whose key a caller's workspace can be
/// compared with, as the stream's cannot. Who watches reads the list again from time to time.</remarks>
[ImplicitStreamSubscription(IncidentStream.Namespace)]
internal sealed class IncidentNewsGrain(ILogger<IncidentNewsGrain> log) : StreamListenerGrain<IncidentChanged>(log), IIncidentNewsGrain
{
    protected override Task PassOnAsync(IncidentChanged item) => GrainFactory.IncidentWatch(Workspace).TellAsync(item);

    protected override string IdOf(IncidentChanged item) => item.IncidentId;
}
