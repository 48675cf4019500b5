using System.ComponentModel.DataAnnotations;

namespace Kolosal.Compliance.Registers;

/// <summary>A risk and what is done about it (ISO/IEC 23894 6.4 to 6.5). Decided: its residual is accepted.</summary>
[GenerateSerializer, Immutable, Alias("kolosal.risk")]
public sealed record Risk : RegisterFields
{
    /// <summary>Where it comes from.</summary>
    [Id(0)] public RiskSource? Source { get; init; }

    /// <summary>What could happen, to whom.</summary>
    [Id(1), DataType(DataType.MultilineText), MaxLength(8_000)] public string? Description { get; init; }

    /// <summary>1, rare, to 5, almost certain.</summary>
    [Id(2), Range(1, 5)] public int? Likelihood { get; init; }

    /// <summary>1, negligible, to 5, catastrophic.</summary>
    [Id(3), Range(1, 5)] public int? Consequence { get; init; }

    /// <summary>What is done about it.</summary>
    [Id(4)] public RiskTreatment? Treatment { get; init; }

    /// <summary>How, in words.</summary>
    [Id(5), DataType(DataType.MultilineText), MaxLength(8_000)] public string? TreatmentPlan { get; init; }

    /// <summary>By when the treatment stands.</summary>
    [Id(6)] public DateTimeOffset? TreatmentDue { get; init; }

    /// <summary>Since when it stands.</summary>
    [Id(7)] public DateTimeOffset? TreatedAt { get; init; }

    /// <summary>The queries and controls that show the treatment: <c>Q04</c>, <c>iso42001/A.6.2.4</c>.</summary>
    [Id(8), MaxLength(50)] public ImmutableArray<string>? Controls { get; init; }

    /// <summary>Likelihood with the treatment, 1 to 5.</summary>
    [Id(9), Range(1, 5)] public int? ResidualLikelihood { get; init; }

    /// <summary>Consequence with the treatment, 1 to 5.</summary>
    [Id(10), Range(1, 5)] public int? ResidualConsequence { get; init; }

    /// <summary>Whether use for another purpose than the intended one was thought of.</summary>
    [Id(11)] public bool? MisuseConsidered { get; init; }

    /// <summary>Whether children and others who are easily harmed were thought of (EU AI Act Art. 9(9)).</summary>
    [Id(12)] public bool? VulnerableGroupsConsidered { get; init; }
}

[GenerateSerializer, Alias("kolosal.risk-source")]
public enum RiskSource { Data, Model, People, Misuse, Security, ThirdParty, Infrastructure, Law }

[GenerateSerializer, Alias("kolosal.risk-treatment")]
public enum RiskTreatment { Avoid, Reduce, Share, Retain }

/// <summary>Key <c>workspace/rsk_…</c>.</summary>
[Alias("kolosal.registers.IRiskGrain")]
public interface IRiskGrain : IRegisterGrain<Risk>;
