using System.Diagnostics.Metrics;

namespace Kolosal.Audit;

/// <summary>Meter <c>Kolosal.Audit</c>: what enters the chains, and what verification finds.</summary>
public sealed class AuditInstruments : IDisposable
{
    private readonly Meter meter = new("Kolosal.Audit");
    private readonly Counter<long> entries, verifications, dropped;

    public AuditInstruments()
    {
        entries = meter.CreateCounter<long>("kolosal.audit.entries", "{entry}", "Entries sealed into a chain.");
        dropped = meter.CreateCounter<long>("kolosal.audit.dropped", "{entry}", "Entries dropped under the trail's retention.");
        verifications = meter.CreateCounter<long>(
            "kolosal.audit.verifications", "{verification}", "Verifications of a whole chain, by outcome; a broken one is an incident.");
    }

    public void Sealed(int count) => entries.Add(count);

    public void Dropped(long count) => dropped.Add(count);

    public void Verified(bool valid) => verifications.Add(1, new KeyValuePair<string, object?>("outcome", valid ? "valid" : "broken"));

    public void Dispose() => meter.Dispose();
}
