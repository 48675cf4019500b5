using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kolosal.Compliance.Controls;

/// <summary>What reading facts needs beside the features' own services.</summary>
internal static class FactsServices
{
    public static IServiceCollection AddComplianceFacts(this IServiceCollection services)
    {
        services.AddOptions<QueryParameters>().BindConfiguration(QueryParameters.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ModelFactsReader>().AddSingleton<MonitorFactsReader>().AddSingleton<DatasetFactsReader>();
        services.AddSingleton<RecordFactsReader>().AddSingleton<ChainFactsReader>().AddSingleton<PlatformFactsReader>();
        services.AddSingleton<EnvironmentFactsReader>().AddSingleton<DisclosureFactsReader>();
        services.TryAddSingleton<IHostProbe, HostProbe>();
        services.AddSingleton<IFactsReader, FactsReader>();
        return services;
    }
}
