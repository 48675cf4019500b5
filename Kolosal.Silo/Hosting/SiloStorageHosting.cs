using System.Net;
using Kolosal.Storage;
using Kolosal.Storage.Sqlite;
using Kolosal.Storage.State;
using Orleans.Configuration;
using Orleans.Runtime.Hosting;
using Orleans.Storage;

namespace Kolosal.Hosting;

/// <summary>Gives a silo its memory: grain state, reminders and, where silos are many, the table by which they find each other.</summary>
public static class SiloStorageHosting
{
    internal const string DefaultStorage = "Default";

    private const string Invariant = "Npgsql";

    /// <summary>
    /// With a connection string: membership, state and reminders in PostgreSQL. Without: a lone silo on this machine with its state in
    /// the SQLite file. Needs <see cref="StorageHosting.AddKolosalStorage"/> as well.
    /// </summary>
    public static ISiloBuilder UseKolosalStorage(this ISiloBuilder silo)
    {
        var cluster = ClusterLimits.Read(silo.Configuration);
        silo.UseLimits(cluster).UseClusterTls(cluster.Tls);
        return StorageHosting.ConnectionString(silo.Configuration) is { } connectionString
            ? silo.UsePostgres(cluster, connectionString)
            : silo.UseSqlite(cluster);
    }

    private static ISiloBuilder UsePostgres(this ISiloBuilder silo, ClusterOptions cluster, string connectionString)
    {
        silo.Services.AddPostgresDatabase();
        var address = IPAddress.Parse(cluster.AdvertisedAddress);
        silo.Configure<EndpointOptions>(options =>
        {
            options.AdvertisedIPAddress = address;
            (options.SiloPort, options.GatewayPort) = (cluster.SiloPort, cluster.GatewayPort);
            if (!IPAddress.IsLoopback(address)) return;

            // A silo that only this machine reaches must not listen to any other.
            options.SiloListeningEndpoint = new IPEndPoint(address, cluster.SiloPort);
            options.GatewayListeningEndpoint = new IPEndPoint(address, cluster.GatewayPort);
        });
        return silo
            .UsePostgresState(cluster, connectionString, new StateJsonSerializer())
            .UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (Invariant, connectionString));
    }

    /// <summary>State and reminders in PostgreSQL, under the names that the cluster's service id gives them.</summary>
    internal static ISiloBuilder UsePostgresState(
        this ISiloBuilder silo, ClusterOptions cluster, string connectionString, IGrainStorageSerializer serializer)
    {
        silo.Configure<Orleans.Configuration.ClusterOptions>(
            options => (options.ClusterId, options.ServiceId) = (cluster.ClusterId, cluster.ServiceId));
        return silo
            .UseAdoNetReminderService(options => (options.Invariant, options.ConnectionString) = (Invariant, connectionString))
            .AddAdoNetGrainStorageAsDefault(options =>
            {
                (options.Invariant, options.ConnectionString) = (Invariant, connectionString);
                options.GrainStorageSerializer = serializer;
            });
    }

    private static ISiloBuilder UseSqlite(this ISiloBuilder silo, ClusterOptions cluster)
    {
        silo.UseLocalhostClustering(cluster.SiloPort, cluster.GatewayPort, serviceId: cluster.ServiceId, clusterId: cluster.ClusterId);
        silo.Services.AddGrainStorage(DefaultStorage, (services, _) => new SqliteGrainStorage(
            services.GetRequiredService<SqliteDatabase>(), services.GetRequiredService<StateSeal>(), services.GetRequiredService<IStorageLosses>()));
        silo.Services.AddSingleton<IReminderTable>(services => new SqliteReminderTable(services.GetRequiredService<SqliteDatabase>()));
        return silo.AddReminders();
    }
}
