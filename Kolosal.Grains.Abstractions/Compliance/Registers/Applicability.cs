using System.ComponentModel.DataAnnotations;

namespace Kolosal.Compliance.Registers;

/// <summary>Whether a control of a framework applies, and why: a line of the statement of applicability (ISO/IEC 42001 6.1.3).</summary>
[GenerateSerializer, Immutable, Alias("kolosal.applicability")]
public sealed record Applicability : RegisterFields
{
    /// <summary>The framework: <c>iso42001</c>.</summary>
    [Id(0)] public string? Framework { get; init; }

    /// <summary>The control as the framework names it: <c>A.6.2.4</c>.</summary>
    [Id(1)] public string? Control { get; init; }

    /// <summary>Whether it applies.</summary>
    [Id(2)] public bool? Applies { get; init; }

    /// <summary>Why.</summary>
    [Id(3), DataType(DataType.MultilineText), MaxLength(4_000)] public string? Reason { get; init; }
}

/// <summary>Key <c>workspace/app_…</c>, made of framework and control: a control has one decision.</summary>
[Alias("kolosal.registers.IApplicabilityGrain")]
public interface IApplicabilityGrain : IRegisterGrain<Applicability>;
