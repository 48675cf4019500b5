using Kolosal.Incidents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kolosal.Fairness;

public static class FairnessServices
{
    /// <summary>The one line a silo calls for this feature.</summary>
    public static IServiceCollection AddFairness(this IServiceCollection services)
    {
        services.AddOptions<FairnessOptions>().BindConfiguration(FairnessOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<FairnessInstruments>();
        return services.AddIncidents();
    }
}
