namespace Kolosal.Audit;

/// <summary>The audit trail of one workspace: an append-only hash chain. Key <c>workspace/audit</c>. Calls nobody.</summary>
[Alias("kolosal.audit.IAuditGrain")]
public interface IAuditGrain : IGrainWithStringKey
{
    /// <summary>Appends entries in order; they are durable when the call returns.</summary>
    /// <param name="entries">An entry whose <see cref="AuditEntry.EventId"/> already stands in the chain is dropped.</param>
    [Alias("Append")]
    Task AppendAsync(ImmutableArray<AuditEntry> entries);
}

/// <summary>Something that happened, as its actor reports it.</summary>
/// <param name="EventId">Unique and chosen by the reporter, so that a repeated report is recognised.</param>
/// <param name="At">When it happened, UTC.</param>
/// <param name="Actor">Subject of the principal on whose behalf it happened, or <c>system</c>.</param>
/// <param name="Action">Dotted, past or imperative noun-verb, stable: <c>model.promote</c>, <c>dataset.delete</c>.</param>
/// <param name="Subject">What it happened to: <c>models/credit-risk:3</c>.</param>
/// <param name="Model">The model it concerns, for filtering; null when none.</param>
/// <param name="Detail">A JSON object of strings, integers, booleans and nulls (no fractions: they have no canonical form). No personal data.</param>
[GenerateSerializer, Immutable, Alias("kolosal.audit-entry")]
public sealed record AuditEntry(
    string EventId, DateTimeOffset At, string Actor, string Action, string Subject, string? Model, string Detail);

public static class AuditGrains
{
    public static IAuditGrain Audit(this IGrainFactory grains, string workspace) => grains.GetGrain<IAuditGrain>($"{workspace}/audit");
}
