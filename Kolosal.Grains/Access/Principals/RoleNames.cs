namespace Kolosal.Access;

/// <summary>Checks lists of roles as they come from outside.</summary>
internal static class RoleNames
{
    /// <returns>Null when each is a role and there is at least one.</returns>
    public static Refusal? Objection(ImmutableArray<string> roles)
    {
        if (roles.IsDefaultOrEmpty) return Refusal.Unprocessable("access.no-role", $"Give at least one role of {string.Join(", ", Role.All)}.");
        return roles.FirstOrDefault(role => !Role.All.Contains(role)) is { } unknown
            ? Refusal.Unprocessable("access.no-such-role", $"'{unknown}' is not a role; the roles are {string.Join(", ", Role.All)}.")
            : null;
    }
}
