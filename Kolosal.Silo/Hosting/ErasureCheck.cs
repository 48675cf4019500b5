using Kolosal.Backup;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kolosal.Hosting;

/// <summary>No erasure that was made since a backup waits to be carried out again on what was restored from it.</summary>
internal sealed class ErasureCheck(ErasureRepetition repetition) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        repetition.Progress switch
        {
            { Away: not null } => HealthCheckResult.Degraded("Where backups lie cannot be read: whether erasures are to be carried out again is not "
                + "known. It is looked at again every half minute."),
            { Pending: null } => HealthCheckResult.Unhealthy("The erasures that are kept beside the backups are being looked through."),
            { Pending: > 0 and var left } => HealthCheckResult.Unhealthy(
                $"{left} erasures that were made since the backup are being carried out again."),
            { Repeated: > 0 and var done } => HealthCheckResult.Healthy($"{done} erasures that were made since the backup were carried out again."),
            _ => HealthCheckResult.Healthy(),
        });
}
