using Kolosal.Events;
using Kolosal.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Kolosal.LogConsumers;

/// <summary>
/// Counts every served request of one model exactly once and in log order. A subclass says what a request adds; delivery, gaps, crashes
/// and waiting for what counting needs are settled here.
/// </summary>
/// <remarks>
/// The stream only says how far the log goes; requests are read from the log, in turns of at most <see cref="Slice"/>, so that questions
/// are answered in between however far it is behind. A request that cannot be counted holds the cursor: nothing behind it is read, and it is
/// tried again after pauses that double up to a minute (<see cref="ConsumerHolds"/>), for as long as it takes. So it is with whatever counting
/// throws; then the grain leaves memory first, because that may be ahead of the store.
/// </remarks>
public abstract partial class LogConsumerGrain<TState>(
    IPersistentState<TState> storage, ICatalogue catalogue, TimeProvider clock, LogConsumerInstruments instruments)
    : RecordGrain<TState>(storage, catalogue, clock), ILogConsumerGrain, IStreamSubscriptionObserver, IAsyncObserver<PredictionsLogged>
    where TState : LogConsumerState, new()
{
    /// <summary>
    /// How long a turn counts: a question waits no longer, and on a busy silo, where every turn waits for a thread, counting keeps up.
    /// </summary>
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(500);

    /// <summary>How far the logs go, as was heard; as far as can be read, for those that nobody has told of yet.</summary>
    private readonly Dictionary<string, long> ends = new(StringComparer.Ordinal);

    private IServedLog served = null!;
    private ConsumerHolds holds = null!;
    private IHostApplicationLifetime? host;
    private IGrainTimer? next, later;
    private long writtenAt, toldAt;
    private bool unwritten;
    private int version;

    /// <summary>The process is on its way out: who else would have to be told may be gone, and the log is read again at the next start.</summary>
    private bool IsLeaving => host?.ApplicationStopping.IsCancellationRequested == true;

    protected ModelKey Model => ModelKey.Parse(this.GetPrimaryKeyString());

    /// <summary>The log whose record is being counted.</summary>
    protected string CountedLog { get; private set; } = "";

    /// <summary>The cursor in that log before the record; −1 before its first.</summary>
    protected long CountedAfter { get; private set; } = -1;

    /// <summary>What the grain waits for; null while it keeps up. Not stored: another silo finds out for itself.</summary>
    protected MonitorHold? Held { get; private set; }

    /// <summary>What it has counted is kept whether or not it was ever configured, and the next event would bring it back.</summary>
    protected override bool IsUnused => false;

    /// <summary>
    /// Counts are written no more often, unless <see cref="IsWriteDue"/>: what a crash loses of them is read from the log again, and of a busy model
    /// writing is what counting costs.
    /// </summary>
    protected virtual TimeSpan WriteEvery => TimeSpan.FromSeconds(1);

    /// <summary>Whether what was counted is written at once: what happened is not to wait for the trail.</summary>
    protected virtual bool IsWriteDue => State.Outbox.Count > 0;

    /// <summary>Whether what was counted shows in lists or in the trail, as a closed window does: the first is written at once, those that follow
    /// within <see cref="WriteEvery"/> together.</summary>
    protected virtual bool HasNews => false;

    /// <summary>Whether the state holds all that was counted, so that it can be stored without telling anybody.</summary>
    protected virtual bool IsStateAll => !HasNews && State.Outbox.Count == 0;

    /// <summary>Adds one request. The cursor stands on it already, so a state write inside holds both.</summary>
    protected abstract Task CountAsync(ServedRequest request);

    /// <summary>Adds outcomes of earlier requests, which came as a record of their own; a consumer that is not about outcomes passes them over.
    /// </summary>
    /// <param name="record">Its <see cref="ServedRequest.Outcomes"/> are not null.</param>
    protected virtual Task CountOutcomesAsync(ServedRequest record) => Task.CompletedTask;

    /// <summary>Gets what counting a request needs, before the cursor moves.</summary>
    /// <returns>Null when it can be counted; otherwise, in words for people, what is missing for the moment.</returns>
    protected virtual ValueTask<string?> PrepareAsync(ServedRequest request) => new((string?)null);

    /// <summary>Makes what was counted durable, cursors, effect and what was entered for the audit trail in one write.</summary>
    protected virtual Task KeepAsync() => State.Outbox.Count > 0 ? CommitEnteredAsync() : StoreAsync();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // Not by the constructor: no subclass has to hand them on.
        served = ServiceProvider.GetRequiredService<IServedLog>();
        holds = ServiceProvider.GetRequiredService<ConsumerHolds>();
        host = ServiceProvider.GetService<IHostApplicationLifetime>();
        await base.OnActivateAsync(cancellationToken);
        foreach (string logId in State.Cursors.Positions.Keys) ends[logId] = long.MaxValue;
        Held = holds.Find(this.GetGrainId());
        await CountOrWaitAsync();
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        // On the way out nobody else can be asked any more; what is not stored is read from the log again.
        if (unwritten && IsStateAll && reason.ReasonCode is (DeactivationReasonCode.ShuttingDown or DeactivationReasonCode.ActivationIdle))
            await GuardAsync(StoreAsync);
        await base.OnDeactivateAsync(reason, cancellationToken);
    }

    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        await handleFactory.Create<PredictionsLogged>().ResumeAsync(this);

    public Task OnNextAsync(PredictionsLogged item, StreamSequenceToken? token = null)
    {
        Hear(item.LogId, item.Last);
        return next is not null ? Task.CompletedTask : item.Trace is null ? CountOrWaitAsync() : CountTracedAsync(item);
    }

    public Task OnCompletedAsync() => Task.CompletedTask;

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;

    public async Task<ConsumerStanding> StandAsync(string logId, long last)
    {
        Hear(logId, last);
        if (next is null) await CountOrWaitAsync();
        return new(State.Cursors.After(logId), Held);
    }

    private async Task CountTracedAsync(PredictionsLogged news)
    {
        using var span = ConsumerTracing.Begin(GetType().Name, this.GetPrimaryKeyString(), news.Trace);
        await CountOrWaitAsync();
    }

    private void Hear(string logId, long last)
    {
        State.Cursors.Meet(logId);
        ends[logId] = Math.Max(last, ends.GetValueOrDefault(logId, -1));
    }

    /// <summary>Counts for a while, or not before its pause is over.</summary>
    private async Task CountOrWaitAsync()
    {
        next?.Dispose();
        next = null;
        if (IsLeaving) return;
        if (Held is { } held && held.NextAttemptAt > Clock.GetUtcNow())
        {
            GoOnAfter(held.NextAttemptAt - Clock.GetUtcNow());
            return;
        }

        await GuardAsync(async () =>
        {
            bool more = await CountForAWhileAsync();
            if (Held is { } waits) GoOnAfter(waits.NextAttemptAt - Clock.GetUtcNow());
            else if (more) GoOnAfter(TimeSpan.Zero);
        });
    }

    private async Task GuardAsync(Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (PublishPendingException)
        {
            GoOnAfter(TimeSpan.Zero); // it is stored, and the record sees to the rest
        }
        catch (Exception fault)
        {
            // Memory may be ahead of the store: the next activation reads the log again from the stored cursors.
            unwritten = false;
            DeactivateOnIdle();
            Hold($"Counting failed: {fault.Message}");
            LogFailed(ServiceProvider.GetRequiredService<ILoggerFactory>().CreateLogger(GetType()), this.GetPrimaryKeyString(), fault);
        }
    }

    /// <returns>Whether there is more.</returns>
    private async Task<bool> CountForAWhileAsync()
    {
        long began = Clock.GetTimestamp();
        int counted = 0;
        var oldest = DateTimeOffset.MaxValue;
        bool blocked = false, late = false;
        foreach (string logId in ends.Keys.ToArray())
        {
            while (!blocked && !late && State.Cursors.After(logId) < ends[logId])
            {
                long after = State.Cursors.After(logId);
                if (await served.ReadAsync(logId, this.GetPrimaryKeyString(), after) is not { } read)
                {
                    ends[logId] = after;
                    break;
                }

                foreach (var request in read.Requests)
                {
                    if (request.Position <= after) continue;
                    if (blocked = !await IsReadyAsync(request)) break;
                    (CountedLog, CountedAfter) = (logId, after);
                    State.Cursors.Advance(logId, after = request.Position);
                    await (request.Outcomes is null ? CountAsync(request) : CountOutcomesAsync(request));
                    counted++;
                    if (request.At < oldest) oldest = request.At;
                    if (late = Clock.GetElapsedTime(began) > Slice) break;
                }

                // Records at its end are lost. Not worth a write: whoever starts from the stored cursor finds the same.
                if (!blocked && !late && State.Cursors.After(logId) < read.Last) State.Cursors.Advance(logId, read.Last);
            }
        }

        if (counted > 0) instruments.Counted(counted, Clock.GetUtcNow() - oldest);
        unwritten |= counted > 0;
        if (unwritten) await KeepInTimeAsync();
        return late;
    }

    private Task KeepInTimeAsync()
    {
        var since = Clock.GetElapsedTime(writtenAt);
        bool news = HasNews && (toldAt == 0 || Clock.GetElapsedTime(toldAt) >= WriteEvery);
        if (writtenAt == 0 || news || IsWriteDue || since >= WriteEvery) return KeepNowAsync();
        later ??= this.RegisterGrainTimer(
            () => IsLeaving ? Task.CompletedTask : GuardAsync(KeepNowAsync),
            new GrainTimerCreationOptions(WriteEvery - since, Timeout.InfiniteTimeSpan) { KeepAlive = true });
        return Task.CompletedTask;
    }

    private async Task KeepNowAsync()
    {
        later?.Dispose();
        (later, unwritten, writtenAt) = (null, false, Clock.GetTimestamp());
        if (HasNews) toldAt = writtenAt;
        await KeepAsync();
    }

    private async ValueTask<bool> IsReadyAsync(ServedRequest request)
    {
        version = request.Version;
        if (await PrepareAsync(request) is { } reason)
        {
            Hold(reason);
            return false;
        }

        if (Held is null) return true;
        Held = null;
        holds.Release(this.GetGrainId());
        return true;
    }

    private void Hold(string reason)
    {
        Held = holds.Hold(this.GetGrainId(), version, reason, Clock.GetUtcNow());
        instruments.Held();
    }

    /// <summary>Keeps the grain in memory meanwhile: one that left would wait for the next request to come by.</summary>
    private void GoOnAfter(TimeSpan pause) => next = this.RegisterGrainTimer(
        CountOrWaitAsync,
        new GrainTimerCreationOptions(pause > TimeSpan.Zero ? pause : TimeSpan.Zero, Timeout.InfiniteTimeSpan) { KeepAlive = true });

    [LoggerMessage(Level = LogLevel.Warning, Message = "Counting of {Model} failed and is tried again")]
    private static partial void LogFailed(ILogger log, string model, Exception fault);
}
