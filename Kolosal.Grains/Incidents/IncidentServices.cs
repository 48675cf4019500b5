using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kolosal.Incidents;

public static class IncidentServices
{
    /// <summary>The one line a silo calls for this feature; features that raise incidents call it, too.</summary>
    public static IServiceCollection AddIncidents(this IServiceCollection services)
    {
        services.AddOptions<IncidentsOptions>().BindConfiguration(IncidentsOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<IncidentInstruments>();
        return services;
    }
}
