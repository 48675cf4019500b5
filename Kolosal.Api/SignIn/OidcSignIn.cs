using System.Net;
using System.Security.Claims;
using Kolosal.Access;
using Kolosal.WebConsole;
using Kolosal.WebConsole.Session;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;

namespace Kolosal.SignIn;

/// <summary>Signs people in to the web console at the OpenID provider.</summary>
/// <remarks>
/// The protocol is the package's. Here its outcome becomes a principal by the same claims and maps as a bearer token's, and then a session; what
/// fails is a failed sign-in as a wrong key is one: counted, seen by the watch, and limited by address.
/// </remarks>
internal sealed class OidcSignIn(
    IOptions<AccessOptions> atStart, IOptionsMonitor<AccessOptions> options, TokenPrincipals principals, ConsoleSessions sessions, RateLimits limits,
    AccessInstruments instruments, ISecurityWatch watch) : IExternalSignIn
{
    public const string Scheme = "Oidc", Callback = "/sign-in/oidc/callback";

    /// <summary>No provider names more, and the session travels in a cookie.</summary>
    private const int MostFactors = 10;

    private const string SessionItem = "kolosal-session", BackItem = "kolosal-back";

    public string? Label => atStart.Value.Oidc.ClientId is not null
        && options.CurrentValue is { Oidc: { ClientId: not null } oidc, Jwt.Authority: not null } ? oidc.Label : null;

    public Task BeginAsync(HttpContext context, string back)
    {
        OfTheBranch(context);
        var properties = new AuthenticationProperties { Items = { [BackItem] = back } };
        properties.RedirectUri = ConsoleHosting.BasePath;
        return context.ChallengeAsync(Scheme, properties);
    }

    public async Task<bool> TryFinishAsync(HttpContext context)
    {
        if (Label is null || context.Request.Path != Callback) return false;
        OfTheBranch(context);
        var handlers = context.RequestServices.GetRequiredService<IAuthenticationHandlerProvider>();
        return await handlers.GetHandlerAsync(context, Scheme) is IAuthenticationRequestHandler handler && await handler.HandleRequestAsync();
    }

    /// <summary>Addresses and cookies are the console's: what was noted before its branch knows nothing of its base.</summary>
    private static void OfTheBranch(HttpContext context) => context.Features.Set<IAuthenticationFeature>(null);

    public OpenIdConnectEvents Events() => new()
    {
        OnTokenValidated = ValidatedAsync,
        OnTicketReceived = EnterAsync,
        OnRemoteFailure = failed => RefuseAsync(failed.HttpContext, failed.HandleResponse),
    };

    private async Task ValidatedAsync(TokenValidatedContext validated)
    {
        // The package trusts the connection that a token came by and takes one without a signature (OpenID Connect Core 1.0 §3.1.3.7, 6).
        if (validated.SecurityToken is not { RawSignature.Length: > 0, SignatureAlgorithm: { } algorithm }
            || !BearerTokenChecks.PublicKeyAlgorithms.Contains(algorithm))
        {
            validated.Fail("The provider's token is not signed.");
            return;
        }

        var jwt = options.CurrentValue.Jwt;
        Claim[] subjects = [.. validated.Principal!.FindAll("sub")], tenants = [.. validated.Principal.FindAll(jwt.WorkspaceClaim)];
        var principal = subjects.Length != 1 || tenants.Length > 1 ? null : await principals.FindAsync(
            subjects[0].Value, tenants.SingleOrDefault()?.Value, validated.Principal.FindAll(jwt.RolesClaim).Select(role => role.Value),
            ofAuthority: true);
        if (principal is null) validated.Fail("The provider's claims name nobody here.");
        else validated.Properties!.Items[SessionItem] = sessions.Make(
            principal, [.. validated.Principal.FindAll("amr").Select(claim => claim.Value).Take(MostFactors)]);
    }

    private async Task EnterAsync(TicketReceivedContext received)
    {
        var (context, items) = (received.HttpContext, received.Properties!.Items);
        var clients = context.RequestServices.GetRequiredService<IHttpClientFactory>();
        if (items[SessionItem] is not { } session || !await ConsoleHosting.EnterAsync(context, clients, session))
        {
            await RefuseAsync(context, received.HandleResponse);
            return;
        }

        // A page and not a redirect: the console's cookie is not sent along on a way that began at another site.
        received.HandleResponse();
        string address = WebUtility.HtmlEncode(ConsoleHosting.AddressOf(items[BackItem] ?? ""));
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(
            $"<!doctype html><html lang=\"en\"><head><title>Kolosal</title><meta http-equiv=\"refresh\" content=\"0;url={address}\"></head>"
            + $"<body><a href=\"{address}\">Go on to the console</a></body></html>");
    }

    private async Task RefuseAsync(HttpContext context, Action handled)
    {
        var at = RateCaller.At(context);
        int wait = limits.Take(RateClass.Anonymous, at);
        instruments.LoginFailed();
        watch.See(new(null, wait > 0 ? SightingKind.LockedOut : SightingKind.SignInFailed, at.Name, "sign-in of the console at the OpenID provider"));
        handled();
        await ConsoleHosting.Refused(wait > 0 ? $"Too many attempts. Wait {wait} s."
            : "The provider's answer was not accepted: it is too old, was used already, or names nobody who may enter. Try again.")
            .ExecuteAsync(context);
    }
}
