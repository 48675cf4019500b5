using System.Text.Json;
using Kolosal.Audit;
using Kolosal.Storage;

namespace Kolosal;

/// <summary>
/// A grain whose state is one record: found in lists, audited on every change. A subclass decides and edits its state, then
/// commits; the order of writes lives here once.
/// </summary>
/// <remarks>
/// State and audit entry go down in one write, so neither exists without the other. The catalogue and the chain follow before the
/// caller has its answer; a crash in between is made good on the next activation, where both are repeated and both recognise the repeat.
/// </remarks>
public abstract class RecordGrain<TState>(IPersistentState<TState> storage, ICatalogue catalogue, TimeProvider clock) : Grain
    where TState : RecordState, new()
{
    /// <summary>How long a grain that holds no record stays in memory.</summary>
    private static readonly TimeSpan Unused = TimeSpan.FromSeconds(30);

    protected TState State => storage.State;

    protected TimeProvider Clock => clock;

    /// <summary>Subject on whose behalf this turn runs. A state's verbs are told it; they never look for it.</summary>
    protected static string Actor => Principal.CurrentSubject;

    protected ResourceKey Key => ResourceKey.Parse(this.GetPrimaryKeyString());

    /// <summary>The kind under which the catalogue lists this record: <c>incident</c>, <c>dataset</c>.</summary>
    protected abstract string CatalogueKind { get; }

    /// <summary>What lists show of this record, as one of the contract's records; null when it no longer belongs in any.</summary>
    protected abstract object? Describe();

    /// <summary>Things that live inside this record and have lists of their own: kind, id, document.</summary>
    protected virtual IEnumerable<(string Kind, string Id, object Document)> DescribeParts() => [];

    /// <summary>Whether nobody has made anything of this name.</summary>
    protected virtual bool IsUnused => !State.Exists;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);

        // Names that callers make up must not fill the memory: such a grain is asked once and goes.
        if (IsUnused) this.RegisterGrainTimer(LeaveAsync, new GrainTimerCreationOptions(Unused, Timeout.InfiniteTimeSpan));
        if (State.Outbox.Count > 0) await PublishAsync();
    }

    /// <summary>Makes the current state durable, visible in lists and audited; on return the command may be acknowledged.</summary>
    /// <param name="action">Audited action, e.g. <c>incident.resolve</c>.</param>
    /// <param name="subject">What it happened to, e.g. <c>incidents/INC-2026-000042</c>.</param>
    /// <param name="model">The model it concerns, when it concerns one.</param>
    /// <param name="detail">A JSON object of strings, integers, booleans and nulls.</param>
    protected async Task CommitAsync(string action, string subject, string? model = null, string detail = "{}")
    {
        State.Change(this.GetPrimaryKeyString(), Actor, clock.GetUtcNow(), action, subject, model, detail);
        await StoreAsync();
        await PublishAsync();
    }

    /// <summary>Writes the state alone: for what is neither listed nor audited, such as a count.</summary>
    protected async Task StoreAsync()
    {
        try
        {
            await storage.WriteStateAsync();
        }
        catch
        {
            // Memory is now ahead of the store: the next caller must meet the stored state, not this one.
            DeactivateOnIdle();
            throw;
        }
    }

    private Task LeaveAsync()
    {
        if (IsUnused) DeactivateOnIdle();
        return Task.CompletedTask;
    }

    private async Task PublishAsync()
    {
        if (Describe() is { } document) await ListAsync(CatalogueKind, Key.Id, document);
        else await catalogue.RemoveAsync(Key.Workspace, CatalogueKind, Key.Id, CancellationToken.None);
        foreach (var (kind, id, part) in DescribeParts()) await ListAsync(kind, id, part);

        await GrainFactory.Audit(Key.Workspace).AppendAsync([.. State.Outbox]);
        State.Outbox.Clear();
        await StoreAsync();
    }

    private Task ListAsync(string kind, string id, object document) => catalogue.UpsertAsync(
        new(Key.Workspace, kind, id, State.CreatedAt, State.UpdatedAt, JsonSerializer.Serialize(document, WireJson.Options)), CancellationToken.None);
}
