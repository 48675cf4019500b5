using Kolosal.Operations;
using Kolosal.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kolosal.Hosting;

/// <summary>Whether the process can do its work: asked by <c>/health/ready</c>. A feature adds its own check by <c>AddHealthChecks()</c>.</summary>
public static class Health
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static IServiceCollection AddKolosalHealth(this IServiceCollection services)
    {
        services.AddHealthChecks()
            .AddCheck<EngineCheck>("engine", timeout: Patience)
            .AddCheck<StorageCheck>("storage", timeout: Patience);
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
