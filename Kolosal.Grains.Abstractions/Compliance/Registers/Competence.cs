using System.ComponentModel.DataAnnotations;

namespace Kolosal.Compliance.Registers;

/// <summary>That somebody learnt what their role takes (ISO/IEC 42001 7.2, EU AI Act Art. 4). Who it is about cannot approve it.</summary>
[GenerateSerializer, Immutable, Alias("kolosal.competence")]
public sealed record Competence : RegisterFields
{
    /// <summary>Subject of the person.</summary>
    [Id(0)] public string? Principal { get; init; }

    /// <summary>What they learnt.</summary>
    [Id(1)] public string? Course { get; init; }

    /// <summary>When they finished.</summary>
    [Id(2)] public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>The roles that it is for: <c>trainer</c>, <c>reviewer</c>.</summary>
    [Id(3), MaxLength(20)] public ImmutableArray<string>? Roles { get; init; }

    /// <summary>SHA-256 of the certificate, hexadecimal.</summary>
    [Id(4), Length(64, 64)] public string? DocumentHash { get; init; }
}

/// <summary>Key <c>workspace/cmp_…</c>.</summary>
[Alias("kolosal.registers.ICompetenceGrain")]
public interface ICompetenceGrain : IRegisterGrain<Competence>;
