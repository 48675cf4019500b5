using Kolosal.Access;
using Kolosal.Compliance;
using Kolosal.Datasets;
using Kolosal.Drift;
using Kolosal.Engines;
using Kolosal.Engines.DuckDb;
using Kolosal.Fairness;
using Kolosal.Imports;
using Kolosal.Models;
using Kolosal.Privacy;
using Kolosal.Security;
using Kolosal.Tracking;
using Microsoft.AspNetCore.Builder;
using Orleans.Dashboard;

namespace Kolosal.Hosting;

/// <summary>A front door without a silo: it finds the silos in PostgreSQL and shares
/// their lists and blobs. Uploads are still taken in here.</summary>
internal static class ClusterClientHosting
{
    private const string Invariant = "Npgsql";

    public static bool IsClusterClient(this WebApplicationBuilder builder) => Options(builder).Role == ClusterRole.Client;

    /// <exception cref="InvalidOperationException">There is no connection string to find silos by.</exception>
    public static WebApplicationBuilder AddClusterClient(this WebApplicationBuilder builder)
    {
        string connectionString = StorageHosting.ConnectionString(builder.Configuration)
            ?? throw new InvalidOperationException("Kolosal:Cluster:Role is Client, which needs Kolosal:Storage:ConnectionString.");
        var cluster = Options(builder);
        var services = builder.Services;
        services.AddKolosalStorage(builder.Configuration);
        services.AddKolosalHealth();
        services.AddAccess();
        services.AddSecurity();
        services.AddCompliance();
        services.AddDuckDb();
        services.AddImports();
        services.AddTrainerEngines();
        services.AddDatasets();
        services.AddPrivacy();
        services.AddFairnessScans();
        services.AddDatasetComparison();
        services.AddModels();
        services.AddTracking();
        builder.UseOrleansClient(client =>
        {
            client.Configure<Orleans.Configuration.ClusterOptions>(
                options => (options.ClusterId, options.ServiceId) = (cluster.ClusterId, cluster.ServiceId));
            client.UseLimits(cluster).UseClusterTls(cluster.Tls);
            client.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (Invariant, connectionString));
            client.AddActivityPropagation();
            if (Operations.DashboardOptions.Of(builder.Configuration).Enabled) client.AddDashboard(dashboard => dashboard.HideTrace = true);
        });
        services.AddHostedService<Operations.LossReporter>();
        services.AddSingleton<Operations.IEngineStatus, Operations.CurrentEngine>();
        return builder;
    }

    private static ClusterOptions Options(WebApplicationBuilder builder) => ClusterLimits.Read(builder.Configuration);
}
