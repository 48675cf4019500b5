using Kolosal.Audit;

namespace Kolosal;

/// <summary>What every catalogued record keeps beside its own members.</summary>
[GenerateSerializer, Alias("kolosal.record-state")]
public abstract class RecordState
{
    /// <summary>Audit entries written together with the change they report and not yet in the chain.</summary>
    [Id(0)] public List<AuditEntry> Outbox { get; set; } = [];

    /// <summary>When the record was made; default while it does not exist.</summary>
    [Id(1)] public DateTimeOffset CreatedAt { get; set; }

    [Id(2)] public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Counts changes; the document's entity tag.</summary>
    [Id(3)] public long Revision { get; set; }

    public bool Exists => CreatedAt != default;
}
