using Kolosal.Access;
using Kolosal.Audit;
using Kolosal.Datasets;
using Kolosal.Drift;
using Kolosal.Events;
using Kolosal.Experiments;
using Kolosal.Fairness;
using Kolosal.Models;
using Kolosal.Native.DuckDb;
using Kolosal.Predictions;
using Kolosal.Slo;
using Microsoft.AspNetCore.Builder;
using Orleans.Streams;

namespace Kolosal.Hosting;

/// <summary>A silo in this process: the engine, storage, and one line for each feature that needs services.</summary>
public static class SiloHosting
{
    public static WebApplicationBuilder AddKolosalSilo(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddKolosalStorage(builder.Configuration);
        services.AddKolosalHealth();

        services.AddOptions<TrainingPoolOptions>().BindConfiguration(TrainingPoolOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ITrainingPool, TrainingPool>();

        services.AddAccess();
        services.AddAudit();
        services.AddDuckDb();
        services.AddDatasets();
        services.AddModels();
        services.AddExperiments();
        services.AddPredictions();
        services.AddPredictionFeed();
        services.AddDrift();
        services.AddFairness();
        services.AddSlo();

        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering();
            silo.UseInMemoryReminderService();
            silo.AddActivityPropagation();
            silo.AddMemoryStreams(PredictionStream.Provider, streams => streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly));
        });
        services.AddSingleton<IEngineStatus, CurrentEngine>();
        return builder;
    }
}
