using Kolosal.Events;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kolosal.Predictions;

/// <summary>Runs the feed while the silo runs, and keeps the reader of a log on this machine's disk on this silo.</summary>
internal sealed partial class PredictionFeedService(
    IPredictionFeed feed, IPredictionLog log, IGrainFactory grains, FeedInstruments instruments, IOptionsMonitor<PredictionsOptions> options,
    TimeProvider clock, ILogger<PredictionFeedService> logger) : BackgroundService
{
    /// <summary>A dropped hand-over rings no bell, so the log is looked at this often even when none rang.</summary>
    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The first call decides on which silo the reader lives; it must be this one.
        await RetryAsync(() => grains.PredictionLog(log.LogId).LastAsync($"{ResourceKey.System}/none"), stoppingToken);
        await RetryAsync(() => feed.StartAsync(stoppingToken), stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            await RetryAsync(() => feed.PumpAsync(stoppingToken), stoppingToken);
            await WaitAsync(stoppingToken);
            await Task.Delay(TimeSpan.FromMilliseconds(options.CurrentValue.GatherMilliseconds), clock, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WaitAsync(CancellationToken stopping)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        wait.CancelAfter(LookAnyway);
        try
        {
            await feed.WaitAsync(wait.Token);
        }
        catch (OperationCanceledException)
        {
            // Either it is time to look, or to stop; the loop sees which.
        }
    }

    /// <summary>A fault of the disk or of a neighbour must not end the feed for good: monitors would see nothing and say nothing.</summary>
    private async Task RetryAsync(Func<Task> step, CancellationToken stopping)
    {
        for (var pause = LookAnyway; !stopping.IsCancellationRequested; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await step();
                return;
            }
            catch (Exception fault) when (!stopping.IsCancellationRequested)
            {
                instruments.Failed();
                LogFailed(logger, fault);
                await Task.Delay(pause, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The prediction feed failed and tries again.")]
    private static partial void LogFailed(ILogger logger, Exception fault);
}
