namespace Kolosal.Events;

/// <summary>What really happened after one prediction, joined with what was predicted. Logged once per fact: a repeated report adds nothing.
/// </summary>
/// <param name="BatchId">The request that held the row.</param>
/// <param name="Row">The row's number in that request, from 0.</param>
/// <param name="PredictedAt">When the prediction was answered.</param>
/// <param name="Actual">Index into the version's classes, or the observed number of a regression. Finite.</param>
/// <param name="Corrects">The outcome that was logged for this row before and that this one replaces; null for a row's first.</param>
/// <param name="Inputs">The row's inputs, as in <see cref="ServedRequest.Inputs"/>.</param>
/// <param name="Outputs">The row's outputs: class probabilities, or the one predicted value.</param>
/// <param name="Decision">Index of the predicted class; −1 for regression.</param>
[GenerateSerializer, Immutable, Alias("kolosal.prediction-outcome")]
public sealed record PredictionOutcome(
    Guid BatchId, int Row, DateTimeOffset PredictedAt, double Actual, double? Corrects, double[] Inputs, double[] Outputs, int Decision);
