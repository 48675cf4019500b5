namespace Kolosal.Predictions;

public static class PredictionFeedHosting
{
    /// <summary>Publishes this silo's prediction log to the monitors.</summary>
    public static IServiceCollection AddPredictionFeed(this IServiceCollection services)
    {
        services.AddSingleton<IPredictionPublisher, StreamPublisher>();
        services.AddHostedService<PredictionFeedService>();
        return services;
    }
}
