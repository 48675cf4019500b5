using Kolosal.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kolosal.Audit;

public static class AuditServices
{
    /// <summary>The one line a silo calls for this feature. A cluster registers a shared <see cref="IAuditLog"/> before it.</summary>
    public static IServiceCollection AddAudit(this IServiceCollection services)
    {
        services.AddOptions<AuditOptions>().BindConfiguration(AuditOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<AuditInstruments>();
        services.TryAddSingleton<PendingRecords>();
        services.TryAddSingleton<PredictionAuditInstruments>();
        services.TryAddSingleton<IStorageLosses, StorageLosses>();
        services.TryAddSingleton<IAuditLog, SegmentAuditLog>();
        return services;
    }
}
