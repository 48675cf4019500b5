using Kolosal.Tabular;

namespace Kolosal.Drift;

/// <summary>What is known of training beyond the distribution of each input and of the decisions; versions of old have none of it.</summary>
/// <param name="Joint">How the ordered inputs hang together; null where fewer than two vary.</param>
/// <param name="Magnitudes">For each input its <see cref="MagnitudeSketch"/>, packed; empty for categories and texts.</param>
/// <param name="Importances">For each input its share in what the model needs, summing to 1; empty when not measured.</param>
/// <param name="Scores">Of the <see cref="PredictionScore"/> on held-out rows; null for regression.</param>
/// <param name="Labels">What was true of the held-out rows.</param>
/// <param name="Errors">How wrong the model was on them: whether the decision was wrong, or the absolute error.</param>
public sealed record TrainingDetail(
    JointShape? Joint, ImmutableArray<ImmutableArray<int>> Magnitudes, ImmutableArray<double> Importances, ColumnDistribution? Scores,
    ColumnDistribution? Labels, ColumnDistribution? Errors);
