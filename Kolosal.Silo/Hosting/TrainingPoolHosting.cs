using Kolosal.Experiments;

namespace Kolosal.Hosting;

public static class TrainingPoolHosting
{
    /// <summary>The threads that this process trains on.</summary>
    public static IServiceCollection AddTrainingPool(this IServiceCollection services)
    {
        services.AddOptions<TrainingPoolOptions>().BindConfiguration(TrainingPoolOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ITrainingPool, TrainingPool>();
        return services;
    }
}
