using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Slo;

public static class SloServices
{
    /// <summary>The one line a silo calls for this feature.</summary>
    public static IServiceCollection AddSlo(this IServiceCollection services)
    {
        services.AddOptions<SloOptions>().BindConfiguration(SloOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services;
    }
}
