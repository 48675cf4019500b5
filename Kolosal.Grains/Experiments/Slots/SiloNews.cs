namespace Kolosal.Experiments;

/// <summary>Wakes who waits when a silo comes or goes, so that nobody has to find out by its silence. One waiter at a time.</summary>
internal sealed class SiloNews : ISiloStatusListener, IDisposable
{
    private readonly ISiloStatusOracle silos;
    private readonly SemaphoreSlim news = new(0, 1);

    public SiloNews(ISiloStatusOracle silos)
    {
        this.silos = silos;
        silos.SubscribeToSiloStatusEvents(this);
    }

    public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status)
    {
        if (status is not (SiloStatus.Dead or SiloStatus.Active)) return;
        lock (news)
            if (news.CurrentCount == 0) news.Release();
    }

    /// <summary>Completes at news, or after this long, or when cancelled.</summary>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider clock, CancellationToken cancel)
    {
        using var patience = new CancellationTokenSource(atMost, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
        await news.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        silos.UnSubscribeFromSiloStatusEvents(this);
        news.Dispose();
    }
}
