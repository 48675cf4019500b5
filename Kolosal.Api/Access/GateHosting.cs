using Kolosal.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Kolosal.Access;

internal static class GateHosting
{
    /// <summary>The first door: who calls, how often, and what they may.</summary>
    public static IServiceCollection AddGate(this IServiceCollection services)
    {
        services.AddOptions<RateLimitOptions>().BindConfiguration(RateLimitOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<AccessOptions>().BindConfiguration(AccessOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<AccessOptions>, AccessOptionsValidator>();
        services.TryAddSingleton<AccessInstruments>();
        services.TryAddSingleton<ISecurityWatch, Unwatched>();
        services.AddSingleton<KeyUses>().AddHostedService(provider => provider.GetRequiredService<KeyUses>());
        services.AddSingleton<TokenSignIns>().AddHostedService(provider => provider.GetRequiredService<TokenSignIns>());
        services.AddSingleton<ITokenJournal>(provider => provider.GetRequiredService<TokenSignIns>());
        services.AddSingleton<RouteRules>().AddSingleton<RateLimits>().AddSingleton<Authenticator>().AddSingleton<ApiKeys>()
            .AddSingleton<ConsoleSessions>().AddSingleton<ProbeKey>();
        services.AddSingleton<RoleBook>().AddSingleton<IRoleBook>(provider => provider.GetRequiredService<RoleBook>());
        services.AddSingleton<IAdmission, Admission>();
        services.AddSingleton<FirstKey>().AddHostedService(provider => provider.GetRequiredService<FirstKey>());
        return services.AddBearerTokens().AddClientCertificates().AddSecuritySchemes();
    }

    /// <summary>
    /// Tokens of the configured keys and tokens of the authority, each by a scheme of its own: what one accepts says nothing about the other.
    /// </summary>
    public static IServiceCollection AddBearerTokens(this IServiceCollection services)
    {
        // Without AddAuthentication: that would bring keys of its own for cookies, which there are none of, and keep them outside the data folder.
        services.AddAuthenticationCore();
        services.AddWebEncoders();
        services.TryAddSingleton<IAuthenticationConfigurationProvider, NoConfiguration>();
        new AuthenticationBuilder(services).AddJwtBearer(BearerTokens.ByKeys, _ => { }).AddJwtBearer(BearerTokens.ByAuthority, _ => { });
        services.AddSingleton<TokenPrincipals>().AddSingleton<BearerTokens>().ConfigureOptions<BearerTokenChecks>();
        foreach (string scheme in (string[])[BearerTokens.ByKeys, BearerTokens.ByAuthority])
            services.AddSingleton<IOptionsChangeTokenSource<JwtBearerOptions>>(provider =>
                new AccessChanges<JwtBearerOptions>(scheme, provider.GetRequiredService<IOptionsMonitor<AccessOptions>>()));
        return services;
    }

    /// <summary>The framework's section <c>Authentication</c> is not read: what is accepted stands in <see cref="AccessOptions"/> alone.</summary>
    private sealed class NoConfiguration : IAuthenticationConfigurationProvider
    {
        public IConfiguration AuthenticationConfiguration { get; } = new ConfigurationBuilder().Build();
    }
}
