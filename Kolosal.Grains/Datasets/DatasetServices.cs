using Kolosal.Classification;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Datasets;

public static class DatasetServices
{
    /// <summary>The one line a silo calls for this feature; an <see cref="ITableEngine"/> comes from the host.</summary>
    public static IServiceCollection AddDatasets(this IServiceCollection services)
    {
        services.AddOptions<DatasetOptions>().BindConfiguration(DatasetOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddClassification();
        services.AddSingleton<DatasetArchive>();
        services.AddSingleton<IDatasetReader>(provider => provider.GetRequiredService<DatasetArchive>());
        services.AddSingleton<IDatasetArchive>(provider => provider.GetRequiredService<DatasetArchive>());
        services.AddSingleton<DatasetsInstruments>();
        services.AddSingleton<FileIntake>();
        services.AddSingleton<DatasetStore>();
        services.AddSingleton<DatasetIntake>();
        services.AddSingleton<ExpectationChecks>();
        services.AddSingleton<DatasetVersions>();
        services.AddSingleton<LineageWalk>();
        services.AddSingleton<DatasetImports>();
        services.AddSingleton<DatasetQueries>();
        services.AddSingleton<BundledSamples>();
        return services;
    }
}
