namespace Kolosal.Access;

/// <summary>What a principal may: its built-in roles (<see cref="RolePermissions"/>), its narrowed ones (<see cref="GrantConditions"/>) and its
/// scopes together.</summary>
public static class PrincipalGrants
{
    /// <summary>Whether some role grants the permission to some call, and the scopes leave it.</summary>
    public static bool May(this Principal principal, string permission)
    {
        if (RolePermissions.Grants(principal.Roles.AsSpan(), principal.Scopes, permission)) return true;
        return principal.Narrowed is { } narrowed && InScope(principal, permission)
            && narrowed.Any(role => GrantConditions.Grants(Of(role), permission));
    }

    /// <summary>The condition that keeps the principal from a call that needs a permission which it may hold.</summary>
    /// <param name="principal">Who calls.</param>
    /// <param name="permission">A permission for which <see cref="May"/> holds.</param>
    /// <param name="facts">What the call is about: <see cref="ConditionAttribute"/> and value.</param>
    /// <returns>Null when a role grants the permission without conditions, or all conditions of one are met.</returns>
    public static string? Unmet(this Principal principal, string permission, params ReadOnlySpan<(string Attribute, string Value)> facts)
    {
        if (principal.Narrowed is not { } narrowed || RolePermissions.Grants(principal.Roles.AsSpan(), principal.Scopes, permission)) return null;
        string? said = null;
        foreach (var role in narrowed)
        {
            var grant = Of(role);
            if (!GrantConditions.Grants(grant, permission)) continue;
            if (GrantConditions.Unmet(grant, permission, facts) is not { } unmet) return null;
            said ??= $"{role.Name} grants {unmet}";
        }

        return said;
    }

    /// <summary>Refuses a call that a condition bars.</summary>
    /// <returns>Null when none does.</returns>
    public static Refusal? Refuse(this Principal principal, string permission, params ReadOnlySpan<(string Attribute, string Value)> facts) =>
        principal.Unmet(permission, facts) is { } unmet ? new(RefusalKind.Forbidden, "access.condition", $"Your role {unmet}.") : null;

    /// <summary>The same role for the pure rules.</summary>
    public static NarrowedGrant Of(NarrowedRole role) => new(
        role.Name, role.Base, role.Permissions is { } permissions ? permissions : null,
        [.. role.Conditions.Select(condition => new GrantCondition(condition.Permission, condition.Attribute, condition.Allowed))]);

    private static bool InScope(Principal principal, string permission) =>
        principal.Scopes is not { } scopes || scopes.Contains(permission) || permission == Permission.Authenticated;
}
