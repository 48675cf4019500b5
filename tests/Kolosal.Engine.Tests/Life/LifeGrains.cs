using System.Collections.Concurrent;

namespace Kolosal.Engine.Tests.Life;

/// <summary>What happened to grains, seen from outside of them.</summary>
public static class Diary
{
    private static readonly ConcurrentDictionary<string, ConcurrentQueue<string>> Pages = new();

    public static void Write(string grain, string line) => Pages.GetOrAdd(grain, _ => new()).Enqueue(line);

    public static IReadOnlyList<string> Of(string grain) => Pages.TryGetValue(grain, out var lines) ? [.. lines] : [];
}

public interface ILifeGrain : IGrainWithStringKey
{
    Task<Guid> WhoAsync();
    Task LeaveAsync();
    Task LeaveAfterAsync(string gate);
    Task<int> CountAsync();
}

public sealed class LifeGrain : Grain, ILifeGrain, IDisposable
{
    private readonly Guid _me = Guid.NewGuid();
    private int _calls;
    private string Key => this.GetPrimaryKeyString();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Diary.Write(Key, "activated");
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await Task.Yield();
        Diary.Write(Key, $"deactivated {reason.ReasonCode}");
    }

    public void Dispose() => Diary.Write(_me.ToString(), "disposed");

    public Task<Guid> WhoAsync() => Task.FromResult(_me);

    public Task LeaveAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task LeaveAfterAsync(string gate)
    {
        DeactivateOnIdle();
        return Gate.PassAsync(gate);
    }

    public Task<int> CountAsync() => Task.FromResult(++_calls);
}

public interface IStormGrain : IGrainWithStringKey
{
    Task<int> TouchAsync(bool leave);
    Task<int> OverlapsAsync();
}

/// <summary>Counts its activations; two at once would be seen.</summary>
public sealed class StormGrain : Grain, IStormGrain
{
    private static readonly ConcurrentDictionary<string, int> Alive = new();
    private static int _overlaps;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (Alive.AddOrUpdate(this.GetPrimaryKeyString(), 1, (_, n) => n + 1) > 1) Interlocked.Increment(ref _overlaps);
        await Task.Yield();
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await Task.Yield();
        Alive.AddOrUpdate(this.GetPrimaryKeyString(), 0, (_, n) => n - 1);
    }

    public async Task<int> TouchAsync(bool leave)
    {
        if (leave) DeactivateOnIdle();
        await Task.Yield();
        return 1;
    }

    public Task<int> OverlapsAsync() => Task.FromResult(_overlaps);
}

public interface IFragileGrain : IGrainWithStringKey
{
    Task<int> AnswerAsync();
}

/// <summary>Its first activation of a key fails.</summary>
public sealed class FragileGrain : Grain, IFragileGrain
{
    private static readonly ConcurrentDictionary<string, int> Attempts = new();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        string key = this.GetPrimaryKeyString();
        bool first = Attempts.AddOrUpdate(key, 1, (_, n) => n + 1) == 1;
        if (first) await Gate.PassAsync(key);
        if (first) throw new InvalidOperationException("not today");
    }

    public Task<int> AnswerAsync() => Task.FromResult(42);
}

public interface IShortLivedGrain : IGrainWithStringKey
{
    Task TouchAsync();
    Task StayAsync(TimeSpan time);
}

public sealed class ShortLivedGrain : Grain, IShortLivedGrain
{
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Diary.Write(this.GetPrimaryKeyString(), $"deactivated {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public Task TouchAsync() => Task.CompletedTask;

    public Task StayAsync(TimeSpan time)
    {
        DelayDeactivation(time);
        return Task.CompletedTask;
    }
}
