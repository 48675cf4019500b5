using Kolosal.Access;
using Kolosal.WebConsole.Session;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;

namespace Kolosal.SignIn;

internal static class OidcHosting
{
    /// <summary>Sign-in of the console at the OpenID provider, which there is once a client id is configured.</summary>
    public static IServiceCollection AddOidcSignIn(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<SignInJournal>().AddSingleton<ISignInJournal>(provider => provider.GetRequiredService<SignInJournal>());
        services.AddSingleton<ISessionRules>(provider => provider.GetRequiredService<SignInJournal>());
        services.AddSingleton<OidcSignIn>();
        services.AddSingleton<IExternalSignIn>(provider => provider.GetRequiredService<OidcSignIn>());

        // The framework asks every scheme of this kind with each request, so there is none where there is no provider.
        if (configuration[$"{AccessOptions.Section}:Oidc:ClientId"] is null) return services;
        new AuthenticationBuilder(services).AddOpenIdConnect(OidcSignIn.Scheme, _ => { });
        services.ConfigureOptions<OidcChecks>();
        services.AddOptions<OpenIdConnectOptions>(OidcSignIn.Scheme).Configure<OidcSignIn>((options, signIn) => options.Events = signIn.Events());
        services.AddSingleton<IOptionsChangeTokenSource<OpenIdConnectOptions>>(provider =>
            new AccessChanges<OpenIdConnectOptions>(OidcSignIn.Scheme, provider.GetRequiredService<IOptionsMonitor<AccessOptions>>()));
        return services;
    }
}
