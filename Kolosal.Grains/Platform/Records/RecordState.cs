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

    /// <summary>Lists do not show the last change: the catalogue did not take it.</summary>
    [Id(4)] public bool Unlisted { get; set; }

    public bool Exists => CreatedAt != default;

    /// <summary>Something of the record is not yet where others look for it.</summary>
    public bool IsPending => Unlisted || Outbox.Count > 0;

    /// <summary>Counts a change, and keeps the audit entry that reports it until it is in the chain.</summary>
    /// <param name="identity">The record's grain type and key; with the revision it names the entry in its workspace for ever.</param>
    /// <param name="by">Subject that made the change.</param>
    /// <param name="at">When.</param>
    /// <param name="action">Audited action, e.g. <c>incident.resolve</c>.</param>
    /// <param name="subject">What it happened to, e.g. <c>incidents/INC-2026-000042</c>.</param>
    /// <param name="model">The model it concerns, when it concerns one.</param>
    /// <param name="detail">A JSON object of strings, integers, booleans and nulls.</param>
    public void Change(string identity, string by, DateTimeOffset at, string action, string subject, string? model, string detail)
    {
        if (!Exists) CreatedAt = at;
        UpdatedAt = at;
        Revision++;
        Outbox.Add(new AuditEntry($"{identity}#{Revision}", at, by, action, subject, model, detail));
    }
}
