namespace Kolosal.Storage.Postgres;

/// <summary>PostgreSQL keeps replaced rows until it vacuums; that is its administrator's.</summary>
internal sealed class PostgresScrub : IStorageScrub
{
    public Task<ImmutableArray<string>> ScrubAsync(CancellationToken cancel) => Task.FromResult<ImmutableArray<string>>(
    [
        "PostgreSQL keeps earlier versions of rows until it vacuums (VACUUM FULL removes them now), and in its archived write-ahead log.",
    ]);
}
