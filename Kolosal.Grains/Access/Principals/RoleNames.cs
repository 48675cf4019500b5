namespace Kolosal.Access;

/// <summary>Checks lists of roles as they come from outside.</summary>
internal static class RoleNames
{
    /// <returns>Null when each is a role and there is at least one.</returns>
    public static Refusal? Objection(ImmutableArray<string> roles)
    {
        if (roles.IsDefaultOrEmpty) return Refusal.Unprocessable("access.no-role", $"Give at least one role of {string.Join(", ", Role.All)}.");
        if (roles.Contains(Role.Operator))
            return Refusal.Unprocessable("access.role-of-installation",
                $"'{Role.Operator}' is a role of the installation, which its configuration alone gives; "
                + $"the others are {string.Join(", ", Role.All)}.");
        return roles.FirstOrDefault(role => !Role.All.Contains(role)) is { } unknown
            ? Refusal.Unprocessable("access.no-such-role", $"'{unknown}' is not a role; the roles are {string.Join(", ", Role.All)}.")
            : null;
    }
}
