using System.Globalization;
using Kolosal.Events;
using Kolosal.Security;
using Microsoft.Extensions.Logging;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Kolosal.Incidents;

/// <summary>Hears of a workspace's grave security events. Its key is the stream's: the workspace.</summary>
[Alias("kolosal.incidents.ISecurityListenerGrain")]
internal interface ISecurityListenerGrain : IGrainWithStringKey;

/// <remarks>Reads <see cref="SecurityStream"/>; keeps nothing; reads the event and raises an incident at the desk, once a severity. What it fails to
/// raise the security desk tells again.</remarks>
[ImplicitStreamSubscription(SecurityStream.Namespace)]
internal sealed partial class SecurityListenerGrain(ILogger<SecurityListenerGrain> log)
    : Grain, ISecurityListenerGrain, IStreamSubscriptionObserver, IAsyncObserver<SecurityEscalated>
{
    private string Workspace => this.GetPrimaryKeyString();

    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        await handleFactory.Create<SecurityEscalated>().ResumeAsync(this);

    public async Task OnNextAsync(SecurityEscalated item, StreamSequenceToken? token = null)
    {
        try
        {
            var read = await GrainFactory.SecurityEvent(Workspace, item.EventId).GetAsync();
            if (read.Accepted) await GrainFactory.IncidentDesk(Workspace).RaiseAsync(SignalOf(read.Value));
        }
        catch (Exception fault)
        {
            LogUnraised(log, fault, item.EventId);
        }
    }

    public Task OnCompletedAsync() => Task.CompletedTask;

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;

    private static IncidentSignal SignalOf(SecurityEvent known) => new(
        $"security/{known.Id}/{WireJson.Word(known.Severity)}", $"security/{known.Source}", null, IncidentType.Security,
        known.Severity == SecuritySeverity.Critical || known.Type == SecurityEventType.DataBreach ? IncidentSeverity.Sev1 : IncidentSeverity.Sev2,
        known.Title, known.FirstAt, known.DetectedAt < known.FirstAt ? known.FirstAt : known.DetectedAt,
        string.Create(CultureInfo.InvariantCulture, $"{known.Id}: {WireJson.Word(known.Type)}, seen {known.Occurrences} times. {known.Detail}"),
        known.ReportBy is not null);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "The security event {Event} could not be raised as an incident; the security desk tells again")]
    private static partial void LogUnraised(ILogger log, Exception fault, string @event);
}
