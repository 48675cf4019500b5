using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Kolosal.Security;

public static class SecurityServices
{
    /// <summary>The one line a silo calls for this feature.</summary>
    public static IServiceCollection AddSecurity(this IServiceCollection services)
    {
        services.AddOptions<SecurityOptions>().BindConfiguration(SecurityOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<SecurityInstruments>();
        if (services.Any(service => service.ServiceType == typeof(SecurityRecorder))) return services;
        services.AddSingleton<SecurityRecorder>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<SecurityRecorder>());
        services.RemoveAll<ISecurityWatch>();
        services.AddSingleton<ISecurityWatch>(provider => provider.GetRequiredService<SecurityRecorder>());
        return services;
    }
}
