using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Kolosal.Access;

/// <summary>What a token must pass, by scheme.</summary>
/// <remarks>
/// A token cannot choose how it is checked: each configured key has its one algorithm, and of an authority's keys only public ones count.
/// </remarks>
internal sealed class BearerTokenChecks(IOptionsMonitor<AccessOptions> access, TimeProvider clock)
    : IConfigureNamedOptions<JwtBearerOptions>, IPostConfigureOptions<JwtBearerOptions>
{
    internal static readonly string[] PublicKeyAlgorithms =
        [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.EcdsaSha256];

    /// <summary>An authority that does not answer must not hold its callers' requests for long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public void Configure(JwtBearerOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? name, JwtBearerOptions options)
    {
        var jwt = access.CurrentValue.Jwt;
        options.MapInboundClaims = false;
        options.SaveToken = false;
        options.TokenValidationParameters = Common(jwt);
        if (name == BearerTokens.ByKeys) ByKeys(options.TokenValidationParameters, jwt);
        if (name == BearerTokens.ByAuthority && jwt.Authority is { } authority) ByAuthority(options, authority);
    }

    /// <summary>A key that the authority has withdrawn is not believed for another hour, as the package would.</summary>
    public void PostConfigure(string? name, JwtBearerOptions options)
    {
        if (options.ConfigurationManager is BaseConfigurationManager manager) manager.UseLastKnownGoodConfiguration = false;
    }

    /// <summary>When a token is good, with the allowance for clocks that differ.</summary>
    internal static LifetimeValidator Lifetime(JwtOptions jwt, TimeProvider clock)
    {
        // The allowance moves the present: a token may name the first or last of all instants, from which nothing can be taken away.
        var skew = TimeSpan.FromSeconds(jwt.ClockSkewSeconds);
        return (from, to, _, _) =>
            clock.GetUtcNow().UtcDateTime is var now && to is { } end && now - skew < end && (from is not { } begin || begin <= now + skew);
    }

    private TokenValidationParameters Common(JwtOptions jwt) => new()
    {
        ValidAudience = jwt.Audience,
        RequireExpirationTime = true,
        RequireSignedTokens = true,
        ValidateIssuerSigningKey = true,
        TryAllIssuerSigningKeys = false,
        LifetimeValidator = Lifetime(jwt, clock),
        NameClaimType = JwtRegisteredClaimNames.Sub,
        RoleClaimType = jwt.RolesClaim,
    };

    private static void ByKeys(TokenValidationParameters checks, JwtOptions jwt)
    {
        var keys = jwt.Keys.ToDictionary(key => key.Kid, key => (Key: JwtKeys.Import(key), key.Algorithm));
        checks.ValidIssuer = jwt.Issuer;
        checks.IssuerSigningKeyResolver = (_, _, kid, _) => kid is not null && keys.TryGetValue(kid, out var known) ? [known.Key] : [];
        checks.AlgorithmValidator = (algorithm, key, _, _) =>
            key.KeyId is { } kid && keys.TryGetValue(kid, out var known) && known.Algorithm == algorithm;
    }

    // Issuer and keys are those of the authority's own document; the package fetches it, keeps it, and asks again when a key is unknown.
    private static void ByAuthority(JwtBearerOptions options, Uri authority)
    {
        options.Authority = authority.AbsoluteUri;
        options.RequireHttpsMetadata = !authority.IsLoopback;
        options.BackchannelTimeout = Patience;
        options.TokenValidationParameters.ValidAlgorithms = PublicKeyAlgorithms;
    }
}

/// <summary>Passes on that <see cref="AccessOptions"/> have changed, so that a rotated key counts at once.</summary>
internal sealed class AccessChanges<TOptions> : IOptionsChangeTokenSource<TOptions>, IDisposable
{
    private readonly IDisposable? subscription;
    private CancellationTokenSource changed = new();

    public AccessChanges(string scheme, IOptionsMonitor<AccessOptions> options)
    {
        Name = scheme;
        subscription = options.OnChange(_ => Interlocked.Exchange(ref changed, new CancellationTokenSource()).Cancel());
    }

    public string Name { get; }

    public IChangeToken GetChangeToken() => new CancellationChangeToken(changed.Token);

    public void Dispose()
    {
        subscription?.Dispose();
        changed.Dispose();
    }
}
