using Microsoft.Extensions.Logging;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Kolosal.Events;

/// <summary>Hears a stream whose key is a workspace, keeps nothing, and passes on what it hears.</summary>
/// <remarks>What cannot be passed on is told to the log alone: repeating it here would hold up the queue for other workspaces. So whoever is told
/// must find by itself what it was not told of.</remarks>
/// <typeparam name="T">What is published.</typeparam>
internal abstract partial class StreamListenerGrain<T>(ILogger log) : Grain, IStreamSubscriptionObserver, IAsyncObserver<T>
{
    /// <summary>The stream's key.</summary>
    protected string Workspace => this.GetPrimaryKeyString();

    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => await handleFactory.Create<T>().ResumeAsync(this);

    public async Task OnNextAsync(T item, StreamSequenceToken? token = null)
    {
        try
        {
            await PassOnAsync(item);
        }
        catch (Exception fault)
        {
            LogUntold(log, fault, GetType().Name, Workspace, IdOf(item));
        }
    }

    public Task OnErrorAsync(Exception ex)
    {
        LogUntold(log, ex, GetType().Name, Workspace, "the stream itself");
        return Task.CompletedTask;
    }

    /// <summary>Tells whom it concerns.</summary>
    protected abstract Task PassOnAsync(T item);

    /// <summary>What a line of the log calls it.</summary>
    protected abstract string IdOf(T item);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Listener} of {Workspace} could not pass on {Item}; it is found again by whom it concerns")]
    private static partial void LogUntold(ILogger log, Exception fault, string listener, string workspace, string item);
}
