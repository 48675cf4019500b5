using Kolosal.Access;
using Kolosal.Alerts;
using Kolosal.Audit;
using Kolosal.Backup;
using Kolosal.Chaos;
using Kolosal.Compliance;
using Kolosal.Compliance.Controls;
using Kolosal.Compliance.Registers;
using Kolosal.Datasets;
using Kolosal.Drift;
using Kolosal.Engines;
using Kolosal.Engines.DuckDb;
using Kolosal.Events;
using Kolosal.Experiments;
using Kolosal.Explanations;
using Kolosal.Exploration;
using Kolosal.Fairness;
using Kolosal.Feedback;
using Kolosal.Imports;
using Kolosal.Incidents;
using Kolosal.Models;
using Kolosal.Notifications;
using Kolosal.Predictions;
using Kolosal.Privacy;
using Kolosal.Quality;
using Kolosal.Referrals;
using Kolosal.Retraining;
using Kolosal.Security;
using Kolosal.Slo;
using Kolosal.Subjects;
using Kolosal.Tracking;
using Microsoft.AspNetCore.Builder;
using Orleans.Dashboard;
using Orleans.Streams;

namespace Kolosal.Hosting;

/// <summary>A silo in this process: the engine, storage, and one line for each feature that needs services.</summary>
public static class SiloHosting
{
    public static WebApplicationBuilder AddKolosalSilo(this WebApplicationBuilder builder)
    {
        if (builder.IsClusterClient()) return builder.AddClusterClient();
        var services = builder.Services;
        services.AddKolosalStorage(builder.Configuration);
        services.AddKolosalHealth();
        services.AddPredictionWarmUp();
        services.AddHealthChecks().AddCheck<WarmUpCheck>("predictions");
        bool machine = StorageHosting.ConnectionString(builder.Configuration) is null;
        if (machine) services.AddHealthChecks().AddCheck<Operations.DiskCheck>("disk");

        // Before the features: hosted services start in the order of registration, and theirs call grains.
        builder.UseOrleans(silo =>
        {
            silo.UseKolosalStorage();
            silo.AddActivityPropagation();
            silo.AddMemoryStreams(PredictionStream.Provider, streams => streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly));
            // Its page of log lines would show them to whoever may see activations.
            if (Operations.DashboardOptions.Of(builder.Configuration).Enabled) silo.AddDashboard(dashboard => dashboard.HideTrace = true);
        });

        services.AddSteadyCollection();
        services.AddTrainingPool();

        services.AddAccess();
        services.AddAudit();
        services.AddDuckDb();
        services.AddImports();
        services.AddTrainerEngines();
        services.AddDatasets();
        services.AddPrivacy();
        services.AddSubjects();
        services.AddModels();
        services.AddExperiments();
        services.AddExploration();
        services.AddPredictions();
        services.AddPredictionFeed();
        services.AddExplanations();
        if (machine) services.AddPredictionRetention();
        services.AddFeedback();
        services.AddNotifications();
        services.AddNotificationTransports();
        services.AddSecurity();
        services.AddIncidents();
        services.AddDrift();
        services.AddFairness();
        services.AddSlo();
        services.AddAlerts();
        services.AddTracking();
        services.AddQuality();
        services.AddRetraining();
        services.AddReferrals();
        services.AddBackup();
        services.AddBackupEngine();
        services.AddErasureRepetition();
        services.AddHealthChecks().AddCheck<ErasureCheck>("erasures");
        services.AddCompliance();
        services.AddRegisters();
        services.AddChaos();

        services.AddSingleton<GaugeReadings>();
        services.AddHostedService<MonitorGauges>();
        services.AddHostedService<Operations.LossReporter>();
        services.AddSingleton<Operations.IEngineStatus, Operations.CurrentEngine>();

        // Last: it stands before what the others registered.
        services.AddFaultInjection(builder.Configuration);
        return builder;
    }
}
