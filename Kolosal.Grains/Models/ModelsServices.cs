using Kolosal.Subjects;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Models;

public static class ModelsServices
{
    /// <summary>What the model grains need beside storage.</summary>
    public static IServiceCollection AddModels(this IServiceCollection services)
    {
        services.AddOptions<ModelsOptions>().BindConfiguration(ModelsOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ModelsInstruments>();
        services.AddSingleton<PackageCheck>();
        services.AddSingleton<ISubjectHolder, PackageHolder>();
        return services;
    }
}
