namespace Kolosal.Access;

/// <summary>Checks lists of roles as they come from outside, and finds what the workspace's own among them grant.</summary>
internal static class RoleNames
{
    /// <returns>Null when each is a role of the workspace and there is at least one.</returns>
    public static async Task<Refusal?> ObjectionAsync(IGrainFactory grains, string workspace, ImmutableArray<string> roles)
    {
        if (roles.IsDefaultOrEmpty) return Refusal.Unprocessable("access.no-role", $"Give at least one role of {string.Join(", ", Role.All)}.");
        if (roles.Contains(Role.Operator))
            return Refusal.Unprocessable("access.role-of-installation",
                $"'{Role.Operator}' is a role of the installation, which its configuration alone gives; "
                + $"the others are {string.Join(", ", Role.All)}.");
        foreach (string role in roles.Where(role => !Role.All.Contains(role)))
            if (!RoleIds.IsName(role) || await grains.Role(workspace, RoleIds.Of(role)).LookUpAsync() is null)
                return Refusal.Unprocessable("access.no-such-role",
                    $"'{role}' is not a role; the roles are {string.Join(", ", Role.All)}, and those of GET /api/security/roles.");
        return null;
    }

    /// <summary>What the workspace's own roles among these grant; null when there is none, or none that still holds.</summary>
    public static async Task<ImmutableArray<NarrowedRole>?> NarrowedAsync(IGrainFactory grains, string workspace, IEnumerable<string> roles)
    {
        ImmutableArray<NarrowedRole>? found = null;
        foreach (string role in roles.Where(role => !Role.All.Contains(role) && role != Role.Operator && RoleIds.IsName(role)))
            if (await grains.Role(workspace, RoleIds.Of(role)).LookUpAsync() is { } narrowed) found = (found ?? []).Add(narrowed);
        return found;
    }
}
