namespace Kolosal;

/// <summary>What must hold of a call before a role grants it a permission.</summary>
/// <param name="Permission">The permission, e.g. <c>models.promote</c>.</param>
/// <param name="Attribute">What of the call is looked at: <c>model</c>, <c>alias</c> or <c>classification</c>.</param>
/// <param name="Allowed">Of model and alias the names, in which <c>*</c> stands for any characters; of classification the one highest class.</param>
[GenerateSerializer, Immutable, Alias("kolosal.role-condition")]
public sealed record RoleCondition(string Permission, string Attribute, ImmutableArray<string> Allowed)
{
    public bool Equals(RoleCondition? other) => other is not null && (Permission, Attribute) == (other.Permission, other.Attribute)
        && Allowed.AsSpan().SequenceEqual(other.Allowed.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Permission, Attribute, Allowed.Length);
}
