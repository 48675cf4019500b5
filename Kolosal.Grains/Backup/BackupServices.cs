using Kolosal.Subjects;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kolosal.Backup;

public static class BackupServices
{
    /// <summary>The one line a silo calls for this feature; the host brings an <see cref="IBackupEngine"/>.</summary>
    public static IServiceCollection AddBackup(this IServiceCollection services)
    {
        services.AddOptions<BackupOptions>().BindConfiguration(BackupOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<BackupInstruments>();
        services.TryAddSingleton<BackupJobs>();
        services.AddSingleton<ISubjectHolder, BackupHolder>();
        return services;
    }

    /// <summary>Has a process look, when it starts, whether erasures are to be carried out again; needs the engine and the feature Privacy.</summary>
    public static IServiceCollection AddErasureRepetition(this IServiceCollection services)
    {
        services.AddSingleton<ErasureRepetition>();
        services.AddHostedService(provider => provider.GetRequiredService<ErasureRepetition>());
        return services;
    }
}
