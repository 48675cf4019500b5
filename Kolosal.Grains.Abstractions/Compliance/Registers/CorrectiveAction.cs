using System.ComponentModel.DataAnnotations;

namespace Kolosal.Compliance.Registers;

/// <summary>What is done so that a nonconformity does not come back (ISO/IEC 42001 10.2). Confirmed by somebody else.</summary>
[GenerateSerializer, Immutable, Alias("kolosal.corrective-action")]
public sealed record CorrectiveAction : RegisterFields
{
    /// <summary>The query or control that was red.</summary>
    [Id(0)] public string? Control { get; init; }

    /// <summary>Why it happened.</summary>
    [Id(1), DataType(DataType.MultilineText), MaxLength(8_000)] public string? Cause { get; init; }

    /// <summary>What is done.</summary>
    [Id(2), DataType(DataType.MultilineText), MaxLength(8_000)] public string? Action { get; init; }

    /// <summary>By when.</summary>
    [Id(3)] public DateTimeOffset? Due { get; init; }

    /// <summary>What was seen when it was looked at again.</summary>
    [Id(4), DataType(DataType.MultilineText), MaxLength(4_000)] public string? Recheck { get; init; }
}

/// <summary>Key <c>workspace/cor_…</c>.</summary>
[Alias("kolosal.registers.ICorrectiveActionGrain")]
public interface ICorrectiveActionGrain : IRegisterGrain<CorrectiveAction>;
