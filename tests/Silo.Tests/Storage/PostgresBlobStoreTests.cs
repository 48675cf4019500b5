using System.Security.Cryptography;
using Kolosal.Storage.Blobs;
using Kolosal.Storage.Postgres;
using Kolosal.Testing;

namespace Kolosal.Storage;

public sealed class PostgresBlobStoreTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private PostgresBlobStore Blobs => new(server.Migrated, StorageFolder.Keys());

    [PostgresFact]
    public async Task Content_of_any_length_comes_back()
    {
        foreach (int length in new[] { 0, 1, BlobSeal.FrameBytes, BlobSeal.FrameBytes + 1, 3 * BlobSeal.FrameBytes })
        {
            byte[] content = RandomNumberGenerator.GetBytes(length);
            var blob = await Blobs.PutAsync("acme", new MemoryStream(content), default);
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), blob.Sha256);
            Assert.Equal(content, await ReadAsync(blob));
        }
    }

    [PostgresFact]
    public async Task The_same_content_is_stored_once()
    {
        byte[] content = RandomNumberGenerator.GetBytes(10);
        var blob = await Blobs.PutAsync("acme", new MemoryStream(content), default);
        long frames = await CountAsync();
        Assert.Equal(blob, await Blobs.PutAsync("acme", new MemoryStream(content), default));
        Assert.Equal(frames, await CountAsync());
        Assert.Equal(content, await ReadAsync(blob));
    }

    [PostgresFact]
    public async Task Deleting_takes_the_frames_along_but_not_from_under_a_reader()
    {
        byte[] content = RandomNumberGenerator.GetBytes(2 * BlobSeal.FrameBytes);
        var blob = await Blobs.PutAsync("gone", new MemoryStream(content), default);
        long frames = await CountAsync();
        await using (var stream = (await Blobs.OpenAsync(blob, default))!)
        {
            Assert.True(await Blobs.DeleteAsync(blob, default));
            var read = new MemoryStream();
            await stream.CopyToAsync(read);
            Assert.Equal(content, read.ToArray());
        }

        Assert.Equal(frames - 2, await CountAsync());
        Assert.False(await Blobs.DeleteAsync(blob, default));
        Assert.Null(await Blobs.OpenAsync(blob, default));
    }

    [PostgresFact]
    public async Task A_changed_or_missing_frame_is_found()
    {
        var blob = await Blobs.PutAsync("changed", new MemoryStream(RandomNumberGenerator.GetBytes(100)), default);
        await ExecuteAsync("UPDATE blob_frames SET content = set_byte(content, 50, (get_byte(content, 50) + 1) % 256) WHERE frames = (SELECT frames "
            + "FROM blobs WHERE workspace = 'changed')");
        await Assert.ThrowsAsync<BlobCorruptException>(() => ReadAsync(blob));
        await ExecuteAsync("DELETE FROM blob_frames WHERE frames = (SELECT frames FROM blobs WHERE workspace = 'changed')");
        await Assert.ThrowsAsync<BlobCorruptException>(() => ReadAsync(blob));
    }

    private async Task<byte[]> ReadAsync(BlobRef blob)
    {
        await using var stream = (await Blobs.OpenAsync(blob, default))!;
        var all = new MemoryStream();
        await stream.CopyToAsync(all);
        return all.ToArray();
    }

    private async Task<long> CountAsync()
    {
        await using var command = server.Migrated.Source.CreateCommand("SELECT count(*) FROM blob_frames");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = server.Migrated.Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
