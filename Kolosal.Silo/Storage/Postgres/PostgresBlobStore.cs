using Kolosal.Storage.Blobs;
using Kolosal.Storage.Files;
using Npgsql;

namespace Kolosal.Storage.Postgres;

/// <summary>Blobs in PostgreSQL, sealed as in the folder: the database holds ciphertext only, one row a frame.</summary>
internal sealed class PostgresBlobStore(PostgresDatabase database, IKeyRing keys) : IBlobStore
{
    private const string InsertFrame = "INSERT INTO blob_frames (frames, number, content) VALUES ($1, $2, $3)";
    private const string InsertBlob =
        "INSERT INTO blobs (workspace, sha256, length, header, frames) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (workspace, sha256) DO NOTHING";

    private const string SelectBlob = "SELECT header, frames FROM blobs WHERE workspace = $1 AND sha256 = $2";
    private const string SelectFrame = "SELECT content FROM blob_frames WHERE frames = $1 AND number = $2";
    private const string DeleteBlob =
        """
        WITH gone AS (DELETE FROM blobs WHERE workspace = $1 AND sha256 = $2 RETURNING frames),
        emptied AS (DELETE FROM blob_frames USING gone WHERE blob_frames.frames = gone.frames)
        SELECT count(*) FROM gone
        """;

    public async Task<BlobRef> PutAsync(string workspace, Stream content, CancellationToken cancel)
    {
        WorkspaceName.Checked(workspace);
        var frames = Guid.NewGuid();
        await using var connection = await database.Source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var (blob, header) = await BlobWriter.SealAsync(
            workspace, content, keys,
            async (index, frame, stop) =>
            {
                await using var insert = Command(connection, InsertFrame, frames, checked((int)index), frame.ToArray());
                await insert.ExecuteNonQueryAsync(stop);
            },
            cancel);
        await using var name = Command(connection, InsertBlob, workspace, blob.Sha256, blob.Length, header, frames);

        // Where the blob is already, the frames just written go with the transaction.
        if (await name.ExecuteNonQueryAsync(cancel) == 1) await transaction.CommitAsync(cancel);
        else await transaction.RollbackAsync(cancel);
        return blob;
    }

    public async Task<BlobRef> PutFileAsync(string workspace, string path, CancellationToken cancel)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0,
            FileOptions.Asynchronous | FileOptions.SequentialScan);
        return await PutAsync(workspace, file, cancel);
    }

    public async Task<Stream?> OpenAsync(BlobRef blob, CancellationToken cancel)
    {
        WorkspaceName.Checked(blob.Workspace);
        var connection = await database.Source.OpenConnectionAsync(cancel);
        try
        {
            // Ends with the connection: what is being read cannot be deleted from under the reader.
            await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancel);
            byte[] header;
            Guid frames;
            await using (var find = Command(connection, SelectBlob, blob.Workspace, blob.Sha256))
            await using (var reader = await find.ExecuteReaderAsync(cancel))
            {
                if (!await reader.ReadAsync(cancel))
                {
                    await reader.DisposeAsync();
                    await connection.DisposeAsync();
                    return null;
                }

                (header, frames) = (reader.GetFieldValue<byte[]>(0), reader.GetGuid(1));
            }

            var seal = BlobSeal.Open(header, keys, blob.Workspace, blob.Sha256);
            return new BlobReadStream(seal, blob.Sha256, (index, buffer, stop) => ReadFrameAsync(connection, frames, index, buffer, stop),
                connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async Task<bool> DeleteAsync(BlobRef blob, CancellationToken cancel)
    {
        WorkspaceName.Checked(blob.Workspace);
        await using var connection = await database.Source.OpenConnectionAsync(cancel);
        await using var delete = Command(connection, DeleteBlob, blob.Workspace, blob.Sha256);
        return (long)(await delete.ExecuteScalarAsync(cancel))! == 1;
    }

    /// <summary>Zero bytes for a frame that is missing or too long: the seal then finds it damaged.</summary>
    private static async ValueTask<int> ReadFrameAsync(NpgsqlConnection connection, Guid frames, long index, Memory<byte> buffer,
        CancellationToken cancel)
    {
        await using var select = Command(connection, SelectFrame, frames, checked((int)index));
        if (await select.ExecuteScalarAsync(cancel) is not byte[] content || content.Length > buffer.Length) return 0;
        content.CopyTo(buffer);
        return content.Length;
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (object value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}
