using Kolosal.Operations;
using Kolosal.Predictions;
using Kolosal.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kolosal.Hosting;

/// <summary>
/// Whether the process can do its work: for <c>/health/ready</c>, which anybody may ask, so that details name nobody. A feature adds its own
/// check by <c>AddHealthChecks()</c>.
/// </summary>
public static class Health
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static IServiceCollection AddKolosalHealth(this IServiceCollection services)
    {
        services.AddHealthChecks()
            .AddCheck<EngineCheck>("engine", timeout: Patience)
            .AddCheck<StorageCheck>("storage", timeout: Patience)
            .AddCheck<MonitoringCheck>("monitoring", timeout: Patience)
            .AddCheck<RecordsCheck>("records", timeout: Patience);
        return services;
    }

    /// <summary>A grain answers.</summary>
    private sealed class EngineCheck(IGrainFactory grains) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            await grains.Probe().AnswerAsync().WaitAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
    }

    /// <summary>Every consumer of the prediction log keeps up. Predictions go on without them, so that one which does not degrades alone.</summary>
    private sealed class MonitoringCheck(FeedWatch watch) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            var stalled = watch.Stalled;
            return Task.FromResult(stalled.IsEmpty ? HealthCheckResult.Healthy()
                : HealthCheckResult.Degraded($"{stalled.Length} consumers of the prediction log stand still, the first since "
                    + $"{stalled.Min(found => found.Since):u}; an incident names each."));
        }
    }

    /// <summary>Every stored change is in the audit trail and in the lists, or has been waiting for that only a moment.</summary>
    private sealed class RecordsCheck(PendingRecords records, TimeProvider clock) : IHealthCheck
    {
        private static readonly TimeSpan Moment = TimeSpan.FromSeconds(30);

        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            PendingRecord[] late = [.. records.All.Where(record => clock.GetUtcNow() - record.Since > Moment)];
            return Task.FromResult(late.Length == 0 ? HealthCheckResult.Healthy()
                : HealthCheckResult.Degraded($"{late.Length} records are stored and not in the audit trail or the lists, the first since "
                    + $"{late.Min(record => record.Since):u}; the log names each."));
        }
    }

    /// <summary>The catalogue can be read.</summary>
    private sealed class StorageCheck(ICatalogue catalogue) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            await catalogue.FindAsync(ResourceKey.System, CatalogueKinds.Probe, "probe", cancellationToken);
            return HealthCheckResult.Healthy();
        }
    }
}
