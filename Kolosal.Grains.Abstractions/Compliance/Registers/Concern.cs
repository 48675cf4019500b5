using System.ComponentModel.DataAnnotations;
using Kolosal.Access;

namespace Kolosal.Compliance.Registers;

/// <summary>A concern or complaint (ISO/IEC 42001 A.3.3, A.8.3): acknowledged within 3 days, answered within 14.</summary>
[GenerateSerializer, Immutable, Alias("kolosal.concern")]
public sealed record Concern : RegisterFields
{
    /// <summary>By which way it came.</summary>
    [Id(0)] public ConcernChannel? Channel { get; init; }

    /// <summary>What it says.</summary>
    [Id(1), DataType(DataType.MultilineText), MaxLength(8_000)] public string? Text { get; init; }

    /// <summary>Where an answer reaches who raised it; null for who wants to stay unknown.</summary>
    [Id(2)] public string? Contact { get; init; }

    /// <summary>What was answered.</summary>
    [Id(3), DataType(DataType.MultilineText), MaxLength(8_000)] public string? Answer { get; init; }

    /// <summary>What follows for the risk register.</summary>
    [Id(4)] public RiskEffect? Effect { get; init; }

    /// <summary>The risk that was recorded or changed.</summary>
    [Id(5)] public string? RiskId { get; init; }

    /// <summary>Sent to see that concerns come through.</summary>
    [Id(6)] public bool? IsProbe { get; init; }
}

[GenerateSerializer, Alias("kolosal.concern-channel")]
public enum ConcernChannel
{
    /// <summary>Somebody of the organisation, with a key or a token.</summary>
    Staff,

    /// <summary>Somebody outside, by the public route.</summary>
    Outside,

    /// <summary>By letter, telephone or e-mail, written down by somebody of the organisation.</summary>
    Recorded,
}

[GenerateSerializer, Alias("kolosal.risk-effect")]
public enum RiskEffect { None, NewRisk, ChangedRisk }

/// <summary>Key <c>workspace/con_…</c>. Whoever is known, and whoever is not, may raise one; reading takes a permission.</summary>
[Alias("kolosal.registers.IConcernGrain")]
public interface IConcernGrain : IRegisterGrain<Concern>
{
    /// <summary>Raises a concern; answers when it will be acknowledged and answered, and nothing that it holds.</summary>
    [Alias("Raise"), RequiresPermission(Permission.Authenticated)]
    Task<Result<ConcernReceipt>> RaiseAsync(Concern concern);

    /// <summary>Raises it for somebody who did not sign in.</summary>
    [Alias("RaiseUnknown"), HostOnly]
    Task<Result<ConcernReceipt>> RaiseUnknownAsync(Concern concern);
}

/// <summary>What somebody who raises a concern gets.</summary>
/// <param name="Id">Names it, for who asks later.</param>
/// <param name="ReceivedAt">When it came in.</param>
/// <param name="AcknowledgedBy">By when it will be acknowledged.</param>
/// <param name="AnsweredBy">By when it will be answered.</param>
[GenerateSerializer, Immutable, Alias("kolosal.concern-receipt")]
public sealed record ConcernReceipt(string Id, DateTimeOffset ReceivedAt, DateTimeOffset AcknowledgedBy, DateTimeOffset AnsweredBy);
