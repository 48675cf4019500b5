using Kolosal.Events;
using Kolosal.Incidents;
using Microsoft.Extensions.Logging;

namespace Kolosal.Alerts;

/// <remarks>Reads <see cref="IncidentStream"/>; keeps nothing; calls the alert desk. What it misses the desk finds by itself within a minute.
/// </remarks>
[ImplicitStreamSubscription(IncidentStream.Namespace)]
internal sealed class AlertListenerGrain(ILogger<AlertListenerGrain> log) : StreamListenerGrain<IncidentChanged>(log), IAlertListenerGrain
{
    protected override Task PassOnAsync(IncidentChanged item) => GrainFactory.AlertDesk(Workspace).NudgeAsync(item.IncidentId);

    protected override string IdOf(IncidentChanged item) => item.IncidentId;
}
