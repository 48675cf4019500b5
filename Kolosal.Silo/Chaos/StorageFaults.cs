using Kolosal.Storage;

namespace Kolosal.Chaos;

/// <summary>What a port to the database suffers: it is late, or it refuses as the true one does.</summary>
internal static class StorageFaults
{
    /// <exception cref="StorageException">The call is struck by a fault of errors.</exception>
    public static Task StrikeAsync(FaultInjector faults, string? workspace, string? name, CancellationToken cancel)
    {
        if (!faults.IsAnyInForce) return Task.CompletedTask;
        if (faults.Strike(ChaosFault.StorageErrors, workspace, name) is not null)
            throw new StorageException(StorageTrouble.Unavailable, StorageCodes.Unavailable,
                "Storage refuses, because a chaos test says so. Nothing was done; repeat the request.");
        return faults.DelayAsync(ChaosFault.StorageLatency, workspace, name, cancel);
    }
}
