using Kolosal.Events;
using Kolosal.Predictions;

namespace Kolosal.Chaos;

/// <summary>A prediction stream that loses news, brings them twice or late while a fault says so.</summary>
/// <remarks>The watch over consumers is told all the same, as it is of what a true stream loses.</remarks>
internal sealed partial class FaultyPublisher(IPredictionPublisher inner, FeedWatch watch, FaultInjector faults, ILogger<FaultyPublisher> log)
    : IPredictionPublisher
{
    public async Task PublishAsync(string model, PredictionsLogged logged, CancellationToken cancel)
    {
        if (!faults.IsAnyInForce)
        {
            await inner.PublishAsync(model, logged, cancel);
            return;
        }

        var key = ModelKey.Parse(model);
        if (faults.Strike(ChaosFault.StreamDrop, key.Workspace, key.Name) is not null)
        {
            watch.Heard(model, logged);
            return;
        }

        if (faults.Strike(ChaosFault.StreamDelay, key.Workspace, key.Name) is { } late)
        {
            // Beside the feed: what is said of other models is not held up.
            watch.Heard(model, logged);
            _ = LaterAsync(model, logged, late.Latency, cancel);
            return;
        }

        await inner.PublishAsync(model, logged, cancel);
        if (faults.Strike(ChaosFault.StreamRepeat, key.Workspace, key.Name) is not null) await inner.PublishAsync(model, logged, cancel);
    }

    private async Task LaterAsync(string model, PredictionsLogged logged, TimeSpan latency, CancellationToken cancel)
    {
        try
        {
            await Task.Delay(latency, faults.Clock, cancel);
            await inner.PublishAsync(model, logged, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The silo stops; what is published next says more.
        }
        catch (Exception fault)
        {
            LogLost(log, fault, model);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "News of {Model} that a chaos test had held back were lost")]
    private static partial void LogLost(ILogger log, Exception fault, string model);
}
