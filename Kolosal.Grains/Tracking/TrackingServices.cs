using Kolosal.Subjects;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kolosal.Tracking;

public static class TrackingServices
{
    /// <summary>The one line a silo, and a front door without one, calls for this feature.</summary>
    public static IServiceCollection AddTracking(this IServiceCollection services)
    {
        services.AddOptions<TrackingOptions>().BindConfiguration(TrackingOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<TrackingInstruments>();
        services.TryAddSingleton<TrackingQueries>();
        services.AddSingleton<ISubjectHolder, ArtifactHolder>();
        return services;
    }
}
