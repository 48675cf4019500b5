using System.Reflection;
using System.Text.Json;
using Kolosal.Audit;
using Kolosal.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Kolosal;

/// <summary>
/// A grain whose state is one record: found in lists, audited on every change. A subclass decides and edits its state, then
/// commits; the order of writes lives here once.
/// </summary>
/// <remarks>
/// State and audit entry go down in one write, so neither exists without the other. The catalogue and the chain follow before the
/// caller has its answer; a crash in between is made good on the next activation, where both are repeated and both recognise the repeat.
/// Where one of them fails the record stays readable, the caller is told (<see cref="PublishPendingException"/>), and both are repeated after
/// pauses that double up to <see cref="LongestPause"/>, as long as the record is in memory and again when it is next. Until then no command is
/// answered: a caller who repeats one would take the answer for the promise that the change is in the trail.
/// </remarks>
public abstract partial class RecordGrain<TState>(IPersistentState<TState> storage, ICatalogue catalogue, TimeProvider clock)
    : Grain, IIncomingGrainCallFilter
    where TState : RecordState, new()
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1), LongestPause = TimeSpan.FromMinutes(5);

    /// <summary>How long a grain that holds no record stays in memory.</summary>
    private static readonly TimeSpan Unused = TimeSpan.FromSeconds(30);

    private IGrainTimer? retry;
    private PendingRecords? failing;
    private DateTimeOffset failingSince;
    private int failures;

    protected TState State => storage.State;

    protected TimeProvider Clock => clock;

    /// <summary>Subject on whose behalf this turn runs. A state's verbs are told it; they never look for it.</summary>
    protected static string Actor => Principal.CurrentSubject;

    protected ResourceKey Key => ResourceKey.Parse(this.GetPrimaryKeyString());

    /// <summary>Names the record among those of every kind: a model, its monitors and its sealing have one key.</summary>
    private string Identity => $"{GrainContext.GrainId.Type}:{this.GetPrimaryKeyString()}";

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
        if (State.IsPending) await TryPublishAsync();
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        failing?.Forget(CatalogueKind, this.GetPrimaryKeyString());
        return base.OnDeactivateAsync(reason, cancellationToken);
    }

    /// <summary>Before a command the change that is still pending goes to trail and lists.</summary>
    /// <exception cref="PublishPendingException">It cannot.</exception>
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (State.IsPending && IsCommand(context.InterfaceMethod) && await TryPublishAsync() is { } fault)
            throw new PublishPendingException(this.GetPrimaryKeyString(), Sentence(fault));
        await context.Invoke();
    }

    /// <summary>Makes the current state durable, visible in lists and audited; on return the command may be acknowledged.</summary>
    /// <param name="action">Audited action, e.g. <c>incident.resolve</c>.</param>
    /// <param name="subject">What it happened to, e.g. <c>incidents/INC-2026-000042</c>.</param>
    /// <param name="model">The model it concerns, when it concerns one.</param>
    /// <param name="detail">A JSON object of strings, integers, booleans and nulls.</param>
    /// <exception cref="PublishPendingException">It is durable, and not yet visible or audited.</exception>
    protected async Task CommitAsync(string action, string subject, string? model = null, string detail = "{}")
    {
        Enter(action, subject, model, detail);
        await CommitEnteredAsync();
    }

    /// <summary>Adds what happened to what the next commit reports: for who commits several changes at once.</summary>
    /// <inheritdoc cref="CommitAsync"/>
    protected void Enter(string action, string subject, string? model = null, string detail = "{}") =>
        State.Change(Identity, Actor, clock.GetUtcNow(), action, subject, model, detail);

    /// <summary>Commits what was entered.</summary>
    /// <exception cref="PublishPendingException">It is durable, and not yet visible or audited.</exception>
    protected async Task CommitEnteredAsync()
    {
        await StoreAsync();
        if (await TryPublishAsync() is { } fault) throw new PublishPendingException(this.GetPrimaryKeyString(), Sentence(fault));
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

    /// <summary>Writes the state and brings lists up to date: for what is listed and not audited, such as a time of last use.</summary>
    protected async Task StoreListedAsync()
    {
        await StoreAsync();
        await ListAllAsync();
    }

    /// <summary>Of our contracts, and not marked as reading only or as answered at any time.</summary>
    private static bool IsCommand(MethodInfo? method) =>
        method?.DeclaringType?.Assembly == typeof(IAuditGrain).Assembly
        && method.GetCustomAttribute<ReadOnlyAttribute>() is null && method.GetCustomAttribute<AlwaysInterleaveAttribute>() is null;

    private Task LeaveAsync()
    {
        if (IsUnused) DeactivateOnIdle();
        return Task.CompletedTask;
    }

    /// <summary>Forgets what is in memory for what is stored.</summary>
    protected Task ReloadAsync() => storage.ReadStateAsync();

    /// <returns>Why something is still pending; null when nothing is.</returns>
    private async Task<Exception?> TryPublishAsync()
    {
        // Each on its own: a document that the catalogue does not take must not keep the change out of the trail.
        var fault = await TryAsync(ListAllAsync);
        State.Unlisted = fault is not null;
        if (State.Outbox.Count > 0 && await TryAsync(AppendAsync) is { } unaudited) fault ??= unaudited;
        fault = await TryAsync(StoreAsync) ?? fault;
        if (fault is null) Published();
        else RetryLater(fault);
        return fault;
    }

    private async Task ListAllAsync()
    {
        if (Describe() is { } document) await ListAsync(CatalogueKind, Key.Id, document);
        else await catalogue.RemoveAsync(Key.Workspace, CatalogueKind, Key.Id, CancellationToken.None);
        foreach (var (kind, id, part) in DescribeParts()) await ListAsync(kind, id, part);
    }

    private async Task AppendAsync()
    {
        AuditEntry[] handed = [.. State.Outbox];
        await GrainFactory.Audit(Key.Workspace).AppendAsync([.. handed]);
        State.Outbox.RemoveAll(entry => handed.Contains(entry));
    }

    private static async Task<Exception?> TryAsync(Func<Task> step)
    {
        try
        {
            await step();
            return null;
        }
        catch (Exception fault)
        {
            return fault;
        }
    }

    private void Published()
    {
        if (failures == 0) return;
        retry?.Dispose();
        (failures, retry) = (0, null);
        failing?.Forget(CatalogueKind, this.GetPrimaryKeyString());
    }

    private void RetryLater(Exception fault)
    {
        var now = clock.GetUtcNow();
        if (failures++ == 0) failingSince = now;
        failing ??= ServiceProvider.GetRequiredService<PendingRecords>();
        failing.Failed(CatalogueKind, this.GetPrimaryKeyString(), failingSince, failures, Sentence(fault));
        var log = ServiceProvider.GetRequiredService<ILoggerFactory>().CreateLogger("Kolosal.Records");
        LogPending(log, CatalogueKind, this.GetPrimaryKeyString(), failures, fault);

        // It keeps the record in memory: one that left would bring its change to the trail only when somebody came by.
        var pause = TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, FirstPause.TotalSeconds * Math.Pow(2, Math.Min(failures, 20) - 1)));
        retry?.Dispose();
        retry = this.RegisterGrainTimer(
            () => State.IsPending ? TryPublishAsync() : Task.CompletedTask,
            new GrainTimerCreationOptions(pause, Timeout.InfiniteTimeSpan) { KeepAlive = true });
    }

    private static string Sentence(Exception fault)
    {
        string said = fault.Message.ReplaceLineEndings(" ").TrimEnd();
        return said.EndsWith('.') ? said : $"{said}.";
    }

    private Task ListAsync(string kind, string id, object document) => catalogue.UpsertAsync(
        new(Key.Workspace, kind, id, State.CreatedAt, State.UpdatedAt, JsonSerializer.Serialize(document, WireJson.Options)), CancellationToken.None);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Kind} {Record} is stored and not in trail or lists (attempt {Attempt}); trying again")]
    private static partial void LogPending(ILogger log, string kind, string record, int attempt, Exception fault);
}
