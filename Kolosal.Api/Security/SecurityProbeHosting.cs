namespace Kolosal.Security;

internal static class SecurityProbeHosting
{
    /// <summary>The self-check of security events.</summary>
    public static IServiceCollection AddSecurityProbe(this IServiceCollection services)
    {
        services.AddOptions<SecurityProbeOptions>().BindConfiguration(SecurityProbeOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<SecurityProbeInstruments>();
        return services.AddSingleton<SecurityProbe>().AddHostedService(provider => provider.GetRequiredService<SecurityProbe>());
    }
}
