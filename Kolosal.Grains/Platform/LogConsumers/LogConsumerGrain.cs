using Kolosal.Events;
using Kolosal.Storage;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Kolosal.LogConsumers;

/// <summary>
/// Counts every served request of one model exactly once and in log order. A subclass says what a request adds; delivery, gaps, crashes
/// and waiting for what counting needs are settled here.
/// </summary>
/// <remarks>
/// A request that cannot be counted yet holds the cursor: nothing behind it is read, and it is tried again after pauses that double up to
/// <see cref="LongestPause"/>, as long as the grain lives. A restart forgets the pauses, tries at once, and holds again if it must.
/// </remarks>
public abstract class LogConsumerGrain<TState>(
    IPersistentState<TState> storage, ICatalogue catalogue, TimeProvider clock, LogConsumerInstruments instruments)
    : RecordGrain<TState>(storage, catalogue, clock), IStreamSubscriptionObserver, IAsyncObserver<PredictionsServed>
    where TState : LogConsumerState, new()
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1), LongestPause = TimeSpan.FromMinutes(1);

    private IGrainTimer? retry;

    protected ModelKey Model => ModelKey.Parse(this.GetPrimaryKeyString());

    /// <summary>What the grain waits for; null while it keeps up. Not stored: a new activation finds out for itself.</summary>
    protected MonitorHold? Held { get; private set; }

    /// <summary>What it has counted is kept whether or not it was ever configured, and the next event would bring it back.</summary>
    protected override bool IsUnused => false;

    /// <summary>Adds one request. The cursor stands on it already, so a state write inside holds both.</summary>
    protected abstract Task CountAsync(ServedRequest request);

    /// <summary>Gets what counting a request needs, before the cursor moves.</summary>
    /// <returns>Null when it can be counted; otherwise, in words for people, what is missing for the moment.</returns>
    protected virtual ValueTask<string?> PrepareAsync(ServedRequest request) => new((string?)null);

    /// <summary>Makes what was counted durable, cursors and effect in one write.</summary>
    protected virtual Task KeepAsync() => StoreAsync();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        await CatchUpAsync();
    }

    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        await handleFactory.Create<PredictionsServed>().ResumeAsync(this);

    public Task OnNextAsync(PredictionsServed item, StreamSequenceToken? token = null)
    {
        if (Held is null || Held.NextAttemptAt <= Clock.GetUtcNow())
            return CountAllAsync(() => GrainFactory.FollowAsync(State.Cursors, this.GetPrimaryKeyString(), item, IsReadyAsync, CountOneAsync));

        // The event stands in the log; the next attempt reads it from there.
        State.Cursors.Meet(item.LogId);
        return Task.CompletedTask;
    }

    public Task OnCompletedAsync() => Task.CompletedTask;

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;

    private Task CatchUpAsync() =>
        CountAllAsync(() => GrainFactory.CatchUpAsync(State.Cursors, this.GetPrimaryKeyString(), IsReadyAsync, CountOneAsync));

    private async Task CountOneAsync(ServedRequest request)
    {
        await CountAsync(request);
        instruments.Counted(Clock.GetUtcNow() - request.At);
    }

    private async ValueTask<bool> IsReadyAsync(ServedRequest request)
    {
        if (await PrepareAsync(request) is { } reason)
        {
            Hold(request.Version, reason);
            return false;
        }

        (Held, retry) = (null, Stop(retry));
        return true;
    }

    private void Hold(int version, string reason)
    {
        var now = Clock.GetUtcNow();
        int attempts = (Held?.Attempts ?? 0) + 1;
        var pause = TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, FirstPause.TotalSeconds * Math.Pow(2, attempts - 1)));
        Held = new(Held?.Since ?? now, version, reason, attempts, now + pause);
        instruments.Held();

        // It keeps the grain in memory: a grain that left with its cursor held would wait for the next request to come by.
        Stop(retry);
        retry = this.RegisterGrainTimer(CatchUpAsync, new GrainTimerCreationOptions(pause, Timeout.InfiniteTimeSpan) { KeepAlive = true });
    }

    private async Task CountAllAsync(Func<Task<int>> count)
    {
        try
        {
            if (await count() > 0) await KeepAsync();
        }
        catch
        {
            // Memory is ahead of the store: the next activation reads the log again from the stored cursors.
            DeactivateOnIdle();
            throw;
        }
    }

    private static IGrainTimer? Stop(IGrainTimer? timer)
    {
        timer?.Dispose();
        return null;
    }
}
