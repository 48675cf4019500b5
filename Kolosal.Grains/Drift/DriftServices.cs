using Kolosal.Incidents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kolosal.Drift;

public static class DriftServices
{
    /// <summary>The one line a silo calls for this feature.</summary>
    public static IServiceCollection AddDrift(this IServiceCollection services)
    {
        services.AddOptions<DriftOptions>().BindConfiguration(DriftOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<DriftInstruments>();
        services.AddDatasetComparison();
        return services.AddIncidents();
    }

    /// <summary>What compares datasets, also in a front door without a silo.</summary>
    public static IServiceCollection AddDatasetComparison(this IServiceCollection services)
    {
        services.TryAddSingleton<DatasetComparison>();
        return services;
    }
}
