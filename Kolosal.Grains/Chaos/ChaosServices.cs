using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kolosal.Chaos;

public static class ChaosServices
{
    /// <summary>The one line a silo calls for this feature; the host brings an <see cref="IFaultInjector"/>.</summary>
    public static IServiceCollection AddChaos(this IServiceCollection services)
    {
        services.AddOptions<ChaosOptions>().BindConfiguration(ChaosOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<ChaosInstruments>();
        return services;
    }
}
