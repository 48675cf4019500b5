using Kolosal.Events;
using Kolosal.Storage;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Kolosal.LogConsumers;

/// <summary>
/// A monitor of one model: counts every served request exactly once and closes windows over them. A subclass says what a request adds
/// and what a closed window means; delivery, gaps, crashes and the order of writes are settled here.
/// </summary>
/// <remarks>
/// A window's boundaries and its id follow from the log alone. So a crash after a signal and before the write repeats the same signal,
/// which the incident desk recognises, and never closes another window in its place.
/// </remarks>
public abstract class WindowMonitorGrain<TState>(IPersistentState<TState> storage, ICatalogue catalogue, TimeProvider clock)
    : RecordGrain<TState>(storage, catalogue, clock), IStreamSubscriptionObserver, IAsyncObserver<PredictionsServed>
    where TState : MonitorState, new()
{
    protected ModelKey Model => ModelKey.Parse(this.GetPrimaryKeyString());

    /// <summary>Adds one request to the current window, and closes the window when it is full.</summary>
    protected abstract Task CountAsync(ServedRequest request);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        await CountAllAsync(() => GrainFactory.CatchUpAsync(State.Cursors, this.GetPrimaryKeyString(), CountAsync));
    }

    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        await handleFactory.Create<PredictionsServed>().ResumeAsync(this);

    public Task OnNextAsync(PredictionsServed item, StreamSequenceToken? token = null) =>
        CountAllAsync(() => GrainFactory.FollowAsync(State.Cursors, this.GetPrimaryKeyString(), item, CountAsync));

    public Task OnCompletedAsync() => Task.CompletedTask;

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;

    /// <summary>The id of the window that is open now: names it in signals, reports and the audit trail.</summary>
    protected string WindowId(string monitor) => $"{monitor}/{this.GetPrimaryKeyString()}/window-{State.Windows + 1}";

    /// <summary>Makes what was counted durable, cursors and effect in one write.</summary>
    protected virtual Task KeepAsync() => StoreAsync();

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
}
