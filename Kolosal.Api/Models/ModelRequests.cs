using System.ComponentModel.DataAnnotations;

namespace Kolosal.Models;

/// <summary>A wish to promote.</summary>
/// <param name="Note">Why.</param>
/// <param name="Version">The version, unless the address names one.</param>
/// <param name="Stage"><c>active</c> (default) or <c>staging</c>.</param>
internal sealed record PromoteModelRequest(
    [property: DataType(DataType.MultilineText), MaxLength(2_000)] string Note, int? Version = null, ModelStatus Stage = ModelStatus.Active);

/// <summary>A change that needs a reason.</summary>
/// <param name="Note">Why; kept in the history.</param>
internal sealed record NoteRequest([property: DataType(DataType.MultilineText), MaxLength(2_000)] string Note);

/// <summary>What an alias is to stand for.</summary>
internal sealed record SetAliasRequest(int Version);

/// <summary>When predictions are acknowledged: <c>durable</c> or <c>async</c>.</summary>
internal sealed record SetLoggingRequest(PredictionLogging Logging);
