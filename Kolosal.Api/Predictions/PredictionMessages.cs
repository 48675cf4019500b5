using System.Text.Json;

namespace Kolosal.Predictions;

/// <summary>Rows to predict, as the OpenAPI document shows it; the handler reads the body without it.</summary>
/// <param name="ModelId"><c>name</c>, <c>name:version</c> or <c>name@alias</c>.</param>
/// <param name="Rows">Objects by column name, or arrays in column order. <c>null</c> is a missing value.</param>
/// <param name="Strict">Refuse rows that leave out an input, also one that may be missing. Default: false.</param>
internal sealed record PredictRequest(string ModelId, JsonElement[] Rows, bool Strict = false);

/// <summary>Predictions, as the OpenAPI document shows them.</summary>
/// <param name="ModelId">The version that answered, <c>name:version</c>.</param>
/// <param name="Durable">Whether the prediction log had them on disk before this answer.</param>
/// <param name="Predictions">One for each row, in order.</param>
internal sealed record PredictResponse(string ModelId, bool Durable, RowPrediction[] Predictions);

/// <summary>The prediction for one row.</summary>
/// <param name="PredictionId">Names it in feedback and proofs.</param>
/// <param name="Prediction">The class, or the number.</param>
/// <param name="Probabilities">By class; absent for regression.</param>
/// <param name="Confidence">Probability of the predicted class; absent for regression.</param>
/// <param name="Uncertainty">Entropy of the probabilities in nats; absent for regression.</param>
/// <param name="UncertaintyType"><c>entropy</c>.</param>
internal sealed record RowPrediction(
    string PredictionId, object Prediction, Dictionary<string, double>? Probabilities, double? Confidence, double? Uncertainty,
        string? UncertaintyType);
