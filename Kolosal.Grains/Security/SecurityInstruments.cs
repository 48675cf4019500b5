using System.Diagnostics.Metrics;

namespace Kolosal.Security;

/// <summary>Meter <c>Kolosal.Security</c>: what the doors saw, and the events made of it.</summary>
public sealed class SecurityInstruments : IDisposable
{
    private readonly Meter meter = new("Kolosal.Security");
    private readonly Counter<long> sightings, overflowed, events, escalations;

    public SecurityInstruments()
    {
        sightings = meter.CreateCounter<long>("kolosal.security.sightings", "{sighting}", "Refusals that the doors told of, by kind.");
        overflowed = meter.CreateCounter<long>(
            "kolosal.security.sightings.overflowed", "{sighting}",
                "Sightings counted under a common source, since more sources came than are told apart.");
        events = meter.CreateCounter<long>("kolosal.security.events", "{event}", "Security events opened, by type.");
        escalations = meter.CreateCounter<long>("kolosal.security.escalations", "{event}", "Events that became high or critical, by type.");
    }

    internal void Saw(SightingKind kind) => sightings.Add(1, new KeyValuePair<string, object?>("kind", WireJson.Word(kind)));

    internal void Overflowed() => overflowed.Add(1);

    internal void Opened(SecurityEventType type) => events.Add(1, new KeyValuePair<string, object?>("type", WireJson.Word(type)));

    internal void Escalated(SecurityEventType type) => escalations.Add(1, new KeyValuePair<string, object?>("type", WireJson.Word(type)));

    public void Dispose() => meter.Dispose();
}
