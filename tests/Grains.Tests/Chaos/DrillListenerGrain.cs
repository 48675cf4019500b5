using System.Collections.Concurrent;
using Kolosal.Events;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Kolosal.Chaos;

/// <summary>Hears what is told of drills, as compliance does.</summary>
[Alias("kolosal.test.IDrillListenerGrain")]
public interface IDrillListenerGrain : IGrainWithStringKey;

[ImplicitStreamSubscription(DrillStreams.Faults)]
public sealed class DrillListenerGrain : Grain, IDrillListenerGrain, IStreamSubscriptionObserver, IAsyncObserver<DrillJudged>
{
    /// <summary>By test.</summary>
    internal static ConcurrentDictionary<string, DrillJudged> Heard { get; } = new(StringComparer.Ordinal);

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<DrillJudged>().ResumeAsync(this);

    public Task OnNextAsync(DrillJudged item, StreamSequenceToken? token = null)
    {
        Heard[item.TestId] = item;
        return Task.CompletedTask;
    }

    public Task OnCompletedAsync() => Task.CompletedTask;

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}
