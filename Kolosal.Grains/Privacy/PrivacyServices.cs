using Kolosal.Datasets;
using Kolosal.Storage;
using Kolosal.Subjects;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Kolosal.Privacy;

public static class PrivacyServices
{
    /// <summary>The one line that a silo, and a front door without one, calls for this feature.</summary>
    public static IServiceCollection AddPrivacy(this IServiceCollection services)
    {
        services.AddOptions<PrivacyOptions>().BindConfiguration(PrivacyOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<PrivacyInstruments>();
        services.TryAddSingleton<WorkspaceDigests>();
        services.AddSingleton<DatasetTexts>();
        services.AddSingleton(p => new PersonalDataScanner(
            p.GetRequiredService<IGrainFactory>(), p.GetRequiredService<IDatasetReader>(), p.GetRequiredService<DatasetTexts>(),
            p.GetRequiredService<PrivacyInstruments>(), p.GetRequiredService<IOptions<PrivacyOptions>>().Value,
            p.GetRequiredService<IOptions<DatasetOptions>>().Value.Threads, p.GetRequiredService<TimeProvider>()));
        services.AddSingleton(p => new DatasetAnonymiser(
            p.GetRequiredService<IGrainFactory>(), p.GetRequiredService<DatasetTexts>(), p.GetRequiredService<WorkspaceDigests>(),
            p.GetRequiredService<TimeProvider>()));
        services.AddSingleton(p => new SubjectEraser(
            p.GetRequiredService<IGrainFactory>(), p.GetRequiredService<ICatalogue>(), p.GetRequiredService<DatasetTexts>(),
            p.GetRequiredService<WorkspaceDigests>(), p.GetRequiredService<IStorageScrub>(), p.GetRequiredService<PrivacyInstruments>(),
            p.GetRequiredService<TimeProvider>()));
        services.AddSingleton(p => new PrivateQueries(
            p.GetRequiredService<IGrainFactory>(), p.GetRequiredService<DatasetTexts>(), p.GetRequiredService<PrivacyInstruments>()));
        return services;
    }
}
