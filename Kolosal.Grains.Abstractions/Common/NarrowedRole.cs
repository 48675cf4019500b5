namespace Kolosal;

/// <summary>A role of a workspace that grants less than the built-in one it comes from, as its holder carries it.</summary>
/// <param name="Name">The role's name, as keys and tokens state it.</param>
/// <param name="Base">The built-in role that it narrows.</param>
/// <param name="Permissions">Those of the base that it grants; null for all of them.</param>
/// <param name="Conditions">What must hold of a call that needs a permission.</param>
[GenerateSerializer, Immutable, Alias("kolosal.narrowed-role")]
public sealed record NarrowedRole(
    string Name, string Base, ImmutableArray<string>? Permissions, ImmutableArray<RoleCondition> Conditions)
{
    public bool Equals(NarrowedRole? other) => other is not null && (Name, Base) == (other.Name, other.Base)
        && Permissions.HasValue == other.Permissions.HasValue
        && (Permissions ?? []).AsSpan().SequenceEqual((other.Permissions ?? []).AsSpan())
        && Conditions.AsSpan().SequenceEqual(other.Conditions.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Name, Base, Conditions.Length);
}
