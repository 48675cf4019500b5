namespace Kolosal.Storage;

/// <summary>Removes what the store keeps of records that were deleted or replaced. Safe for any number of callers.</summary>
public interface IStorageScrub
{
    /// <summary>Overwrites or drops earlier contents, as far as this store can.</summary>
    /// <returns>What it cannot, one sentence each; empty when nothing is left.</returns>
    Task<ImmutableArray<string>> ScrubAsync(CancellationToken cancel);
}
