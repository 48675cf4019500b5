namespace Kolosal.Predictions;

/// <summary>Predictions in the process that holds the silo, without a message.</summary>
public interface ILocalPredictor
{
    /// <summary>The answer that <see cref="IPredictorGrain.PredictAsync"/> of the model would give to the current principal.</summary>
    /// <param name="model">Which model.</param>
    /// <param name="request">The rows and what is wanted of them.</param>
    /// <param name="cancel">Gives the work up, as a deadline does.</param>
    /// <returns>Null when the predictor has to be asked; nothing was done then.</returns>
    Task<Result<PredictionReply>>? TryPredict(ModelKey model, PredictionRequest request, CancellationToken cancel);
}
