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
/// <param name="Arm"><c>canary</c> when one answered in place of the champion; absent otherwise.</param>
/// <param name="Coverage">Share of rows whose truth intervals or sets hold; absent without any.</param>
/// <param name="CoverageLevel">The level they were read off at, where an adaptive one has moved away from the coverage.</param>
/// <param name="Predictions">One for each row, in order.</param>
/// <param name="Explanation">How rows were explained, or why they were not; with <c>explain=true</c>.</param>
internal sealed record PredictResponse(
    string ModelId, bool Durable, string? Arm, double? Coverage, double? CoverageLevel, RowPrediction[] Predictions,
    PredictionExplanation? Explanation = null);

/// <summary>How the rows of an answer were explained.</summary>
/// <param name="Method">The method.</param>
/// <param name="Scale">What contributions are measured in.</param>
/// <param name="Exact">Whether they are exact Shapley values, and not the fit of a sample.</param>
/// <param name="Code">Why rows are not explained; absent when they are.</param>
/// <param name="Detail">The same in words.</param>
internal sealed record PredictionExplanation(string? Method, string? Scale, bool? Exact, string? Code, string? Detail);

/// <summary>The prediction for one row; which members it has, <c>fields</c> in the query says.</summary>
/// <param name="PredictionId">Names it in feedback and proofs.</param>
/// <param name="Prediction">The class exactly as in the training file, or the number.</param>
/// <param name="Probabilities">By class; absent for regression.</param>
/// <param name="Confidence">Calibrated probability of the predicted class; absent for regression.</param>
/// <param name="Uncertainty">Entropy of the probabilities in nats; absent for regression.</param>
/// <param name="UncertaintyType"><c>total</c>: it does not separate noise from lack of data.</param>
/// <param name="Interval">Lower and upper end, null where not bounded; of a regression that carries intervals.</param>
/// <param name="Set">Classes; of a classifier that carries sets.</param>
/// <param name="OutOfDistribution">0 (like the training rows) to 1 (like none of them).</param>
/// <param name="UncertaintySources">Of ensembles, when asked for.</param>
/// <param name="Referred">Whether it goes to a person; absent when the model has no rule.</param>
/// <param name="ReferralReasons">Why.</param>
/// <param name="Explained">What the score speaks for: a class, or the target; this and what follows with <c>explain=true</c>.</param>
/// <param name="Base">The score before anything is known of the row; with all contributions it is the score.</param>
/// <param name="Score">The row's score.</param>
/// <param name="Contributions">What each column adds, the weightiest first.</param>
/// <param name="Adverse">Whether the decision is another than the favourable one; where reasons are declared.</param>
/// <param name="Reasons">Of an adverse decision, in the words of the model's dictionary.</param>
internal sealed record RowPrediction(
    string PredictionId, object Prediction, Dictionary<string, double>? Probabilities, double? Confidence, double? Uncertainty,
    string? UncertaintyType, double?[]? Interval, string[]? Set, double? OutOfDistribution, RowUncertainty? UncertaintySources, bool? Referred,
    string[]? ReferralReasons, string? Explained = null, double? Base = null, double? Score = null, JsonElement[]? Contributions = null,
    bool? Adverse = null, JsonElement[]? Reasons = null);

/// <summary>Where an ensemble's uncertainty comes from: entropies in nats, or variances.</summary>
/// <param name="Total">Their sum.</param>
/// <param name="Aleatoric">Noise in the data that the members agree on; 0 of numbers, whose members state none.</param>
/// <param name="Epistemic">How far the members differ.</param>
internal sealed record RowUncertainty(double Total, double Aleatoric, double Epistemic);
