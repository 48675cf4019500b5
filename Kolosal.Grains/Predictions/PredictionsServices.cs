using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Predictions;

public static class PredictionsServices
{
    /// <summary>
    /// What the predictors and the log's readers need beside storage and models. A cluster registers a shared <see cref="IPredictionLog"/>
    /// with its reader and feed before it.
    /// </summary>
    public static IServiceCollection AddPredictions(this IServiceCollection services)
    {
        services.AddOptions<PredictionsOptions>().BindConfiguration(PredictionsOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<LoadedModels>();
        if (services.Any(service => service.ServiceType == typeof(IPredictionLog))) return services;
        services.AddSingleton<PredictionLog>();
        services.AddSingleton<IPredictionLog>(provider => provider.GetRequiredService<PredictionLog>());
        services.AddSingleton<PredictionIndex>();
        services.AddSingleton<IPredictionLogReader, SegmentPredictionReader>();
        services.AddSingleton<IPredictionFeed, PredictionFeed>();
        return services;
    }
}
