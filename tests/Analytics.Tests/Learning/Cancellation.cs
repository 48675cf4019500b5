using System.Diagnostics;

namespace Kolosal.Learning;

/// <summary>What conformance suites ask of a fit that is told to stop.</summary>
internal static class Cancellation
{
    private const double PromisedMs = 100;

    /// <summary>A fit whose token is cancelled before it begins does not begin.</summary>
    public static void StopsAtOnce(Action<CancellationToken> fit)
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => fit(source.Token));
    }

    /// <summary>A fit cancelled on its way ends within a tenth of a second.</summary>
    /// <remarks>The quickest of three: what is measured is the distance between two polls, not
    /// the load of the machine. A fit that is done before proves nothing and passes.</remarks>
    public static void StopsSoon(Action<CancellationToken> fit)
    {
        double[] delays = [.. Enumerable.Range(0, 3).Select(_ => Delay(fit)).OfType<double>()];
        if (delays.Length > 0) Assert.InRange(delays.Min(), 0, PromisedMs);
    }

    /// <summary>Milliseconds from the cancellation to the end of the fit; null when it was done, or refused, before.</summary>
    private static double? Delay(Action<CancellationToken> fit)
    {
        using var source = new CancellationTokenSource();
        var watch = new Stopwatch();
        using var started = source.Token.Register(watch.Start);
        source.CancelAfter(TimeSpan.FromMilliseconds(30));
        var fault = Record.Exception(() => fit(source.Token));
        double delay = watch.Elapsed.TotalMilliseconds;
        if (fault is null || !source.IsCancellationRequested) return null;
        Assert.IsAssignableFrom<OperationCanceledException>(fault);
        return delay;
    }
}
