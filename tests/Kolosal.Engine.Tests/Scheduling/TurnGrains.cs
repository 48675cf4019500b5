using Orleans.Concurrency;
using Orleans.Serialization.Invocation;

namespace Kolosal.Engine.Tests.Scheduling;

public interface ITurnGrain : IGrainWithStringKey
{
    Task HoldAsync(string gate);
    Task<int> ConcurrentAsync();

    [AlwaysInterleave]
    Task<int> PeekAsync();

    [ReadOnly]
    Task ReadAsync(string gate);

    [ReadOnly]
    Task<int> ReadersAsync();

    Task<IReadOnlyList<int>> OrderAsync();
    Task NoteAsync(int number);
    Task<bool> StaysOnSchedulerAsync();
    Task<bool> LeavesAndReturnsAsync();
    Task<bool> StartedTaskStaysAsync();
    Task CallInOrderAsync(string other, int count);
}

/// <summary>One request at a time.</summary>
public sealed class TurnGrain : Grain, ITurnGrain
{
    private readonly List<int> _order = [];
    private int _running, _most, _readers;

    public async Task HoldAsync(string gate)
    {
        _most = Math.Max(_most, ++_running);
        await Gate.PassAsync(gate);
        _running--;
    }

    public Task<int> ConcurrentAsync() => Task.FromResult(_most);
    public Task<int> PeekAsync() => Task.FromResult(_running);

    public async Task ReadAsync(string gate)
    {
        _readers++;
        await Gate.PassAsync(gate);
        _readers--;
    }

    public Task<int> ReadersAsync() => Task.FromResult(_readers);
    public Task<IReadOnlyList<int>> OrderAsync() => Task.FromResult<IReadOnlyList<int>>(_order);

    public Task NoteAsync(int number)
    {
        _order.Add(number);
        return Task.CompletedTask;
    }

    public async Task<bool> StaysOnSchedulerAsync()
    {
        var before = TaskScheduler.Current;
        await Task.Yield();
        await Task.Delay(1);
        return before != TaskScheduler.Default && before == TaskScheduler.Current;
    }

    public async Task<bool> LeavesAndReturnsAsync()
    {
        var before = TaskScheduler.Current;
        bool outside = await Task.Run(() => TaskScheduler.Current == TaskScheduler.Default);
        return outside && before == TaskScheduler.Current;
    }

    public async Task<bool> StartedTaskStaysAsync()
    {
        var before = TaskScheduler.Current;
        return await Task.Factory.StartNew(() => TaskScheduler.Current == before);
    }

    public async Task CallInOrderAsync(string other, int count)
    {
        var grain = GrainFactory.GetGrain<ITurnGrain>(other);
        for (int i = 0; i < count; i++) await grain.NoteAsync(i);
    }
}

public interface IReentrantGrain : IGrainWithStringKey
{
    Task HoldAsync(string gate);
    Task<int> MostAsync();
    Task AddSlowlyAsync();
    Task<int> SumAsync();
}

[Reentrant]
public sealed class ReentrantGrain : Grain, IReentrantGrain
{
    private int _running, _most, _sum;

    public async Task HoldAsync(string gate)
    {
        _most = Math.Max(_most, ++_running);
        await Gate.PassAsync(gate);
        _running--;
    }

    public Task<int> MostAsync() => Task.FromResult(_most);

    /// <summary>No update is lost, because between two awaits nobody else runs.</summary>
    public async Task AddSlowlyAsync()
    {
        for (int i = 0; i < 10; i++)
        {
            int seen = _sum;
            Thread.SpinWait(100);
            _sum = seen + 1;
            await Task.Yield();
        }
    }

    public Task<int> SumAsync() => Task.FromResult(_sum);
}

public interface IChoosyGrain : IGrainWithStringKey
{
    Task HoldAsync(string gate);
    Task<string> MayPassAsync(string word);
}

[MayInterleave(nameof(MayPass))]
public sealed class ChoosyGrain : Grain, IChoosyGrain
{
    public static bool MayPass(IInvokable call) => call.GetMethodName() == nameof(MayPassAsync) && call.GetArgument(0) is "please";

    public Task HoldAsync(string gate) => Gate.PassAsync(gate);
    public Task<string> MayPassAsync(string word) => Task.FromResult(word);
}

public interface IChainGrain : IGrainWithStringKey
{
    Task<int> DownAsync(string other);

    [ResponseTimeout("00:00:02")]
    Task<int> DownAndBackAsync(string other);

    Task<int> DownAndBackReentrantAsync(string other);
    Task<int> BackAsync(string caller);
    Task<int> AnswerAsync();
}

public sealed class ChainGrain : Grain, IChainGrain
{
    public Task<int> DownAsync(string other) => GrainFactory.GetGrain<IChainGrain>(other).AnswerAsync();
    public Task<int> DownAndBackAsync(string other) => GrainFactory.GetGrain<IChainGrain>(other).BackAsync(this.GetPrimaryKeyString());

    public async Task<int> DownAndBackReentrantAsync(string other)
    {
        using var section = RequestContext.AllowCallChainReentrancy();
        return await GrainFactory.GetGrain<IChainGrain>(other).BackAsync(this.GetPrimaryKeyString());
    }

    public Task<int> BackAsync(string caller) => GrainFactory.GetGrain<IChainGrain>(caller).AnswerAsync();
    public Task<int> AnswerAsync() => Task.FromResult(42);
}

public interface IWorkerGrain : IGrainWithStringKey
{
    Task HoldAsync(string gate);
    Task<Guid> WhoAsync();
}

[StatelessWorker(2)]
public sealed class WorkerGrain : Grain, IWorkerGrain
{
    public static int Running, Most;
    private readonly Guid _me = Guid.NewGuid();

    public async Task HoldAsync(string gate)
    {
        int now = Interlocked.Increment(ref Running);
        InterlockedMax(ref Most, now);
        await Gate.PassAsync(gate);
        Interlocked.Decrement(ref Running);
    }

    public Task<Guid> WhoAsync() => Task.FromResult(_me);

    private static void InterlockedMax(ref int target, int value)
    {
        for (int seen = target; value > seen; seen = target) Interlocked.CompareExchange(ref target, value, seen);
    }
}
