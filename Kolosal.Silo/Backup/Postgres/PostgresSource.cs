using System.Data;
using System.Runtime.CompilerServices;
using Amazon.S3;
using Kolosal.Storage.Blobs;
using Kolosal.Storage.Postgres;
using Npgsql;

namespace Kolosal.Backup;

/// <summary>The database that the silos of a cluster share, and their blobs where those lie in an object store.</summary>
/// <remarks>One transaction of REPEATABLE READ sees one moment of all tables, whatever is written meanwhile. The master key is the silos' own and
/// stands in no table.</remarks>
internal sealed class PostgresSource(PostgresDatabase database, TimeProvider clock, (IAmazonS3 Client, S3Options Options)? objects) : IBackupSource
{
    public byte[] WrappedRing() => [];

    public async Task<IBackupSnapshot> SnapshotAsync(CancellationToken cancel)
    {
        var connection = await database.Source.OpenConnectionAsync(cancel);
        try
        {
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
            await using var schema = new NpgsqlCommand("SELECT coalesce(max(number), 0) FROM schema_version", connection);
            return new PostgresSnapshot(connection, transaction, objects, clock.GetUtcNow(), (int)(await schema.ExecuteScalarAsync(cancel))!);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}

/// <summary>One moment of a cluster's database.</summary>
internal sealed class PostgresSnapshot(
    NpgsqlConnection connection, NpgsqlTransaction transaction, (IAmazonS3 Client, S3Options Options)? objects, DateTimeOffset at, int schema)
    : IBackupSnapshot
{
    private long blobs;

    public DateTimeOffset At => at;

    public string Engine => BackupManifest.PostgresEngine;

    public int Schema => schema;

    public async IAsyncEnumerable<BackupPart> PartsAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var (table, order) in PostgresTables.All)
            yield return new(PostgresTables.Prefix + table, null, async stop => await connection.BeginRawBinaryCopyAsync(
                $"COPY (SELECT * FROM {table} ORDER BY {order}) TO STDOUT (FORMAT BINARY)", stop));
        if (objects is not { } store) yield break;
        await foreach (var blob in BlobParts.OfStoreAsync(store.Client, store.Options, cancel))
            yield return blob with
            {
                OpenAsync = async stop =>
                {
                    var content = await blob.OpenAsync(stop);
                    if (content is not null) blobs++;
                    return content;
                },
            };
    }

    public Task<BackupFacts> FinishAsync(CancellationToken cancel) => PostgresTables.FactsAsync(connection, blobs, cancel);

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}
