using Amazon.S3;
using Kolosal.Audit;
using Kolosal.Predictions;
using Kolosal.Storage;
using Kolosal.Storage.Blobs;
using Kolosal.Storage.Files;
using Kolosal.Storage.Integrity;
using Kolosal.Storage.Keys;
using Kolosal.Storage.Log;
using Kolosal.Storage.Postgres;
using Kolosal.Storage.Retention;
using Kolosal.Storage.Sqlite;
using Kolosal.Storage.State;
using Microsoft.Extensions.Options;

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
                options => options.Blobs != BlobPlace.Postgres || options.ConnectionString is not null,
                "Kolosal:Storage:Blobs is Postgres, which needs Kolosal:Storage:ConnectionString.")
            .Validate(
                options => options.Blobs != BlobPlace.Folder || options.ConnectionString is null,
                "Kolosal:Storage:Blobs is Folder: silos that meet in PostgreSQL would not find each other's blobs. Need Postgres or S3.")
            .ValidateOnStart();

        services.AddSingleton<StorageLosses>();
        services.AddSingleton<IStorageLosses>(provider => provider.GetRequiredService<StorageLosses>());
        services.AddSingleton<DataDirectory>();
        services.AddOptions<MasterKeyOptions>().Bind(configuration.GetSection(MasterKeyOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider => MasterKey.Store(
            provider.GetRequiredService<DataDirectory>(), configuration[MasterKey.Variable], configuration[MasterKey.NextVariable],
            provider.GetRequiredService<IOptions<MasterKeyOptions>>().Value));
        services.AddSingleton<IKeyRing>(provider => MasterKey.Open(
            provider.GetRequiredService<DataDirectory>(), provider.GetRequiredService<IMasterKeyStore>()));
        services.AddSingleton<MasterKeyRotation>();
        services.AddSingleton<IMasterKeyRotation>(provider => provider.GetRequiredService<MasterKeyRotation>());
        services.AddHostedService(provider => provider.GetRequiredService<MasterKeyRotation>());
        services.AddSingleton<Signatures>();
        services.AddSingleton<ISigner>(provider => provider.GetRequiredService<Signatures>());
        services.AddSingleton<IVerifier>(provider => provider.GetRequiredService<Signatures>());
        services.AddSingleton<ILogSigner, LogSigningKeys>();
        services.AddSingleton<IStagingArea, StagingArea>();
        services.AddSingleton<IStorageSeals, SealLook>();

        string? connectionString = ConnectionString(configuration);
        if (connectionString is null) services.AddMachineStorage();
        else services.AddSharedStorage();
        services.AddBlobs(BlobsOf(configuration), configuration);
        return services;
    }

    private static void AddMachineStorage(this IServiceCollection services)
    {
        services.AddSingleton<Installation>();
        services.AddSingleton(provider => provider.GetRequiredService<Installation>().Database);
        services.AddSingleton<StateSeal>();
        services.AddSingleton<ILogMarks, SqliteLogMarks>();
        services.AddSingleton<SegmentLogs>();
        services.AddSingleton<ISegmentLogs>(provider => provider.GetRequiredService<SegmentLogs>());
        services.AddSingleton<ICatalogue, SqliteCatalogue>();
        services.AddSingleton<ILogRewriter>(provider => provider.GetRequiredService<SegmentLogs>());
        services.AddSingleton<IStorageScrub, SqliteScrub>();
        services.AddSingleton<IRecordRewriter, SqliteRecordRewriter>();
    }

    /// <summary>Keeps this machine's prediction log within bounds. To be added behind the feed, whose index it reads.</summary>
    public static IServiceCollection AddPredictionRetention(this IServiceCollection services)
    {
        services.AddOptions<RetentionOptions>().BindConfiguration(RetentionOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<SqliteCursors>();
        services.AddSingleton<IConsumerProgress, ConsumerProgress>();
        services.AddSingleton<RetentionInstruments>();
        services.AddSingleton<PredictionRetention>();
        services.AddSingleton<IDiskForecasts>(provider => provider.GetRequiredService<PredictionRetention>());
        services.AddHostedService(provider => provider.GetRequiredService<PredictionRetention>());
        return services;
    }

    /// <summary>Nothing that is acknowledged stays on this silo's disk.</summary>
    private static void AddSharedStorage(this IServiceCollection services)
    {
        services.AddPostgresDatabase();
        services.AddHostedService<SharedMasterKey>();
        services.AddSingleton<ICatalogue, PostgresCatalogue>();
        services.AddSingleton<IStorageScrub, PostgresScrub>();
        services.AddSingleton<IRecordRewriter, PostgresRecordRewriter>();
        services.AddSingleton<IAuditLog, PostgresAuditLog>();
        services.AddSingleton<PostgresLogWriter>();
        services.AddSingleton<PostgresLogs>();
        services.AddSingleton<PostgresPredictionLog>();
        services.AddSingleton<IPredictionLog>(provider => provider.GetRequiredService<PostgresPredictionLog>());
        services.AddSingleton<IPredictionLogReader>(provider => provider.GetRequiredService<PostgresPredictionLog>());
        services.AddSingleton<IPredictionFinder>(provider => provider.GetRequiredService<PostgresPredictionLog>());
        services.AddSingleton<IPredictionFeed, PostgresPredictionFeed>();
        services.AddSingleton<IPredictionLogRewriter>(provider => provider.GetRequiredService<PostgresPredictionLog>());
    }

    private static void AddBlobs(this IServiceCollection services, BlobPlace place, IConfiguration configuration)
    {
        switch (place)
        {
            case BlobPlace.Folder:
                services.AddSingleton<IBlobStore, FolderBlobStore>();
                break;
            case BlobPlace.Postgres:
                services.AddSingleton<IBlobStore, PostgresBlobStore>();
                break;
            case BlobPlace.S3:
                services.AddOptions<S3Options>().Bind(configuration.GetSection(S3Options.Section)).ValidateDataAnnotations()
                    .Validate(
                        options => options.AccessKey is null == options.SecretKey is null,
                        "Kolosal:Storage:S3 needs AccessKey and SecretKey, or neither.")
                    .ValidateOnStart();
                services.AddSingleton(provider => provider.GetRequiredService<IOptions<S3Options>>().Value.CreateClient());
                services.AddSingleton<IBlobStore>(provider => new S3BlobStore(
                    provider.GetRequiredService<IAmazonS3>(), provider.GetRequiredService<IOptions<S3Options>>().Value,
                    provider.GetRequiredService<DataDirectory>(), provider.GetRequiredService<IKeyRing>()));
                break;
        }
    }

    /// <summary>The blobs' place that is configured, else the one that goes with the database.</summary>
    internal static BlobPlace BlobsOf(IConfiguration configuration) =>
        configuration.GetSection(StorageOptions.Section).GetValue<BlobPlace?>(nameof(StorageOptions.Blobs))
        ?? (ConnectionString(configuration) is null ? BlobPlace.Folder : BlobPlace.Postgres);

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
