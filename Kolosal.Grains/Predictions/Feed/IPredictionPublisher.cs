using Kolosal.Events;

namespace Kolosal.Predictions;

/// <summary>Takes the feed's events to the stream.</summary>
internal interface IPredictionPublisher
{
    /// <summary>Publishes one event and waits until the stream has taken it, as long as that lasts.</summary>
    Task PublishAsync(string model, PredictionsServed served, CancellationToken cancel);
}
