using Kolosal.Audit;
using Kolosal.Storage;
using Kolosal.Storage.Blobs;
using Kolosal.Storage.Files;
using Kolosal.Storage.Keys;
using Kolosal.Storage.Log;
using Kolosal.Storage.Postgres;
using Kolosal.Storage.Sqlite;

namespace Kolosal.Hosting;

/// <summary>Wires storage: where blobs, lists, logs and keys live is decided here and nowhere else.</summary>
public static class StorageHosting
{
    /// <summary>Everything but grain state, which <see cref="SiloStorageHosting.UseKolosalStorage"/> gives to the silo.</summary>
    public static IServiceCollection AddKolosalStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<StorageOptions>()
            .Bind(configuration.GetSection(StorageOptions.Section))
            .Configure(options =>
            {
                options.DataDirectory = configuration["Kolosal:DataDirectory"] ?? options.DataDirectory;
                options.ConnectionString = ConnectionString(configuration);
            })
            .ValidateDataAnnotations()
            .Validate(
                options => options.Provider != StorageProvider.Postgres || !string.IsNullOrWhiteSpace(options.ConnectionString),
                "Kolosal:Storage:Provider is Postgres, which needs Kolosal:Storage:ConnectionString.")
            .ValidateOnStart();

        services.AddSingleton<DataDirectory>();
        services.AddSingleton<IKeyRing>(provider => MasterKey.Load(provider.GetRequiredService<DataDirectory>(), configuration[MasterKey.Variable]));
        services.AddSingleton<Signatures>();
        services.AddSingleton<ISigner>(provider => provider.GetRequiredService<Signatures>());
        services.AddSingleton<IVerifier>(provider => provider.GetRequiredService<Signatures>());
        services.AddSingleton<IStagingArea, StagingArea>();
        services.AddSingleton<ISegmentLogs, SegmentLogs>();
        services.AddSingleton<SqliteDatabase>();

        if (configuration.GetSection(StorageOptions.Section).GetValue<StorageProvider>(nameof(StorageOptions.Provider)) == StorageProvider.Postgres)
        {
            services.AddPostgresDatabase();
            services.AddSingleton<ICatalogue, PostgresCatalogue>();
            services.AddSingleton<IBlobStore, PostgresBlobStore>();
            services.AddSingleton<IAuditLog, PostgresAuditLog>();
        }
        else
        {
            services.AddSingleton<ICatalogue, SqliteCatalogue>();
            services.AddSingleton<IBlobStore, FolderBlobStore>();
        }

        return services;
    }

    /// <summary>Of PostgreSQL: <c>Kolosal:Storage:ConnectionString</c>, else <c>ConnectionStrings:Kolosal</c>, else null.</summary>
    internal static string? ConnectionString(IConfiguration configuration)
    {
        string? found = configuration[$"{StorageOptions.Section}:{nameof(StorageOptions.ConnectionString)}"]
            ?? configuration.GetConnectionString("Kolosal");
        return string.IsNullOrWhiteSpace(found) ? null : found;
    }

    /// <summary>The shared database, its schema brought up to date before any other service starts.</summary>
    internal static void AddPostgresDatabase(this IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(PostgresDatabase))) return;
        services.AddSingleton<PostgresDatabase>();
        services.Insert(0, ServiceDescriptor.Singleton<IHostedService>(provider => provider.GetRequiredService<PostgresDatabase>()));
    }
}
