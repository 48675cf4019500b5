using Kolosal.LogConsumers;
using Kolosal.Models;
using Kolosal.Monitoring;
using Kolosal.Subjects;
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
        services.AddOptions<MetricsOptions>().BindConfiguration(MetricsOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ModelLabels>();
        services.AddSingleton<PredictionsInstruments>();
        services.AddSingleton<PredictionStatsInstruments>();
        services.AddSingleton<LoadedModels>();
        services.AddSingleton<IModelRowReader, ModelRowReader>();
        services.AddSingleton<AnswerCache>();
        services.AddSingleton<ShadowQueue>();
        services.AddSingleton<PredictionService>();
        services.AddSingleton<LocalPredictor>();
        services.AddSingleton<ILocalPredictor>(provider => provider.GetRequiredService<LocalPredictor>());
        services.AddSingleton<TrafficInstruments>();
        services.AddSingleton<FeedInstruments>();
        services.AddSingleton<ConsumerHolds>();
        services.AddSingleton<IServedLog, ServedLogCache>();
        services.AddSingleton<IOutcomeLog, OutcomeLog>();
        services.AddSingleton<SubjectPredictions>();
        services.AddSingleton<ISubjectHolder, PredictionLogHolder>();
        if (services.Any(service => service.ServiceType == typeof(IPredictionLog))) return services;
        services.AddSingleton<PredictionLog>();
        services.AddSingleton<IPredictionLog>(provider => provider.GetRequiredService<PredictionLog>());
        services.AddSingleton<PredictionIndex>();
        services.AddSingleton<IPredictionLogReader, SegmentPredictionReader>();
        services.AddSingleton<IPredictionFinder, SegmentPredictionFinder>();
        services.AddSingleton<IPredictionLogRewriter, SegmentPredictionRewriter>();
        services.AddSingleton<IPredictionFeed, PredictionFeed>();
        return services;
    }

    /// <summary>Warms the code of predictions beside the silo's start; readiness waits for it.</summary>
    public static IServiceCollection AddPredictionWarmUp(this IServiceCollection services)
    {
        services.AddSingleton<PredictionWarmUp>();
        services.AddHostedService(provider => provider.GetRequiredService<PredictionWarmUp>());
        return services;
    }

    /// <summary>Publishes the prediction log to the monitors for as long as the silo runs. It calls grains: to be added behind the silo.</summary>
    public static IServiceCollection AddPredictionFeed(this IServiceCollection services)
    {
        services.AddSingleton<FeedWatch>();
        services.AddSingleton<IPredictionPublisher, StreamPublisher>();
        services.AddHostedService<PredictionFeedService>();
        services.AddHostedService<ShadowService>();
        services.AddHostedService(provider => provider.GetRequiredService<FeedWatch>());
        return services;
    }
}
