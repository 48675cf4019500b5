using Kolosal.Storage.Files;
using Kolosal.Storage.Log;
using Kolosal.Storage.Retention;
using Microsoft.Extensions.Options;

namespace Kolosal.Predictions;

/// <summary>Removes old segments of this machine's prediction log, and foresees when its disk is full.</summary>
internal sealed partial class PredictionRetention(
    SegmentLogs logs, IConsumerProgress progress, PredictionIndex index, DataDirectory directory,
    IOptionsMonitor<RetentionOptions> options, RetentionInstruments instruments, TimeProvider clock, ILogger<PredictionRetention> log)
    : BackgroundService, IDiskForecasts
{
    private static readonly TimeSpan LooksBack = TimeSpan.FromDays(1);

    private readonly Queue<(DateTimeOffset At, long Written)> looks = [];
    private readonly Lock gate = new();
    private long removed;

    public DiskForecast Read()
    {
        var predictions = (SegmentLog)logs.Open(PredictionLog.LogName);
        long bytes = predictions.Bytes;
        lock (gate)
        {
            var now = clock.GetUtcNow();
            double? perDay = looks.TryPeek(out var first) && now > first.At
                ? Math.Max(0, bytes + removed - first.Written) / (now - first.At).TotalDays : null;
            return DiskForecast.Of(now, new DriveInfo(directory.Root).AvailableFreeSpace, bytes, perDay, options.CurrentValue.MaximumBytes);
        }
    }

    /// <summary>One look.</summary>
    /// <returns>Bytes freed.</returns>
    internal async Task<long> RunAsync()
    {
        var predictions = (SegmentLog)logs.Open(PredictionLog.LogName);
        var now = clock.GetUtcNow();
        var (finished, active) = predictions.Finished();
        long before = finished.Count == 0 ? 0 : RetentionPolicy.Before(
            finished, active, Passed(), now.AddDays(-options.CurrentValue.MaximumDays), options.CurrentValue.MaximumBytes);
        long freed = before == 0 ? 0 : await logs.RemoveAsync(PredictionLog.LogName, before);
        lock (gate)
        {
            removed += freed;
            while (looks.TryPeek(out var oldest) && now - oldest.At > LooksBack) looks.Dequeue();
            looks.Enqueue((now, predictions.Bytes + removed));
        }

        instruments.Looked(Read(), freed);
        if (freed > 0) LogRemoved(log, freed, before);
        return freed;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunAsync();
            }
            catch (Exception fault) when (fault is IOException or Storage.StorageException or Storage.LogFailedException)
            {
                LogFailed(log, fault.Message);
            }

            await Task.Delay(TimeSpan.FromSeconds(options.CurrentValue.EverySeconds), clock, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Every consumer of every model has counted all smaller numbers; one that has not begun yet holds everything of its model.</summary>
    private long Passed()
    {
        var counted = progress.Read(logs.LogId);
        return index.Since(0).Where(found => found.Model.Length > 0)
            .Aggregate(index.Next, (passed, found) => Math.Min(passed, index.Seek(found.Model, counted(found.Model) + 1)));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Retention removed {Bytes} bytes of the prediction log, all before record {Before}.")]
    private static partial void LogRemoved(ILogger logger, long bytes, long before);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Retention could not look at the prediction log and tries again: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
