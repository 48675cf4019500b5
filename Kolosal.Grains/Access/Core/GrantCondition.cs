namespace Kolosal.Access;

/// <summary>What must hold of a call before a narrowed role grants it a permission.</summary>
/// <param name="Permission">The permission.</param>
/// <param name="Attribute">What of the call is looked at.</param>
/// <param name="Allowed">Patterns of names, or the one highest class.</param>
public sealed record GrantCondition(string Permission, string Attribute, IReadOnlyList<string> Allowed)
{
    public override string ToString() => Attribute == GrantConditions.Classification
        ? $"{Permission} only where the data are classed at most {Allowed[0]}"
        : $"{Permission} only where the {Attribute} is {string.Join(" or ", Allowed)}";
}

/// <summary>A role that grants some of a built-in one, under conditions.</summary>
/// <param name="Name">The role.</param>
/// <param name="Base">The built-in role.</param>
/// <param name="Permissions">Those of the base that it grants; null for all.</param>
/// <param name="Conditions">All of them must hold that are about the permission.</param>
public sealed record NarrowedGrant(
    string Name, string Base, IReadOnlyList<string>? Permissions, IReadOnlyList<GrantCondition> Conditions);
