using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Kolosal.Access;

/// <summary>Recognises signed tokens (RFC 7519): by the configured keys, or by those that the authority publishes.</summary>
/// <remarks>Claims: <c>sub</c>, workspace and roles.</remarks>
internal sealed class BearerTokens(IOptionsMonitor<AccessOptions> options)
{
    public const string ByKeys = "keys", ByAuthority = "authority";

    private const int Longest = 8192, LongestSubject = 200;

    /// <param name="context">Of a request with the token in <c>Authorization: Bearer</c>.</param>
    /// <param name="token">That token.</param>
    /// <returns>Null when the token is not good.</returns>
    public async ValueTask<Principal?> AuthenticateAsync(HttpContext context, string token)
    {
        var jwt = options.CurrentValue.Jwt;
        if (token.Length > Longest || SchemeOf(token, jwt) is not { } scheme) return null;
        var result = await context.AuthenticateAsync(scheme);
        return result.Principal is { } claims ? ToPrincipal(claims, jwt) : null;
    }

    // By the key that the token names, so that a token for one scheme never waits for the other's issuer.
    private static string? SchemeOf(string token, JwtOptions jwt)
    {
        try
        {
            string kid = new JsonWebToken(token).Kid;
            return jwt.Keys.Any(key => key.Kid == kid) ? ByKeys : jwt.Authority is not null ? ByAuthority : null;
        }
        catch (Exception malformed) when (malformed is ArgumentException or SecurityTokenException)
        {
            return null;
        }
    }

    private static Principal? ToPrincipal(ClaimsPrincipal claims, JwtOptions jwt)
    {
        string? subject = claims.FindFirst(JwtRegisteredClaimNames.Sub)?.Value, workspace = claims.FindFirst(jwt.WorkspaceClaim)?.Value;
        if (subject is not { Length: > 0 and <= LongestSubject } || workspace is null || !Workspaces.IsName(workspace)) return null;
        return new(workspace, subject, [.. claims.FindAll(jwt.RolesClaim).Select(role => role.Value).Where(Role.All.Contains).Distinct()]);
    }
}
