using Kolosal.Incidents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kolosal.Fairness;

public static class FairnessServices
{
    /// <summary>Scans run where they are asked for: in the front door, too, when it carries no silo.</summary>
    public static IServiceCollection AddFairnessScans(this IServiceCollection services)
    {
        services.AddOptions<FairnessOptions>().BindConfiguration(FairnessOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<FairnessScans>();
        return services;
    }

    /// <summary>The one line a silo calls for this feature.</summary>
    public static IServiceCollection AddFairness(this IServiceCollection services)
    {
        services.TryAddSingleton<FairnessInstruments>();
        services.AddFairnessScans();
        return services.AddIncidents();
    }
}
