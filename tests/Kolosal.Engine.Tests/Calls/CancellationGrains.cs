namespace Kolosal.Engine.Tests.Calls;

public interface ICancelGrain : IGrainWithStringKey
{
    Task WaitAsync(string gate, CancellationToken cancel = default);
    Task IgnoreAsync(string gate, CancellationToken cancel = default);
    Task<int> BegunAsync();
    Task<string> OutcomeAsync();
    Task CallOtherAsync(string other, string gate, CancellationToken cancel = default);
}

[Orleans.Concurrency.Reentrant]
public sealed class CancelGrain : Grain, ICancelGrain
{
    private int _begun;
    private string _outcome = "none";

    public async Task WaitAsync(string gate, CancellationToken cancel = default)
    {
        _begun++;
        var scheduler = TaskScheduler.Current;
        string callback = "no callback";
        var reached = Gate.PassAsync(gate).WaitAsync(cancel);
        // Callbacks run last in, first out: this one before the wait above ends.
        using var registration = cancel.Register(() => callback = ReferenceEquals(TaskScheduler.Current, scheduler) ? "on the grain" : "elsewhere");
        try
        {
            await reached;
            _outcome = "went through";
        }
        catch (OperationCanceledException)
        {
            _outcome = $"cancelled, {callback}";
            throw;
        }
    }

    public async Task IgnoreAsync(string gate, CancellationToken cancel = default)
    {
        _begun++;
        await Gate.PassAsync(gate);
        _outcome = cancel.IsCancellationRequested ? "saw it late" : "never saw it";
    }

    public Task<int> BegunAsync() => Task.FromResult(_begun);
    public Task<string> OutcomeAsync() => Task.FromResult(_outcome);
    public Task CallOtherAsync(string other, string gate, CancellationToken cancel = default) => GrainFactory.GetGrain<ICancelGrain>(other).WaitAsync(gate, cancel);
}
