using Kolosal.Incidents;
using Microsoft.Extensions.Logging;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Kolosal.Alerts;

/// <remarks>Reads <see cref="IncidentStream"/>; keeps nothing; calls the alert desk. What it misses the desk finds by itself.</remarks>
[ImplicitStreamSubscription(IncidentStream.Namespace)]
internal sealed partial class AlertListenerGrain(ILogger<AlertListenerGrain> log)
    : Grain, IAlertListenerGrain, IStreamSubscriptionObserver, IAsyncObserver<IncidentChanged>
{
    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        await handleFactory.Create<IncidentChanged>().ResumeAsync(this);

    public async Task OnNextAsync(IncidentChanged item, StreamSequenceToken? token = null)
    {
        try
        {
            await GrainFactory.AlertDesk(this.GetPrimaryKeyString()).NudgeAsync(item.IncidentId);
        }
        catch (Exception fault)
        {
            // Repeating it here would hold up the queue for other workspaces; the desk looks again within a minute.
            LogDeaf(log, fault, this.GetPrimaryKeyString(), item.IncidentId);
        }
    }

    public Task OnErrorAsync(Exception ex)
    {
        LogDeaf(log, ex, this.GetPrimaryKeyString(), "the stream itself");
        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The alert desk of {Workspace} could not be told of {Incident}")]
    private static partial void LogDeaf(ILogger log, Exception fault, string workspace, string incident);
}
