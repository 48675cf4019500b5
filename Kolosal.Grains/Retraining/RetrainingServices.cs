using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kolosal.Retraining;

public static class RetrainingServices
{
    /// <summary>The one line a silo calls for this feature; it needs experiments, models, predictions and incidents.</summary>
    public static IServiceCollection AddRetraining(this IServiceCollection services)
    {
        services.AddOptions<RetrainingOptions>().BindConfiguration(RetrainingOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<RetrainingInstruments>();
        services.TryAddSingleton<ChallengerWork>();
        return services;
    }
}
