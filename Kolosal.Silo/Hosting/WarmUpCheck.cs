using Kolosal.Predictions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kolosal.Hosting;

/// <summary>The code of predictions is warm.</summary>
internal sealed class WarmUpCheck(PredictionWarmUp warmUp) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        warmUp.Done.IsCompletedSuccessfully ? HealthCheckResult.Healthy()
        : warmUp.Done.IsFaulted ? HealthCheckResult.Unhealthy("The code of predictions fails on a small model.", warmUp.Done.Exception)
        : HealthCheckResult.Unhealthy("Predictions are being warmed up; it takes a second."));
}
