using System.Globalization;
using Kolosal.Events;
using Kolosal.Security;
using Microsoft.Extensions.Logging;

namespace Kolosal.Incidents;

/// <summary>Hears of a workspace's grave security events. Its key is the stream's: the workspace.</summary>
[Alias("kolosal.incidents.ISecurityListenerGrain")]
internal interface ISecurityListenerGrain : IGrainWithStringKey;

/// <remarks>Reads <see cref="SecurityStream"/>; keeps nothing; reads the event and raises an incident at the desk, once a severity. What it fails to
/// raise the security desk tells again.</remarks>
[ImplicitStreamSubscription(SecurityStream.Namespace)]
internal sealed class SecurityListenerGrain(ILogger<SecurityListenerGrain> log) : StreamListenerGrain<SecurityEscalated>(log), ISecurityListenerGrain
{
    protected override async Task PassOnAsync(SecurityEscalated item)
    {
        var read = await GrainFactory.SecurityEvent(Workspace, item.EventId).GetAsync();
        if (read.Accepted) await GrainFactory.IncidentDesk(Workspace).RaiseAsync(SignalOf(read.Value));
    }

    protected override string IdOf(SecurityEscalated item) => item.EventId;

    private static IncidentSignal SignalOf(SecurityEvent known) => new(
        $"security/{known.Id}/{WireJson.Word(known.Severity)}", $"security/{known.Source}", null, IncidentType.Security,
        known.Severity == SecuritySeverity.Critical || known.Type == SecurityEventType.DataBreach ? IncidentSeverity.Sev1 : IncidentSeverity.Sev2,
        known.Title, known.FirstAt, known.DetectedAt < known.FirstAt ? known.FirstAt : known.DetectedAt,
        string.Create(CultureInfo.InvariantCulture, $"{known.Id}: {WireJson.Word(known.Type)}, seen {known.Occurrences} times. {known.Detail}"),
        known.ReportBy is not null);
}
