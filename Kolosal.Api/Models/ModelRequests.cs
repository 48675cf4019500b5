using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Kolosal.Models;

/// <summary>A wish to promote.</summary>
/// <param name="Note">Why.</param>
/// <param name="Version">The version, unless the address names one.</param>
/// <param name="Stage"><c>active</c> (default) or <c>staging</c>.</param>
/// <param name="Remedies">Open incidents of drift, performance or fairness that the promotion is to remedy, so that they do not bar it.</param>
internal sealed record PromoteModelRequest(
    [property: DataType(DataType.MultilineText), MaxLength(2_000)] string Note, int? Version = null, ModelStatus Stage = ModelStatus.Active,
    [property: MaxLength(100)] ImmutableArray<string>? Remedies = null);

/// <summary>A change that needs a reason.</summary>
/// <param name="Note">Why; kept in the history.</param>
internal sealed record NoteRequest([property: DataType(DataType.MultilineText), MaxLength(2_000)] string Note);

/// <summary>What an alias is to stand for.</summary>
internal sealed record SetAliasRequest(int Version);

/// <summary>When predictions are acknowledged: <c>durable</c> or <c>async</c>.</summary>
internal sealed record SetLoggingRequest(PredictionLogging Logging);

/// <summary>A version to be written in another format.</summary>
/// <param name="ModelId"><c>name</c>, <c>name:version</c> or <c>name@alias</c>.</param>
/// <param name="Format">The format.</param>
internal sealed record ExportModelRequest([property: JsonRequired] string ModelId, [property: JsonRequired] ExportFormat Format);

/// <summary>What a model can be written as.</summary>
internal enum ExportFormat
{
    /// <summary>The model package itself.</summary>
    Package,

    /// <summary>ONNX, preprocessing included: one input a column, probabilities and label or the prediction as outputs.</summary>
    Onnx,

    /// <summary>PMML 4.4.</summary>
    Pmml,

    /// <summary>A static class in C# that needs the base library alone.</summary>
    Csharp,
}
