using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Predictions;

public static class PredictionsServices
{
    /// <summary>What the predictors and the log's readers need beside storage and models.</summary>
    public static IServiceCollection AddPredictions(this IServiceCollection services)
    {
        services.AddOptions<PredictionsOptions>().BindConfiguration(PredictionsOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<PredictionsInstruments>();
        services.AddSingleton<LoadedModels>();
        services.AddSingleton<PredictionLog>();
        services.AddSingleton<IPredictionLog>(provider => provider.GetRequiredService<PredictionLog>());
        services.AddSingleton<PredictionIndex>();
        services.AddSingleton<PredictionFeed>();
        return services;
    }
}
