using Kolosal.Subjects;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kolosal.Explanations;

public static class ExplanationsServices
{
    /// <summary>The one line a silo calls for this feature; the rows of versions are dealt by the feature Experiments, request rows read by
    /// Predictions.</summary>
    public static IServiceCollection AddExplanations(this IServiceCollection services)
    {
        services.AddOptions<ExplanationsOptions>().BindConfiguration(ExplanationsOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<ExplanationsInstruments>();
        services.TryAddSingleton<ExplanationThreads>();
        services.TryAddSingleton<ExplainedVersions>();
        services.TryAddSingleton<Explainers>();
        services.AddSingleton<ISubjectHolder, ExplanationHolder>();
        return services;
    }
}
