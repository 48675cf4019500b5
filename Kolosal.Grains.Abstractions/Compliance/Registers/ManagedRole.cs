using System.ComponentModel.DataAnnotations;

namespace Kolosal.Compliance.Registers;

/// <summary>Who holds a role of the management system (ISO/IEC 42001 5.3, A.3.2).</summary>
[GenerateSerializer, Immutable, Alias("kolosal.managed-role")]
public sealed record ManagedRole : RegisterFields
{
    /// <summary>The role.</summary>
    [Id(0)] public NamedRole? Role { get; init; }

    /// <summary>Subject of who holds it.</summary>
    [Id(1)] public string? Holder { get; init; }

    /// <summary>Subject of who stands in.</summary>
    [Id(2)] public string? Deputy { get; init; }

    /// <summary>What it is to do.</summary>
    [Id(3), DataType(DataType.MultilineText), MaxLength(4_000)] public string? Duties { get; init; }
}

[GenerateSerializer, Alias("kolosal.named-role")]
public enum NamedRole
{
    TopManagement, AiOwner, SecurityOfficer, DataProtectionOfficer, RiskOwner, Approver, InternalAuditor, Operator, Legal, DataSteward,
}

/// <summary>Key <c>workspace/rol_…</c>.</summary>
[Alias("kolosal.registers.IManagedRoleGrain")]
public interface IManagedRoleGrain : IRegisterGrain<ManagedRole>;
