using System.ComponentModel.DataAnnotations;

namespace Kolosal.Compliance.Registers;

/// <summary>That a red control is accepted for at most 90 days. Its owner cannot approve it; the control stays a fail, and says so.</summary>
[GenerateSerializer, Immutable, Alias("kolosal.waiver")]
public sealed record Waiver : RegisterFields
{
    /// <summary>The query or control.</summary>
    [Id(0)] public string? Control { get; init; }

    /// <summary>Subject of the control's owner.</summary>
    [Id(1)] public string? ControlOwner { get; init; }

    /// <summary>Why.</summary>
    [Id(2), DataType(DataType.MultilineText), MaxLength(4_000)] public string? Reason { get; init; }

    /// <summary>Until when; at most 90 days after it was asked for.</summary>
    [Id(3)] public DateTimeOffset? Until { get; init; }
}

/// <summary>Key <c>workspace/wai_…</c>.</summary>
[Alias("kolosal.registers.IWaiverGrain")]
public interface IWaiverGrain : IRegisterGrain<Waiver>;
