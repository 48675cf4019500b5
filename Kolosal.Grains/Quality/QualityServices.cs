using Kolosal.Subjects;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Quality;

public static class QualityServices
{
    /// <summary>What the quality grains need beside storage.</summary>
    public static IServiceCollection AddQuality(this IServiceCollection services)
    {
        services.AddOptions<QualityOptions>().BindConfiguration(QualityOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<QualityInstruments>();
        services.AddSingleton<VersionScorer>();
        services.AddSingleton<ISubjectHolder, GoldenHolder>();
        return services;
    }
}
