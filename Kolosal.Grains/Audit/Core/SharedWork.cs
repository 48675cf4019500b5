namespace Kolosal.Audit;

/// <summary>Work that is done for many at once: who asks while it is being done shares the next doing with all who ask meanwhile.</summary>
/// <param name="work">Is stopped by its token when nobody waits for it any more.</param>
/// <remarks>Nobody is answered by a doing that began before they asked. For one thread at a time, as a grain is.</remarks>
public sealed class SharedWork<T>(Func<CancellationToken, Task<T>> work)
{
    private Round? running, next;

    /// <summary>The outcome of a doing that begins now or later; what it throws, all who share it are thrown.</summary>
    /// <param name="cancel">Ends the waiting of this asker alone.</param>
    public async Task<T> AskAsync(CancellationToken cancel)
    {
        bool idle = running is null;
        var mine = idle ? running = new() : next ??= new();
        mine.Asking++;
        if (idle) _ = RunAsync(mine);
        try
        {
            return await mine.Outcome.Task.WaitAsync(cancel);
        }
        finally
        {
            if (--mine.Asking == 0) Abandon(mine);
        }
    }

    private void Abandon(Round round)
    {
        if (round == next) next = null;
        else if (round == running) round.Stop.Cancel();
    }

    private async Task RunAsync(Round round)
    {
        while (true)
        {
            try
            {
                round.Outcome.SetResult(await work(round.Stop.Token));
            }
            catch (Exception fault)
            {
                round.Outcome.SetException(fault);
            }

            (running, next) = (next, null);
            round.Stop.Dispose();
            if (running is null) return;
            round = running;
        }
    }

    private sealed class Round
    {
        public TaskCompletionSource<T> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public CancellationTokenSource Stop { get; } = new();

        public int Asking { get; set; }
    }
}
