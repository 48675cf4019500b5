using Amazon.S3;
using Kolosal.Storage;
using Kolosal.Storage.Blobs;
using Kolosal.Storage.Files;
using Kolosal.Storage.Log;
using Kolosal.Storage.Postgres;
using Kolosal.Storage.Sqlite;
using Microsoft.Extensions.Options;

namespace Kolosal.Backup;

public static class BackupHosting
{
    /// <summary>Gives the feature its engine; storage must be registered.</summary>
    public static IServiceCollection AddBackupEngine(this IServiceCollection services)
    {
        services.AddOptions<BackupTargetOptions>().BindConfiguration(BackupOptions.Section).ValidateDataAnnotations()
            .Validate(
                options => options.S3 is not { } store
                    || (store.Bucket is { Length: >= 3 and <= 63 } && store.AccessKey is null == store.SecretKey is null),
                "Kolosal:Backup:S3 needs a Bucket, and AccessKey and SecretKey or neither.")
            .ValidateOnStart();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<BackupTargetOptions>>().Value.CreateTarget());
        services.AddSingleton(Source);
        services.AddSingleton<IBackupEngine, BackupEngine>();
        return services;
    }

    private static IBackupSource Source(IServiceProvider provider)
    {
        (IAmazonS3, S3Options)? objects = provider.GetService<IAmazonS3>() is { } client
            ? (client, provider.GetRequiredService<IOptions<S3Options>>().Value) : null;
        return provider.GetService<PostgresDatabase>() is { } shared
            ? new PostgresSource(shared, provider.GetRequiredService<TimeProvider>(), objects)
            : new MachineSource(
                provider.GetRequiredService<DataDirectory>(), provider.GetRequiredService<SqliteDatabase>(),
                provider.GetRequiredService<SegmentLogs>(), provider.GetRequiredService<IKeyRing>(),
                provider.GetRequiredService<IMasterKeyRotation>(), provider.GetRequiredService<IStagingArea>(),
                provider.GetRequiredService<TimeProvider>(), objects);
    }
}
