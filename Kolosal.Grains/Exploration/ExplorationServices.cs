using Kolosal.Subjects;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kolosal.Exploration;

public static class ExplorationServices
{
    /// <summary>The one line a silo calls for this feature; slots and tables are those of the feature Experiments.</summary>
    public static IServiceCollection AddExploration(this IServiceCollection services)
    {
        services.TryAddSingleton<ExplorationInstruments>();
        services.TryAddSingleton<SharedTables>();
        services.AddSingleton<ISubjectHolder, AnalysisHolder>();
        return services;
    }
}
