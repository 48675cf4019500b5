using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Kolosal.Access;

/// <summary>Recognises signed tokens (RFC 7519) by the configured keys. Claims:
/// <c>sub</c>, <c>workspace</c>, <c>roles</c> (one or an array).</summary>
/// <remarks>Each key is tied to its one algorithm, so a token cannot choose how it is
/// checked. Changed options take effect at once for new tokens.</remarks>
internal sealed class JwtTokens : IDisposable
{
    private const int Longest = 8192, Most = 10_000;

    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = Longest };
    private readonly ConcurrentDictionary<UInt128, Believed> believed = new();
    private readonly IOptionsMonitor<AccessOptions> options;
    private readonly TimeProvider clock;
    private readonly IDisposable? subscription;
    private volatile TokenValidationParameters? parameters;

    public JwtTokens(IOptionsMonitor<AccessOptions> options, TimeProvider clock)
    {
        (this.options, this.clock) = (options, clock);
        subscription = options.OnChange(_ =>
        {
            parameters = null;
            believed.Clear();
        });
    }

    /// <summary>Whether the token was found good a moment ago.</summary>
    public bool IsBelieved(string token) =>
        believed.TryGetValue(Fingerprint(token), out var known) && clock.GetElapsedTime(known.At).TotalSeconds < options.CurrentValue.BelieveSeconds
        && clock.GetUtcNow() < known.Expires;

    /// <returns>Null when the token is not good.</returns>
    public async ValueTask<Principal?> ValidateAsync(string token)
    {
        if (token.Length > Longest) return null;
        if (IsBelieved(token) && believed.TryGetValue(Fingerprint(token), out var known)) return known.Principal;

        var current = parameters ??= Build(options.CurrentValue.Jwt);
        if (current is null) return null;
        var result = await handler.ValidateTokenAsync(token, current);
        if (!result.IsValid || ToPrincipal(result.ClaimsIdentity) is not { } principal) return null;

        if (believed.Count > Most) believed.Clear();
        believed[Fingerprint(token)] = new(principal, clock.GetTimestamp(), new DateTimeOffset(result.SecurityToken.ValidTo, TimeSpan.Zero));
        return principal;
    }

    public void Dispose() => subscription?.Dispose();

    private TokenValidationParameters? Build(JwtOptions jwt)
    {
        if (jwt.Keys.Length == 0) return null;
        var keys = jwt.Keys.ToDictionary(key => key.Kid, key => (Key: JwtKeys.Import(key), key.Algorithm));
        var skew = TimeSpan.FromSeconds(jwt.ClockSkewSeconds);
        return new()
        {
            ValidIssuer = jwt.Issuer,
            ValidAudience = jwt.Audience,
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            ValidateIssuerSigningKey = true,
            TryAllIssuerSigningKeys = false,
            IssuerSigningKeyResolver = (_, _, kid, _) => kid is not null && keys.TryGetValue(kid, out var known) ? [known.Key] : [],
            AlgorithmValidator = (algorithm, key, _, _) =>
                key.KeyId is { } kid && keys.TryGetValue(kid, out var known) && known.Algorithm == algorithm,
            LifetimeValidator = (from, to, _, _) =>
                clock.GetUtcNow().UtcDateTime is var now && to is { } end && now < end + skew && (from is null || now >= from - skew),
            NameClaimType = JwtRegisteredClaimNames.Sub,
            RoleClaimType = "roles",
        };
    }

    private static Principal? ToPrincipal(ClaimsIdentity claims)
    {
        string? subject = claims.FindFirst(JwtRegisteredClaimNames.Sub)?.Value, workspace = claims.FindFirst("workspace")?.Value;
        if (subject is not { Length: > 0 and <= 200 } || workspace is null || !Workspaces.IsName(workspace)) return null;
        return new(workspace, subject, [.. claims.FindAll("roles").Select(role => role.Value).Where(Role.All.Contains).Distinct()]);
    }

    private static UInt128 Fingerprint(string token)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(token), hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    private sealed record Believed(Principal Principal, long At, DateTimeOffset Expires);
}
