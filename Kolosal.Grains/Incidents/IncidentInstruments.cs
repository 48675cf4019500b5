using System.Diagnostics.Metrics;

namespace Kolosal.Incidents;

/// <summary>Meter <c>Kolosal.Incidents</c>: how much happens, and how long it takes to notice, take up and resolve.</summary>
public sealed class IncidentInstruments : IDisposable
{
    private readonly Meter meter = new("Kolosal.Incidents");
    private readonly Counter<long> signals, opened, changes;
    private readonly Histogram<double> detect, acknowledge, resolve;

    public IncidentInstruments()
    {
        signals = meter.CreateCounter<long>("kolosal.incidents.signals", "{signal}", "Signals folded into incidents, the first of each included.");
        opened = meter.CreateCounter<long>("kolosal.incidents.opened", "{incident}", "Incidents opened.");
        changes = meter.CreateCounter<long>("kolosal.incidents.changes", "{change}", "Changes of status, by the status taken.");
        detect = meter.CreateHistogram<double>("kolosal.incidents.time_to_detect", "s", "From the beginning of the trouble to its first signal.");
        acknowledge = meter.CreateHistogram<double>("kolosal.incidents.time_to_acknowledge", "s", "From the first signal until somebody took it up.");
        resolve = meter.CreateHistogram<double>("kolosal.incidents.time_to_resolve", "s", "From the first signal to the resolution.");
    }

    internal void Signalled(Incident incident, bool opens)
    {
        signals.Add(1, Kind(incident));
        if (!opens) return;
        opened.Add(1, Kind(incident));
        detect.Record(incident.MttdSeconds, Kind(incident));
    }

    internal void Changed(Incident incident)
    {
        changes.Add(1, Kind(incident), new("status", incident.Status.ToString().ToLowerInvariant()));

        // The first step away from open acknowledges; whoever resolves at once does both.
        if (incident.AcknowledgedAt == incident.Timeline[^1].At) acknowledge.Record(incident.MttaSeconds ?? 0, Kind(incident));
        if (incident is { Status: IncidentStatus.Resolved, MttrSeconds: { } seconds }) resolve.Record(seconds, Kind(incident));
    }

    public void Dispose() => meter.Dispose();

    private static KeyValuePair<string, object?> Kind(Incident incident) => new("type", incident.Type.ToString().ToLowerInvariant());
}
