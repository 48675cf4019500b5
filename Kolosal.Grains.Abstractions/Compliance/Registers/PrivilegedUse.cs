using System.ComponentModel.DataAnnotations;

namespace Kolosal.Compliance.Registers;

/// <summary>One use of an operator's or an emergency power: closed within 4 hours, and looked at by somebody else within 72.</summary>
[GenerateSerializer, Immutable, Alias("kolosal.privileged-use")]
public sealed record PrivilegedUse : RegisterFields
{
    /// <summary>What was done.</summary>
    [Id(0)] public PrivilegedAction? Action { get; init; }

    /// <summary>Why.</summary>
    [Id(1), DataType(DataType.MultilineText), MaxLength(4_000)] public string? Reason { get; init; }

    /// <summary>The ticket.</summary>
    [Id(2)] public string? Ticket { get; init; }

    /// <summary>Subject of the second person.</summary>
    [Id(3)] public string? SecondPerson { get; init; }

    /// <summary>From when; when it was recorded, when left out.</summary>
    [Id(4)] public DateTimeOffset? StartedAt { get; init; }

    /// <summary>The record it left: <c>secret-rotations/rot_…</c>, <c>backups/…</c>.</summary>
    [Id(5)] public string? Record { get; init; }
}

[GenerateSerializer, Alias("kolosal.privileged-action")]
public enum PrivilegedAction { Migrate, Reindex, Restore, KeyRotation, Chaos, BreakGlass }

/// <summary>Key <c>workspace/use_…</c>.</summary>
[Alias("kolosal.registers.IPrivilegedUseGrain")]
public interface IPrivilegedUseGrain : IRegisterGrain<PrivilegedUse>;
