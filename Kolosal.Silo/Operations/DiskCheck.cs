using Kolosal.Storage;
using Kolosal.Storage.Files;
using Kolosal.Storage.Log;
using Kolosal.Storage.Sqlite;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kolosal.Operations;

/// <summary>The data directory takes writes, and with it the database and every log. The answer names what does not and why.</summary>
internal sealed class DiskCheck(DataDirectory directory, SqliteDatabase database, SegmentLogs logs) : IHealthCheck
{
    /// <summary>What must fit: a little more than the largest write that a prediction makes at usual sizes.</summary>
    private const int ProbeBytes = 256 << 10;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (logs.Opened.FirstOrDefault(log => log.Failure is not null) is { Failure: { } failure } failed)
            return HealthCheckResult.Unhealthy($"{StorageCodes.Of(failure.Trouble)}: the log {failed.Name} takes no records.");
        if (database.Failure is { } fault) return HealthCheckResult.Unhealthy($"{fault.Code}: {fault.Message}");
        try
        {
            await ProbeAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return HealthCheckResult.Unhealthy($"{StorageCodes.Of(StorageTroubles.Of(refused))}: the data directory takes no writes.");
        }
    }

    private async Task ProbeAsync(CancellationToken cancel)
    {
        string path = Path.Combine(directory.Root, $"probe.{Guid.NewGuid():n}.tmp");
        try
        {
            await using var file = DurableFile.CreateNew(path);
            await file.WriteAsync(new byte[ProbeBytes], cancel);
            file.Flush(flushToDisk: true);
        }
        finally
        {
            if (File.Exists(path)) File.Delete(path);
        }
    }
}
