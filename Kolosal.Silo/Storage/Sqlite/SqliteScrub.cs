namespace Kolosal.Storage.Sqlite;

/// <summary>Deleted cells are overwritten as they go (<c>secure_delete</c>); here the write-ahead log, with earlier pages, is emptied.</summary>
internal sealed class SqliteScrub(SqliteDatabase database, TimeProvider clock) : IStorageScrub
{
    private const int Attempts = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public async Task<ImmutableArray<string>> ScrubAsync(CancellationToken cancel)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            if (database.EmptyLog()) return [];
            await Task.Delay(Pause, clock, cancel);
        }

        return ["The write-ahead log of kolosal.db was in use and keeps earlier pages until it is next emptied; a stop of the server empties it."];
    }
}
