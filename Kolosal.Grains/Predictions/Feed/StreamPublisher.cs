using Kolosal.Events;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Streams;

namespace Kolosal.Predictions;

/// <summary>Publishes to the prediction streams.</summary>
/// <remarks>
/// Stream queues are bounded and refuse when they are full. It tries a few times and then lets it be: nothing but the news is lost, and the
/// watch (<see cref="FeedWatch"/>) tells the consumers itself.
/// </remarks>
internal sealed partial class StreamPublisher(
    [FromKeyedServices(PredictionStream.Provider)] IStreamProvider streams, FeedWatch watch, FeedInstruments instruments, TimeProvider clock,
    IOptionsMonitor<PredictionsOptions> options, ILogger<StreamPublisher> log) : IPredictionPublisher
{
    private const int Attempts = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50), Patience = TimeSpan.FromSeconds(5);

    public async Task PublishAsync(string model, PredictionsLogged logged, CancellationToken cancel)
    {
        if (!options.CurrentValue.TellMonitors) return;
        watch.Heard(model, logged);
        var stream = streams.GetStream<PredictionsLogged>(StreamId.Create(PredictionStream.Namespace, model));
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await stream.OnNextAsync(logged).WaitAsync(Patience, clock, cancel);
                instruments.Published();
                return;
            }
            catch (Exception fault) when (!cancel.IsCancellationRequested)
            {
                instruments.Refused();
                if (attempt == Attempts)
                {
                    LogRefused(log, fault, model, logged.Last);
                    return;
                }
            }

            await Task.Delay(attempt * Pause, clock, cancel);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The prediction stream did not take the news of {Model} up to record {Last}")]
    private static partial void LogRefused(ILogger log, Exception fault, string model, long last);
}
