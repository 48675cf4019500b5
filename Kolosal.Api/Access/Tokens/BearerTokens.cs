using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Kolosal.Access;

/// <summary>Recognises signed tokens (RFC 7519): by the configured keys, or by those that the authority publishes.</summary>
/// <remarks>Claims: <c>sub</c>, workspace and roles.</remarks>
internal sealed class BearerTokens(IOptionsMonitor<AccessOptions> options, TokenPrincipals principals, ITokenJournal journal)
{
    public const string ByKeys = "keys", ByAuthority = "authority";

    private const int Longest = 8192;

    /// <param name="context">Of a request with the token in <c>Authorization: Bearer</c>.</param>
    /// <param name="text">That token.</param>
    /// <returns>Null when the token is not good.</returns>
    public async ValueTask<Principal?> AuthenticateAsync(HttpContext context, string text)
    {
        var jwt = options.CurrentValue.Jwt;
        if (text.Length > Longest || Read(text, jwt) is not { } token || SchemeOf(token.Kid, jwt) is not { } scheme) return null;
        if (token.Workspace is null && (scheme == ByKeys || jwt.Workspace is null)) return null;
        var result = await context.AuthenticateAsync(scheme);
        if (result.Principal is not { } claims) return null;
        var principal = await principals.FindAsync(
            token.Subject, token.Workspace, claims.FindAll(jwt.RolesClaim).Select(role => role.Value), scheme == ByAuthority);
        if (principal is not null) journal.Saw(principal, claims);
        return principal;
    }

    // What is read here counts only once the token's signature has been checked.
    private static Claimed? Read(string text, JwtOptions jwt)
    {
        try
        {
            var token = new JsonWebToken(text);
            using var payload = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedPayload));
            bool named = payload.RootElement.TryGetProperty(jwt.WorkspaceClaim, out _);
            string? workspace = TheText(payload, jwt.WorkspaceClaim);
            return TheText(payload, JwtRegisteredClaimNames.Sub) is { } subject && (workspace is not null || !named)
                ? new(token.Kid, subject, workspace) : null;
        }
        catch (Exception malformed) when (malformed is ArgumentException or SecurityTokenException or FormatException or JsonException
            or InvalidOperationException)
        {
            return null;
        }
    }

    // By the key that the token names, so that a token for one scheme never waits for the other's issuer.
    private static string? SchemeOf(string? kid, JwtOptions jwt) =>
        jwt.Keys.Any(key => key.Kid == kid) ? ByKeys : jwt.Authority is not null ? ByAuthority : null;

    /// <summary>
    /// The claim's one text. Claims as the framework hands them on no longer show whether there were several: of an array each element is a
    /// claim, and to take the first would let whoever orders them choose.
    /// </summary>
    private static string? TheText(JsonDocument payload, string claim) =>
        payload.RootElement.EnumerateObject().Where(member => member.NameEquals(claim)).Take(2).ToArray()
            is [{ Value.ValueKind: JsonValueKind.String } only] ? only.Value.GetString() : null;

    /// <param name="Kid">The key that the token names.</param>
    /// <param name="Subject">Its subject.</param>
    /// <param name="Workspace">Its one workspace; null when it names none.</param>
    private sealed record Claimed(string? Kid, string Subject, string? Workspace);
}
