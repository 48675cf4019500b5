using System.ComponentModel.DataAnnotations;

namespace Kolosal.Compliance.Registers;

/// <summary>What a person asks about their own data (GDPR Art. 12 and 15 to 21): within one month, three with a stated reason.</summary>
[GenerateSerializer, Immutable, Alias("kolosal.subject-request")]
public sealed record SubjectRequest : RegisterFields
{
    /// <summary>What is asked for.</summary>
    [Id(0)] public SubjectRequestKind? Kind { get; init; }

    /// <summary>The person's key in the data; never a name.</summary>
    [Id(1)] public string? SubjectKey { get; init; }

    /// <summary>When it came in; the clock starts here. When it was recorded, when left out.</summary>
    [Id(2)] public DateTimeOffset? ReceivedAt { get; init; }

    /// <summary>How it was seen that the person is who they say.</summary>
    [Id(3), DataType(DataType.MultilineText), MaxLength(2_000)] public string? IdentityCheck { get; init; }

    /// <summary>Why it takes two months longer (Art. 12(3)).</summary>
    [Id(4), DataType(DataType.MultilineText), MaxLength(2_000)] public string? ExtensionReason { get; init; }

    /// <summary>What was done, or why not.</summary>
    [Id(5), DataType(DataType.MultilineText), MaxLength(8_000)] public string? Outcome { get; init; }

    /// <summary>SHA-256 of what was sent or shown, hexadecimal.</summary>
    [Id(6), Length(64, 64)] public string? ProofHash { get; init; }

    /// <summary>Who else was told (Art. 19); empty for nobody.</summary>
    [Id(7), MaxLength(50)] public ImmutableArray<string>? RecipientsTold { get; init; }

    /// <summary>The erasure that carried it out.</summary>
    [Id(8)] public string? ErasureId { get; init; }

    /// <summary>Sent to see that requests come through.</summary>
    [Id(9)] public bool? IsProbe { get; init; }
}

[GenerateSerializer, Alias("kolosal.subject-request-kind")]
public enum SubjectRequestKind { Access, Rectify, Erase, Restrict, Port, Object, WithdrawConsent }

/// <summary>Key <c>workspace/req_…</c>.</summary>
[Alias("kolosal.registers.ISubjectRequestGrain")]
public interface ISubjectRequestGrain : IRegisterGrain<SubjectRequest>;
