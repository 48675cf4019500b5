using Kolosal.Events;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Streams;

namespace Kolosal.Predictions;

/// <summary>Publishes to the prediction streams, one event at a time.</summary>
/// <remarks>
/// Stream queues are bounded and refuse when they are full; there is no back-pressure. So it tries until the event is taken: the feed
/// waits with it, and what piles up meanwhile stands in the log.
/// </remarks>
internal sealed partial class StreamPublisher(
    [FromKeyedServices(PredictionStream.Provider)] IStreamProvider streams, TimeProvider clock, ILogger<StreamPublisher> log) : IPredictionPublisher
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20), LongestPause = TimeSpan.FromSeconds(2);

    public async Task PublishAsync(string model, PredictionsServed served, CancellationToken cancel)
    {
        var stream = streams.GetStream<PredictionsServed>(StreamId.Create(PredictionStream.Namespace, model));
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                await stream.OnNextAsync(served);
                return;
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                LogRefused(log, fault, served.Requests.Length, served.Last, pause);
            }

            await Task.Delay(pause, clock, cancel);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "The prediction stream did not take {Requests} requests up to record {Last}; trying again in {Pause}.")]
    private static partial void LogRefused(ILogger log, Exception fault, int requests, long last, TimeSpan pause);
}
