using Kolosal.Incidents;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Feedback;

public static class FeedbackServices
{
    /// <summary>The one line a silo calls for this feature.</summary>
    public static IServiceCollection AddFeedback(this IServiceCollection services)
    {
        services.AddOptions<FeedbackOptions>().BindConfiguration(FeedbackOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<PerformanceOptions>().BindConfiguration(PerformanceOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<FeedbackInstruments>();
        services.AddSingleton<PerformanceInstruments>();
        services.AddSingleton<FeedbackJoin>();
        return services.AddIncidents();
    }
}
