using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Kolosal.Experiments;

/// <summary>What a model file does not say itself: part <c>metadata</c> of the form, JSON.</summary>
/// <param name="Name">The model under which it becomes a version.</param>
/// <param name="Format"><c>xgboost</c>, <c>lightgbm</c>, <c>mlnet</c>, <c>onnx</c> or <c>package</c>.</param>
/// <param name="DatasetId">Labelled rows with the columns that the model reads: what it is measured on and monitors compare with.</param>
/// <param name="Target">The column that is predicted.</param>
/// <param name="Features">The dataset's column for each of the model's inputs, in its order; found by name, or by order, when left out.</param>
/// <param name="Categories">The text of each code of a column, in code order, where the file does not say it.</param>
/// <param name="Classes">The labels in the model's order; the file's, or the dataset's in order, when left out.</param>
/// <param name="Metric">What it is measured by; the task's own when left out.</param>
/// <param name="Signature">Of a package: the signature it came with, base64.</param>
/// <param name="PublicKey">The key to check it with, PEM.</param>
internal sealed record ModelImportRequest(
    [property: JsonRequired] string Name, [property: JsonRequired] ModelFormat Format, [property: JsonRequired] string DatasetId,
        string? Target = null,
    [property: MaxLength(100_000)] string[]? Features = null, Dictionary<string, string[]>? Categories = null,
    [property: MaxLength(1_000)] string[]? Classes = null, string? Metric = null, string? Signature = null,
    [property: DataType(DataType.MultilineText)] string? PublicKey = null);

/// <summary>A version to be made in fewer bits.</summary>
/// <param name="ModelId"><c>name</c>, <c>name:version</c> or <c>name@alias</c>; without either the active version, or the newest.</param>
/// <param name="Precision"><c>int16</c>, <c>int8</c> or <c>float16</c>.</param>
/// <param name="DatasetId">Labelled rows to measure both on; the test part of the run that made the version when left out.</param>
internal sealed record QuantizeModelRequest(
    [property: JsonRequired] string ModelId, [property: JsonRequired] ModelPrecision Precision, string? DatasetId = null);
