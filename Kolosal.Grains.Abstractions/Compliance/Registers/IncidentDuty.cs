using System.ComponentModel.DataAnnotations;

namespace Kolosal.Compliance.Registers;

/// <summary>What the law asks after one incident: which authority by when, and whom else to tell. Named by the incident.</summary>
[GenerateSerializer, Immutable, Alias("kolosal.incident-duty")]
public sealed record IncidentDuty : RegisterFields
{
    /// <summary>The incident's id.</summary>
    [Id(0)] public string? Incident { get; init; }

    /// <summary>When the organisation knew; the clocks start here.</summary>
    [Id(1)] public DateTimeOffset? AwareAt { get; init; }

    /// <summary>The laws by which it must be reported; empty for none, which is a decision, too.</summary>
    [Id(2), MaxLength(5)] public ImmutableArray<ReportingRegime>? Regimes { get; init; }

    /// <summary>Why it is, or is not, reportable.</summary>
    [Id(3), DataType(DataType.MultilineText), MaxLength(4_000)] public string? Reason { get; init; }

    /// <summary>When the authorities were told.</summary>
    [Id(4)] public DateTimeOffset? ReportedAt { get; init; }

    /// <summary>Whether people who use or are subject to the system are affected.</summary>
    [Id(5)] public bool? AffectsUsers { get; init; }

    /// <summary>Who was told; needed when users are affected.</summary>
    [Id(6), MaxLength(200)] public ImmutableArray<string>? Recipients { get; init; }

    /// <summary>SHA-256 of what they were told, hexadecimal.</summary>
    [Id(7), Length(64, 64)] public string? NoticeHash { get; init; }

    /// <summary>When.</summary>
    [Id(8)] public DateTimeOffset? ToldAt { get; init; }

    /// <summary>Where the status page speaks of it.</summary>
    [Id(9)] public string? StatusPage { get; init; }

    /// <summary>When it was first said whether it is reportable; written down by the system.</summary>
    [Id(10)] public DateTimeOffset? DecidedAt { get; init; }
}

/// <summary>Laws that set a clock.</summary>
[GenerateSerializer, Alias("kolosal.reporting-regime")]
public enum ReportingRegime
{
    /// <summary>Personal data breach, 72 hours (GDPR Art. 33).</summary>
    GdprBreach,

    /// <summary>Serious incident, 15 days (EU AI Act Art. 73(2)).</summary>
    AiActSerious,

    /// <summary>Death of a person, 10 days (Art. 73(4)).</summary>
    AiActDeath,

    /// <summary>Widespread infringement or critical infrastructure, 2 days (Art. 73(3)).</summary>
    AiActWidespread,

    /// <summary>Breach of health information, 60 days (45 CFR 164.404).</summary>
    HipaaBreach,
}

/// <summary>Key <c>workspace/INC-…</c>.</summary>
[Alias("kolosal.registers.IIncidentDutyGrain")]
public interface IIncidentDutyGrain : IRegisterGrain<IncidentDuty>;
