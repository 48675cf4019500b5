using Kolosal.Incidents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kolosal.Slo;

public static class SloServices
{
    /// <summary>The one line a silo calls for this feature.</summary>
    public static IServiceCollection AddSlo(this IServiceCollection services)
    {
        services.AddOptions<SloOptions>().BindConfiguration(SloOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<SloInstruments>();
        return services.AddIncidents();
    }
}
