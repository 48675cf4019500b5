using System.Collections.Concurrent;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Kolosal.Faults;

/// <summary>A grain with a stored and a remembered number.</summary>
[Alias("kolosal.test.ICounterGrain")]
public interface ICounterGrain : IGrainWithStringKey
{
    /// <summary>Adds one to both numbers; answers the stored one.</summary>
    [Alias("Add")]
    Task<int> AddAsync();

    /// <summary>Stored number, and the one that lives in memory alone.</summary>
    [Alias("Read")]
    Task<(int Stored, int Remembered)> ReadAsync();
}

[GenerateSerializer, Alias("kolosal.test.counter-state")]
public sealed class CounterState
{
    [Id(0)] public int Count { get; set; }
}

public sealed class CounterGrain([PersistentState("test-counter")] IPersistentState<CounterState> storage) : Grain, ICounterGrain
{
    private int remembered;

    public async Task<int> AddAsync()
    {
        remembered++;
        storage.State.Count++;
        await storage.WriteStateAsync();
        return storage.State.Count;
    }

    public Task<(int Stored, int Remembered)> ReadAsync() => Task.FromResult((storage.State.Count, remembered));
}

/// <summary>Writes down numbers in the order in which they come.</summary>
[Alias("kolosal.test.IRecorderGrain")]
public interface IRecorderGrain : IGrainWithStringKey
{
    [Alias("Note")]
    Task NoteAsync(int number);

    [Alias("Read")]
    Task<int[]> ReadAsync();
}

public sealed class RecorderGrain : Grain, IRecorderGrain
{
    private readonly List<int> notes = [];

    public Task NoteAsync(int number)
    {
        notes.Add(number);
        return Task.CompletedTask;
    }

    public Task<int[]> ReadAsync() => Task.FromResult(notes.ToArray());
}

/// <summary>Sends numbers to the recorder of the same key without waiting for each.</summary>
[Alias("kolosal.test.ISenderGrain")]
public interface ISenderGrain : IGrainWithStringKey
{
    [Alias("Send")]
    Task SendAsync(int count);
}

public sealed class SenderGrain : Grain, ISenderGrain
{
    public Task SendAsync(int count) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(number => GrainFactory.GetGrain<IRecorderGrain>(this.GetPrimaryKeyString())
            .NoteAsync(number)));
}

/// <summary>Writes down what a stream delivers.</summary>
[Alias("kolosal.test.IListenerGrain")]
public interface IListenerGrain : IGrainWithStringKey;

[ImplicitStreamSubscription(Namespace)]
public sealed class ListenerGrain : Grain, IListenerGrain, IStreamSubscriptionObserver, IAsyncObserver<int>
{
    public const string Namespace = "test-numbers";

    /// <summary>By key; outside the grain, because the grain forgets when it leaves memory.</summary>
    internal static readonly ConcurrentDictionary<string, ConcurrentQueue<int>> Heard = new(StringComparer.Ordinal);

    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => await handleFactory.Create<int>().ResumeAsync(this);

    public Task OnNextAsync(int item, StreamSequenceToken? token = null)
    {
        Heard.GetOrAdd(this.GetPrimaryKeyString(), _ => []).Enqueue(item);
        return Task.CompletedTask;
    }

    public Task OnCompletedAsync() => Task.CompletedTask;

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}
