using DuckDB.NET.Data;

namespace Kolosal.Engines.DuckDb;

/// <summary>
/// Interrupts what a command runs from when its token fires until this is disposed; the package itself enforces no time limit and takes no token.
/// </summary>
/// <remarks>
/// Repeatedly, because DuckDB forgets an interrupt that comes between preparing a statement and running it. Where it comes decides what the
/// package throws: a cancellation or an error of DuckDB's; <see cref="Run"/> makes one of both.
/// </remarks>
internal sealed class Interruption : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(20);

    private readonly Lock gate = new();
    private readonly DuckDBCommand command;
    private readonly Timer timer;
    private readonly CancellationToken cancel;
    private readonly CancellationTokenRegistration registration;
    private bool ended;

    public Interruption(DuckDBCommand command, CancellationToken cancel)
    {
        (this.command, this.cancel) = (command, cancel);
        timer = new Timer(static self => ((Interruption)self!).Interrupt(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        registration = cancel.Register(static self => ((Interruption)self!).timer.Change(TimeSpan.Zero, Every), this);
    }

    /// <summary>Runs what the token may interrupt.</summary>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public T Run<T>(Func<T> statement)
    {
        try
        {
            return statement();
        }
        catch (DuckDBException interrupted) when (
            cancel.IsCancellationRequested && interrupted.Message.StartsWith("INTERRUPT", StringComparison.Ordinal))
        {
            throw new OperationCanceledException("The statement was interrupted.", interrupted, cancel);
        }
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
