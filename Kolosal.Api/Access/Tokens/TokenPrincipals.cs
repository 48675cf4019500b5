using Microsoft.Extensions.Options;

namespace Kolosal.Access;

/// <summary>Who somebody is here of whom an issuer says subject, workspace and roles.</summary>
internal sealed class TokenPrincipals(IOptionsMonitor<AccessOptions> options, IRoleBook book)
{
    private const int LongestSubject = 200;

    /// <param name="subject">As the issuer names it.</param>
    /// <param name="workspace">As the issuer names it.</param>
    /// <param name="roles">As the issuer names them; what is no role here is passed over.</param>
    /// <param name="ofAuthority">Names are the authority's and pass through the maps of <see cref="JwtOptions"/>.</param>
    /// <returns>Null when the subject or the workspace is nobody's here.</returns>
    public async ValueTask<Principal?> FindAsync(string subject, string? workspace, IEnumerable<string> roles, bool ofAuthority)
    {
        var jwt = options.CurrentValue.Jwt;
        if (ofAuthority) workspace = WorkspaceOf(workspace, jwt);
        if (workspace is null || !IsSubject(subject) || !Workspaces.IsName(workspace)) return null;

        string[] named = [.. (ofAuthority ? roles.SelectMany(role => RolesOf(role, jwt)) : roles).Where(role => role != Role.Operator).Distinct()];
        string[] own = [.. named.Where(role => !Role.All.Contains(role))];
        ImmutableArray<NarrowedRole> narrowed = own.Length == 0 ? [] : await book.FindAsync(workspace, own);
        return new(
            workspace, subject, [.. named.Where(Role.All.Contains), .. narrowed.Select(role => role.Name)], null,
            narrowed.IsEmpty ? null : narrowed);
    }

    /// <returns>Null when the authority's tenant has no workspace here.</returns>
    public static string? WorkspaceOf(string? tenant, JwtOptions jwt) => tenant is null ? jwt.Workspace
        : jwt.WorkspaceMap.Count == 0 ? tenant : jwt.WorkspaceMap.GetValueOrDefault(tenant);

    private static IEnumerable<string> RolesOf(string role, JwtOptions jwt) =>
        jwt.RoleMap.Count == 0 ? [role] : jwt.RoleMap.GetValueOrDefault(role) ?? [];

    /// <summary>Subjects stand in records and logs, and one name is taken.</summary>
    private static bool IsSubject(string text) =>
        text.Length is > 0 and <= LongestSubject && text != Principal.SystemSubject && !text.Any(char.IsControl);
}
