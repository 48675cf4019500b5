using System.Diagnostics;

namespace Kolosal.Learning;

/// <summary>What conformance suites ask of a fit that is told to stop.</summary>
internal static class Cancellation
{
    private const double PromisedMs = 100, ToldAfterMs = 30;
    private const int Growth = 4, Tries = 12;

    /// <summary>A fit whose token is cancelled before it begins does not begin.</summary>
    public static void StopsAtOnce(Action<CancellationToken> fit)
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => fit(source.Token));
    }

    /// <summary>A fit cancelled on its way ends within a tenth of a second.</summary>
    /// <remarks>A fit that is done before it can be stopped is given more rows, up to the most; only one that is done within the tenth of
    /// a second with those, too, need not be stoppable. The quickest of several counts, and the first within the promise is enough: what is
    /// measured is the distance between two polls, not the load of the machine.</remarks>
    /// <param name="fitTo">The fit to so many rows.</param>
    /// <param name="rows">To begin with.</param>
    /// <param name="mostRows">The most that the fit is given.</param>
    public static void StopsSoon(Func<int, Action<CancellationToken>> fitTo, int rows, int mostRows)
    {
        while (true)
        {
            var fit = fitTo(rows);
            var (stopped, ms) = Run(fit);
            if (!stopped && rows < mostRows)
            {
                rows = Math.Min(Growth * rows, mostRows);
                continue;
            }
            double best = ms;
            for (int again = 1; again < Tries && best > PromisedMs; again++) best = Math.Min(best, Run(fit).Ms);
            Assert.True(best <= PromisedMs, stopped ? $"It ended {best:f0} ms after it was told to stop." : $"It ran {best:f0} ms and did not stop.");
            return;
        }
    }

    /// <summary>Whether the fit was stopped, and the time from the word to the end; the whole time of a fit that came to its own end.</summary>
    /// <remarks>A fit never rests. What this process did not get of the machine meanwhile is no time of the fit's, so the time of its processors
    /// counts where it is the shorter one.</remarks>
    private static (bool Stopped, double Ms) Run(Action<CancellationToken> fit)
    {
        using var source = new CancellationTokenSource();
        var told = new Stopwatch();
        double usedBefore = 0;
        using var started = source.Token.Register(() =>
        {
            usedBefore = UsedMs();
            told.Start();
        });
        source.CancelAfter(TimeSpan.FromMilliseconds(ToldAfterMs));
        var whole = Stopwatch.StartNew();
        var fault = Record.Exception(() => fit(source.Token));
        double sinceTold = Math.Min(told.Elapsed.TotalMilliseconds, UsedMs() - usedBefore), all = whole.Elapsed.TotalMilliseconds;
        if (fault is null) return (false, all);
        Assert.IsAssignableFrom<OperationCanceledException>(fault);
        return (true, sinceTold);
    }

    private static double UsedMs() => Environment.CpuUsage.TotalTime.TotalMilliseconds;
}
