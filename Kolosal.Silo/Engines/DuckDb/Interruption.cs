using DuckDB.NET.Data;

namespace Kolosal.Engines.DuckDb;

/// <summary>
/// Interrupts what a command runs from when its token fires until this is disposed; the package itself enforces no time limit and takes no token.
/// </summary>
/// <remarks>Repeatedly, because DuckDB forgets an interrupt that comes between preparing a statement and running it.</remarks>
internal sealed class Interruption : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(20);

    private readonly Lock gate = new();
    private readonly DuckDBCommand command;
    private readonly Timer timer;
    private readonly CancellationTokenRegistration registration;
    private bool ended;

    public Interruption(DuckDBCommand command, CancellationToken cancel)
    {
        this.command = command;
        timer = new Timer(static self => ((Interruption)self!).Interrupt(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        registration = cancel.Register(static self => ((Interruption)self!).timer.Change(TimeSpan.Zero, Every), this);
    }

    private void Interrupt()
    {
        // A connection that is gone must not be interrupted.
        lock (gate) if (!ended) command.Cancel();
    }

    public void Dispose()
    {
        registration.Dispose();
        lock (gate) ended = true;
        timer.Dispose();
    }
}
