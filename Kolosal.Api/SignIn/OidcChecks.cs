using Kolosal.Access;
using Kolosal.WebConsole;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Kolosal.SignIn;

/// <summary>How the console signs somebody in at the provider: authorization code with PKCE (RFC 7636), state and nonce (OpenID Connect Core 1.0
/// §3.1).</summary>
internal sealed class OidcChecks(IOptionsMonitor<AccessOptions> access, TimeProvider clock)
    : IConfigureNamedOptions<OpenIdConnectOptions>, IPostConfigureOptions<OpenIdConnectOptions>
{
    /// <summary>A provider that does not answer must not hold the page for long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5), LongestSignIn = TimeSpan.FromMinutes(10);

    public void Configure(OpenIdConnectOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? name, OpenIdConnectOptions options)
    {
        var (oidc, jwt) = (access.CurrentValue.Oidc, access.CurrentValue.Jwt);
        if (name != OidcSignIn.Scheme || oidc.ClientId is null || jwt.Authority is not { } authority) return;
        options.Authority = authority.AbsoluteUri;
        options.RequireHttpsMetadata = !authority.IsLoopback;
        options.BackchannelTimeout = Patience;
        options.RemoteAuthenticationTimeout = LongestSignIn;
        options.TimeProvider = clock;
        options.ClientId = oidc.ClientId;
        options.ClientSecret = oidc.ClientSecret;
        options.CallbackPath = OidcSignIn.Callback;
        options.SignInScheme = ConsoleHosting.Scheme;
        options.ResponseType = OpenIdConnectResponseType.Code;
        options.UsePkce = true;
        options.MapInboundClaims = false;
        options.SaveTokens = false;
        options.DisableTelemetry = true;
        options.Scope.Clear();
        options.Scope.Add("openid");
        foreach (string scope in oidc.Scopes.Distinct()) options.Scope.Add(scope);

        // The answer comes as an address that the browser is sent to, so that cookies need not be sent along with a form of another site.
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        foreach (var cookie in (CookieBuilder[])[options.CorrelationCookie, options.NonceCookie])
        {
            cookie.SameSite = SameSiteMode.Lax;
            cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        }

        options.TokenValidationParameters = new()
        {
            ValidAudience = oidc.ClientId,
            ValidAlgorithms = BearerTokenChecks.PublicKeyAlgorithms,
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            ValidateIssuerSigningKey = true,
            TryAllIssuerSigningKeys = false,
            LifetimeValidator = BearerTokenChecks.Lifetime(jwt, clock),
            NameClaimType = "sub",
            RoleClaimType = jwt.RolesClaim,
        };
    }

    public void PostConfigure(string? name, OpenIdConnectOptions options)
    {
        if (options.ConfigurationManager is BaseConfigurationManager manager) manager.UseLastKnownGoodConfiguration = false;
    }
}
