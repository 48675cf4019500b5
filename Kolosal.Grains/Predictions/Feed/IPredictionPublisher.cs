using Kolosal.Events;

namespace Kolosal.Predictions;

/// <summary>Takes the feed's news to the stream.</summary>
internal interface IPredictionPublisher
{
    /// <summary>Publishes how far a model's log goes. It may be lost: what is published next says more, and the feed's watch asks.</summary>
    Task PublishAsync(string model, PredictionsLogged logged, CancellationToken cancel);
}
