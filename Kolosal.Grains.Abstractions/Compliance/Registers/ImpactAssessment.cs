using System.ComponentModel.DataAnnotations;

namespace Kolosal.Compliance.Registers;

/// <summary>What a model does to people (ISO/IEC 42001 6.1.4, A.5; GDPR Art. 35; EU AI Act Art. 27).</summary>
[GenerateSerializer, Immutable, Alias("kolosal.impact-assessment")]
public sealed record ImpactAssessment : RegisterFields
{
    /// <summary>The model's name.</summary>
    [Id(0)] public string? Model { get; init; }

    /// <summary>The version that was looked at.</summary>
    [Id(1), Range(1, int.MaxValue)] public int? Version { get; init; }

    /// <summary>Who is affected.</summary>
    [Id(2), MaxLength(50)] public ImmutableArray<string>? Groups { get; init; }

    /// <summary>What it does to each of them.</summary>
    [Id(3), DataType(DataType.MultilineText), MaxLength(8_000)] public string? Individuals { get; init; }

    /// <summary>What it does to groups.</summary>
    [Id(4), DataType(DataType.MultilineText), MaxLength(8_000)] public string? GroupEffects { get; init; }

    /// <summary>What it does to society.</summary>
    [Id(5), DataType(DataType.MultilineText), MaxLength(8_000)] public string? Society { get; init; }

    /// <summary>What follows from it.</summary>
    [Id(6), DataType(DataType.MultilineText), MaxLength(8_000)] public string? Findings { get; init; }

    /// <summary>Whether a data-protection impact assessment is due.</summary>
    [Id(7)] public bool? DpiaDue { get; init; }

    /// <summary>SHA-256 of that document, hexadecimal.</summary>
    [Id(8), Length(64, 64)] public string? DpiaHash { get; init; }
}

/// <summary>Key <c>workspace/imp_…</c>.</summary>
[Alias("kolosal.registers.IImpactAssessmentGrain")]
public interface IImpactAssessmentGrain : IRegisterGrain<ImpactAssessment>;
