using Kolosal.Access;

namespace Kolosal.Predictions;

/// <summary>Answers prediction requests of one model. Key <c>workspace/name</c>; many hands, no truth of its own.</summary>
[Alias("kolosal.predictions.IPredictorGrain"), Concerns(ConditionAttribute.Model)]
public interface IPredictorGrain : IGrainWithStringKey
{
    /// <summary>Decodes, scores and records a request; the record is in the prediction
    /// log before the reply, unless the model is set to asynchronous logging.</summary>
    /// <remarks>
    /// Refuses what <c>IModelGrain.ResolveAsync</c> refuses, <c>predict.malformed</c> (400), <c>predict.bad-rows</c> (422, errors by JSON path),
    /// <c>predict.no-classes</c> (422), <c>predict.too-large</c> (413), <c>predict.bad-coverage</c> (400), <c>predict.bad-purpose</c>
    /// (400), <c>predict.deadline</c> (504) and <c>models.sunset</c> (410). Every outcome of an existing model is recorded, refusals by their code
    /// and without inputs.
    /// </remarks>
    /// <param name="request">The rows and what is wanted of them.</param>
    /// <param name="cancel">Gives the work up, as a deadline does.</param>
    [Alias("Predict"), RequiresPermission(Permission.PredictServe)]
    Task<Result<PredictionReply>> PredictAsync(PredictionRequest request, CancellationToken cancel = default);

    /// <summary>What the version that would answer takes and gives; it is loaded when this is answered.</summary>
    /// <param name="reference">As <see cref="PredictionRequest.Reference"/>.</param>
    /// <remarks>Refuses what <c>IModelGrain.ResolveAsync</c> refuses.</remarks>
    [Alias("Describe"), RequiresPermission(Permission.PredictServe)]
    Task<Result<ServedModel>> DescribeAsync(string? reference);
}

/// <summary>Rows to predict.</summary>
/// <param name="Reference">Null for the active version, a number (<c>3</c>), or an alias (<c>@challenger</c>).</param>
/// <param name="Rows">UTF-8 of the rows. Not changed by anyone after the call.</param>
/// <param name="ProbabilitiesOnly">Refuse a model without classes with <c>predict.no-classes</c> (422).</param>
/// <param name="Format">How the rows are written.</param>
/// <param name="Strict">Refuse rows that leave out an input, also one that may be missing.</param>
/// <param name="Answer">What else is wanted; null for the predictions alone.</param>
/// <param name="Purpose">What the caller declares to use the answers for: a name as the model's card has them, 1 to 128 letters, digits and
/// <c>-_./:</c> with single spaces between; null when nothing is declared.</param>
[GenerateSerializer, Immutable, Alias("kolosal.prediction-request")]
public sealed record PredictionRequest(
    string? Reference, byte[] Rows, bool ProbabilitiesOnly = false, RowFormat Format = RowFormat.Json, bool Strict = false,
    AnswerRequest? Answer = null, string? Purpose = null);

/// <summary>How rows to predict are written.</summary>
public enum RowFormat
{
    /// <summary>A JSON array of rows, each an object by column name or an array in column order.</summary>
    Json,

    /// <summary>Separated values under a header of column names; each cell is read as in the file that the model learnt from.</summary>
    Csv,

    /// <summary>Rows × inputs single-precision numbers, row-major, little-endian; NaN is missing, a category its position in the list.</summary>
    Float32,

    /// <summary>Columns of elements that state their type, as tensors and Parquet files have them.</summary>
    Columns,
}

/// <summary>What was predicted.</summary>
/// <param name="Version">The version that answered.</param>
/// <param name="BatchId">Names the request; with a row's number it is the row's <see cref="Events.PredictionId"/>.</param>
/// <param name="Classes">Class labels in output order; empty for regression.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="Outputs">Row-major rows × outputs: class probabilities, or the one predicted value.</param>
/// <param name="Decisions">Per row the index of the predicted class; empty for regression.</param>
/// <param name="Durable">Whether the record had reached the disk when this was answered.</param>
/// <param name="Answers">What else was asked for and can be had; null when that is nothing.</param>
/// <param name="Arm">Which way the request came to the version.</param>
/// <param name="Deprecation">That the version is one to move away from; null when it is not.</param>
[GenerateSerializer, Immutable, Alias("kolosal.prediction-reply")]
public sealed record PredictionReply(
    int Version, Guid BatchId, ImmutableArray<string> Classes, int Rows, double[] Outputs, int[] Decisions, bool Durable,
    RowAnswers? Answers = null, ServedArm Arm = ServedArm.Asked, DeprecationNotice? Deprecation = null);

public static class PredictionGrains
{
    public static IPredictorGrain Predictor(this IGrainFactory grains, ModelKey model) => grains.GetGrain<IPredictorGrain>(model.ToString());
}
