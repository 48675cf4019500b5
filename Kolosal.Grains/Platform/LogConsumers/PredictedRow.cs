using Kolosal.Events;

namespace Kolosal.LogConsumers;

/// <summary>One row that was predicted, as it stands in the log.</summary>
/// <param name="Model">The model, <c>workspace/name</c>.</param>
/// <param name="Version">The version that answered.</param>
/// <param name="Id">Names it.</param>
/// <param name="At">When it was answered.</param>
/// <param name="Inputs">Its inputs, as in <see cref="ServedRequest.Inputs"/>.</param>
/// <param name="Outputs">Class probabilities, or the one predicted value.</param>
/// <param name="Decision">Index of the predicted class; −1 for regression.</param>
public sealed record PredictedRow(
    string Model, int Version, PredictionId Id, DateTimeOffset At, double[] Inputs, double[] Outputs, int Decision);
