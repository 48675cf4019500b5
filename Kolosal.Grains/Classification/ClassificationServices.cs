using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kolosal.Classification;

public static class ClassificationServices
{
    /// <summary>The one line a silo calls for this feature; features that ask it call it, too.</summary>
    public static IServiceCollection AddClassification(this IServiceCollection services)
    {
        services.AddOptions<ClassificationOptions>().BindConfiguration(ClassificationOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<ClassificationInstruments>();
        return services;
    }
}
