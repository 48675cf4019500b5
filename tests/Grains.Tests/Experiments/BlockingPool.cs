namespace Kolosal.Experiments;

/// <summary>A training pool whose trials and refits, while it is told so, compute until they are cancelled; it tells how many do.</summary>
internal sealed class BlockingPool(ITrainingPool real) : ITrainingPool
{
    private int blocked, ended;

    public bool Blocks { get; set; }

    public int Slots => real.Slots;

    /// <summary>Computations that go on until they are cancelled.</summary>
    public int Blocked => Volatile.Read(ref blocked);

    /// <summary>Computations that were cancelled and have ended.</summary>
    public int Ended => Volatile.Read(ref ended);

    public Task<T> RunAsync<T>(long predictedBytes, Func<CancellationToken, T> work, CancellationToken cancel) =>
        real.RunAsync(predictedBytes, Blocks ? Block<T> : work, cancel);

    private T Block<T>(CancellationToken cancel)
    {
        Interlocked.Increment(ref blocked);
        cancel.WaitHandle.WaitOne();
        Interlocked.Decrement(ref blocked);
        Interlocked.Increment(ref ended);
        cancel.ThrowIfCancellationRequested();
        throw new InvalidOperationException("Woken without being cancelled.");
    }
}
