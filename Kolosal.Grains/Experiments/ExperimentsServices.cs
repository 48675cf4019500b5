using Kolosal.Explanations;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;

namespace Kolosal.Experiments;

public static class ExperimentsServices
{
    /// <summary>What runs and slots need of a silo, beside the training pool and the storage ports.</summary>
    public static IServiceCollection AddExperiments(this IServiceCollection services)
    {
        services.AddOptions<ExperimentsOptions>().BindConfiguration(ExperimentsOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ExperimentsInstruments>();
        services.AddSingleton<FrameCache>();
        services.AddSingleton<FitMemory>();
        services.AddSingleton<ComputingEnvironment>();
        services.AddSingleton<RunPlanning>();
        services.AddSingleton<IVersionRows, RecordedRows>();
        services.AddSingleton<ForeignModelReading>();
        services.AddSingleton<MadeVersions>();
        services.AddPlacementDirector<SlotPlacement, SlotPlacementDirector>();
        services.AddHostedService<TrainingSlotHeartbeat>();
        services.AddHostedService<RunRecovery>();
        return services;
    }
}
