using Orleans.Concurrency;

namespace Kolosal.Engine.Tests.Calls;

[GenerateSerializer]
public sealed class TeachingException(string message, int row) : Exception(message)
{
    [Id(0)] public int Row { get; } = row;
}

public interface IFaultGrain : IGrainWithStringKey
{
    Task ThrowAsync(string message);
    Task ThrowAtOnceAsync(string message);
    Task ThrowNestedAsync();
    Task ThrowOwnAsync(int row);
    Task ThrowCancelledAsync();
    Task<int> ThroughAsync(string other);

    [OneWay]
    Task FireAsync(string gate);

    [OneWay]
    Task FireAndFailAsync();

    Task<int> FiredAsync();

    [ResponseTimeout("00:00:01")]
    Task HangAsync(string gate);

    Task<int> CompletedHangsAsync();
}

public sealed class FaultGrain : Grain, IFaultGrain
{
    private int _fired, _hangs;

    public async Task ThrowAsync(string message)
    {
        await Task.Yield();
        throw new InvalidOperationException(message);
    }

    public Task ThrowAtOnceAsync(string message) => throw new ArgumentException(message);

    public Task ThrowNestedAsync()
    {
        var inner = new FormatException("inner");
        var outer = new InvalidOperationException("outer", inner);
        outer.Data["row"] = 7;
        throw outer;
    }

    public Task ThrowOwnAsync(int row) => throw new TeachingException("cannot learn", row);
    public Task ThrowCancelledAsync() => throw new OperationCanceledException("gave up");

    public async Task<int> ThroughAsync(string other)
    {
        try
        {
            await GrainFactory.GetGrain<IFaultGrain>(other).ThrowAsync("through");
            return 0;
        }
        catch (InvalidOperationException)
        {
            return 1;
        }
    }

    public async Task FireAsync(string gate)
    {
        await Gate.PassAsync(gate);
        _fired++;
    }

    public Task FireAndFailAsync()
    {
        _fired++;
        throw new InvalidOperationException("nobody hears");
    }

    public Task<int> FiredAsync() => Task.FromResult(_fired);

    public async Task HangAsync(string gate)
    {
        await Gate.PassAsync(gate);
        _hangs++;
    }

    public Task<int> CompletedHangsAsync() => Task.FromResult(_hangs);
}
